import type { Binding } from '../domain/binding.ts'
import type { Instant } from '../domain/instant.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import { opposite, type Side } from '../domain/side.ts'

/** A missing item and the one that it is now: the ref stays, the id changes. */
export interface Moved {
  readonly was: Item
  readonly is: Item
}

export interface Rematch {
  readonly same: readonly Moved[]
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

  const same: Moved[] = []
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

export interface RejoinInput {
  readonly pair: string
  readonly side: Side
  readonly missing: readonly Item[]
  /** Present items of that side that could be one with a missing one. */
  readonly alike: readonly Item[]
  /** Those of the missing and of the like, and their items on the other side. */
  readonly bindings: readonly Binding[]
  readonly partners: readonly Item[]
  /** What was bound before this counts as another message. */
  readonly since: Instant
}

export interface Rejoined extends Moved {
  /** What the copy was bound by until now, to what it had become on the other side. */
  readonly binding: Binding
  readonly partner: Item
}

/**
 * A message that vanished and one that came to be bound after it are one, if they agree as for `rematch` and the later one crossed
 * as a copy of ours: somebody moved it by copying, and removed the original later.
 */
export function rejoin({ pair, side, missing, alike, bindings, partners, since }: RejoinInput): Rejoined[] {
  const other = opposite(side)
  const bindingOf = new Map(bindings.filter(({ status }) => status === 'live' || status === 'differs').map((binding) => [binding[side], binding]))
  const partnerOf = new Map(partners.map((item) => [item.ref, item]))
  const crossed = (is: Item): Omit<Rejoined, 'was'> | undefined => {
    const binding = bindingOf.get(is.ref)
    const partner = partnerOf.get(binding?.[other] ?? '')
    const isCopy = partner?.origin?.pair === pair && partner.origin.side === side && partner.origin.id === is.id
    return binding !== undefined && partner !== undefined && isCopy && is.roleClass !== 'draft' && binding.since >= since ? { is, binding, partner } : undefined
  }
  const copies = new Map(alike.flatMap((is) => crossed(is) ?? []).map((copy) => [copy.is.ref, copy]))
  const { same } = rematch(missing, [...copies.values()].map(({ is }) => is))
  return same.flatMap(({ was, is }) => {
    const [before, copy] = [bindingOf.get(was.ref), copies.get(is.ref)]
    return before !== undefined && copy !== undefined && before.since < copy.binding.since ? [{ was, ...copy }] : []
  })
}

/** Equal content first, and where it is equal the same folder first (nothing moved but the ids); then in order. */
function pairUp(missing: readonly Item[], newcomers: readonly Item[]): Moved[] {
  const rest = [...newcomers]
  const pairs: Moved[] = []
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
