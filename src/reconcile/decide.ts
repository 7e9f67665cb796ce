import { opposite, type Side } from '../domain/side.ts'

/**
 * Where a bound message is, against where both sides agreed that it was.
 * `trashed`: moved into the trash. `emptied`: gone, and last seen in the trash. `left`: gone, and never seen in the trash.
 */
export type Whereabouts = 'same' | 'moved' | 'trashed' | 'emptied' | 'left'

export type Decision =
  | { readonly do: 'nothing' }
  /** Move the message on this side to where the other side has it. */
  | { readonly do: 'follow'; readonly on: Side }
  /** Move the message on this side to trash. */
  | { readonly do: 'trash'; readonly on: Side }
  /** Both moved it: the same place is agreement, two places are a conflict that the policy decides. */
  | { readonly do: 'settle-place' }
  /** The binding ends: deleted on purpose. */
  | { readonly do: 'bury' }
  /** Deleted for good on one side and moved on the other: it stays where it was moved, and the binding ends. */
  | { readonly do: 'keep' }
  /** The message left this side without passing through its trash; the policy `departed` decides about the other. */
  | { readonly do: 'let-go'; readonly of: Side }

const nothing: Decision = { do: 'nothing' }
const settlePlace: Decision = { do: 'settle-place' }
const bury: Decision = { do: 'bury' }
const keep: Decision = { do: 'keep' }
const follow = (on: Side): Decision => ({ do: 'follow', on })
const trash = (on: Side): Decision => ({ do: 'trash', on })
const letGo = (of: Side): Decision => ({ do: 'let-go', of })

/**
 * The whole policy about places, row = left, column = right. An edit beats a deletion: a message that was moved elsewhere
 * on one side comes back from the trash of the other. Whether a `trash` is beaten by a changed mark is decided after this
 * table (`beatsDeletion`).
 */
export const PLACES: Record<Whereabouts, Record<Whereabouts, Decision>> = {
  same:    { same: nothing,         moved: follow('left'),  trashed: trash('left'),   emptied: trash('left'),  left: letGo('right') },
  moved:   { same: follow('right'), moved: settlePlace,     trashed: follow('right'), emptied: keep,           left: letGo('right') },
  trashed: { same: trash('right'),  moved: follow('left'),  trashed: settlePlace,     emptied: bury,           left: bury },
  emptied: { same: trash('right'),  moved: keep,            trashed: bury,            emptied: bury,           left: bury },
  left:    { same: letGo('left'),   moved: letGo('left'),   trashed: bury,            emptied: bury,           left: bury },
}

/** The same decision with the sides exchanged. */
export function mirrored(decision: Decision): Decision {
  if ('on' in decision) return { ...decision, on: opposite(decision.on) }
  if ('of' in decision) return { ...decision, of: opposite(decision.of) }
  return decision
}
