import type { Item, ItemRef } from '../domain/item.ts'

export interface Rematch {
  /** A missing item and the newcomer that it is: the ref stays, the id changes. */
  readonly same: readonly { readonly was: Item; readonly is: Item }[]
  /** Newcomers whose digest decides among several candidates. */
  readonly wanted: readonly ItemRef[]
}

/** What a message keeps when it moves, as far as a listing tells. */
export const factsOf = (item: Item): string => JSON.stringify([item.internetMessageId ?? null, item.size, item.receivedAt, item.origin?.token ?? null])

/**
 * On a side where a move gives a new id: a message that vanished in one place and one that appeared in another are one
 * when Message-ID, size and received second agree; where several agree and have no Message-ID, the content decides.
 * The same tells messages again whose UIDVALIDITY changed.
 */
export function rematch(missing: readonly Item[], newcomers: readonly Item[]): Rematch {
  const groups = new Map<string, { missing: Item[]; new: Item[] }>()
  const groupOf = (item: Item) => {
    const key = factsOf(item)
    const group = groups.get(key) ?? { missing: [], new: [] }
    groups.set(key, group)
    return group
  }
  for (const item of missing) groupOf(item).missing.push(item)
  for (const item of newcomers) groupOf(item).new.push(item)

  const same: { was: Item; is: Item }[] = []
  const wanted: ItemRef[] = []
  for (const group of groups.values()) {
    if (group.missing.length === 0 || group.new.length === 0) continue
    const isCertain = group.missing.length === 1 && group.new.length === 1
    const needsContent = !isCertain && group.missing.some((item) => item.digests !== undefined)
    const unread = needsContent ? group.new.filter((item) => item.digests === undefined) : []
    if (unread.length > 0) {
      wanted.push(...unread.map((item) => item.ref))
      continue
    }
    same.push(...pairUp(group.missing, group.new))
  }
  return { same, wanted }
}

/** Equal content first, and where it is equal the same folder first (nothing moved but the ids); then in order. */
function pairUp(missing: readonly Item[], newcomers: readonly Item[]): { was: Item; is: Item }[] {
  const rest = [...newcomers]
  const pairs: { was: Item; is: Item }[] = []
  const take = (was: Item, fits: (is: Item) => boolean): boolean => {
    const at = rest.findIndex(fits)
    const [is] = at < 0 ? [] : rest.splice(at, 1)
    if (is === undefined) return false
    pairs.push({ was, is })
    return true
  }
  const agree = (was: Item, is: Item): boolean => was.digests === undefined || is.digests === undefined || was.digests.exact === is.digests.exact
  const moved = missing.filter((was) => !take(was, (is) => is.folder === was.folder && agree(was, is)))
  for (const was of moved) take(was, (is) => agree(was, is))
  return pairs
}
