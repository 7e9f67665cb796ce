import { parseState, stateText, type ItemState } from './item.ts'

/** What one write replaced and what it made of it. The two are equal but for what was written. */
export interface Effect {
  readonly was: ItemState
  readonly is: ItemState
}

/** One text for an effect: states only, no content. */
export const effectText = ({ was, is }: Effect): string => JSON.stringify([stateText(was), stateText(is)])

/** Reads back what `effectText` wrote; nothing where the text is something else. */
export function parseEffect(text: string | undefined): Effect | undefined {
  if (text === undefined || !text.startsWith('["')) return undefined
  const [was, is] = (JSON.parse(text) as string[]).map(parseState)
  return was === undefined || is === undefined ? undefined : { was, is }
}
