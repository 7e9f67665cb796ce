/** The two halves of a pair. The core never learns which cloud is which. */
export type Side = 'left' | 'right'

export const SIDES: readonly Side[] = ['left', 'right']

export const opposite = (side: Side): Side => (side === 'left' ? 'right' : 'left')
