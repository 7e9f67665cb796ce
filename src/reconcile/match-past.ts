import type { Instant } from '../domain/instant.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { PastMessage } from '../domain/past.ts'

export interface MatchPastInput {
  readonly messages: readonly PastMessage[]
  /** Every message of the side that the mirror knows or knew. */
  readonly items: readonly Item[]
  /** What was made anew of messages of the point since: our name by the cloud's id at that time. */
  readonly remade: ReadonlyMap<string, ItemRef>
  /** Whether a message is a copy that was made after the point: it is none of those of the point. */
  readonly isNewCopy: (item: Item) => boolean
}

/**
 * What each message of a point is now. By our name, by what is known to have been made of it, by the cloud's id; and where a move gave it
 * another one, by Message-ID, size and second of arrival. What is there comes before what is gone. Each message of the mirror is one at most.
 */
export function matchPast({ messages, items, remade, isNewCopy }: MatchPastInput): ReadonlyMap<PastMessage, Item> {
  const matched = new Map<PastMessage, Item>()
  const taken = new Set<ItemRef>()
  const byRef = new Map(items.map((item) => [item.ref, item]))
  const take = (message: PastMessage, item: Item | undefined): void => {
    if (item === undefined || matched.has(message) || taken.has(item.ref)) return
    matched.set(message, item)
    taken.add(item.ref)
  }
  for (const isThere of [true, false]) {
    const among = items.filter((item) => (item.presence !== 'gone') === isThere && !isNewCopy(item))
    const known = new Set(among)
    const named = (ref: ItemRef | undefined): Item | undefined => {
      const item = ref === undefined ? undefined : byRef.get(ref)
      return item !== undefined && known.has(item) ? item : undefined
    }
    for (const message of messages) take(message, named(message.ref))
    for (const message of messages) take(message, named(remade.get(message.id)))
    const byId = new Map(among.map((item) => [item.id, item]))
    for (const message of messages) {
      const item = byId.get(message.id)
      if (item !== undefined && isAlike(message, item)) take(message, item)
    }
    const alike = Map.groupBy(among.filter(({ ref }) => !taken.has(ref)), (item) => likeness(item.internetMessageId, item.size, item.receivedAt))
    for (const message of messages) {
      if (matched.has(message)) continue
      const candidates = alike.get(likeness(message.internetMessageId, message.listedSize, message.receivedAt)) ?? []
      const free = candidates.filter(({ ref }) => !taken.has(ref))
      take(message, free.find(({ origin }) => origin === undefined) ?? free[0])
    }
  }
  return matched
}

const likeness = (id: string | undefined, size: number, receivedAt: Instant): string => JSON.stringify([id ?? null, size, receivedAt])

/** An IMAP id may come to mean another message once UIDVALIDITY repeats. */
const isAlike = (message: PastMessage, item: Item): boolean => message.internetMessageId === item.internetMessageId || message.receivedAt === item.receivedAt
