import type { Flag } from '../../domain/marks.ts'
import { normalTags } from '../../domain/marks.ts'
import type { MarkChange } from '../../domain/operation.ts'

/** System tags that every mailbox has: follow up, done, star. */
export const FLAG_TAG = '1'
export const DONE_TAG = '2'
const STAR_TAG = '11'
/** How the cloud itself names its star. */
const STAR_NAME = '重要'

/** Names of tags by id. A custom tag whose name nobody told is left alone on both sides. */
export type TagNames = ReadonlyMap<string, string>

export const tagNames = (custom: Readonly<Record<string, string>> = {}): TagNames =>
  new Map([[STAR_TAG, STAR_NAME], ...Object.entries(custom).map(([id, name]) => [id, name.normalize('NFC')] as const)])

/**
 * Whether tags may be written: only where their names were told. Otherwise every name from the other side would seem to be taken away
 * here at once, and would then be taken away there.
 */
export const tagAccess = (custom: Readonly<Record<string, string>> = {}): 'read-write' | 'read' =>
  Object.keys(custom).length > 0 ? 'read-write' : 'read'

/** The flag that a message's tags stand for. */
export const flagOf = (tags: readonly string[]): Flag => (tags.includes(DONE_TAG) ? 'complete' : tags.includes(FLAG_TAG) ? 'flagged' : 'none')

/** Names of the tags that are neither flag nor unknown. */
export const namesOf = (tags: readonly string[], names: TagNames): readonly string[] =>
  normalTags(tags.flatMap((id) => (id === FLAG_TAG || id === DONE_TAG ? [] : (names.get(id) ?? []))))

/** Tag ids to add and to take away so that `change` holds. Names without an id cannot be held here and are passed over. */
export function tagChanges(held: readonly string[], change: MarkChange, names: TagNames): { readonly added: string[]; readonly removed: string[] } {
  const wanted = new Set(held)
  if (change.flag !== undefined) {
    wanted.delete(FLAG_TAG)
    wanted.delete(DONE_TAG)
    if (change.flag !== 'none') wanted.add(change.flag === 'complete' ? DONE_TAG : FLAG_TAG)
  }
  if (change.tags !== undefined) {
    const chosen = change.tags
    for (const [id, name] of names) if (chosen.includes(name)) wanted.add(id)
      else wanted.delete(id)
  }
  return { added: [...wanted].filter((id) => !held.includes(id)), removed: held.filter((id) => !wanted.has(id)) }
}

/** Of a message's tags, those that mean something here, in the one order in which two equal sets are equal arrays. */
export const shownTags = (held: readonly string[], names: TagNames): readonly string[] => held.filter((id) => id === DONE_TAG || names.has(id)).sort()

/** Ids of the tags that mean something here. */
export const searchedTags = (names: TagNames): readonly string[] => [DONE_TAG, ...names.keys()]
