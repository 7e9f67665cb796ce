import { toInstant, type Instant } from '../domain/instant.ts'
import type { Item } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'
import { fold } from './fold.ts'

/** What a person wants to be told of a message. */
export interface WatchRule {
  readonly id: string
  readonly name: string
  readonly createdAt: Instant
  readonly by: string
  /** Absent: all. */
  readonly pairs?: readonly string[]
  /** An address, or with `@` before it a domain and what is below it. Absent: anybody. */
  readonly from?: string
  /** One of them is in the subject. Absent: any subject. */
  readonly keywords?: readonly string[]
  /** A role (`inbox`) or a name of the folder where it is. Absent: any. */
  readonly folder?: string
  /** What must not last for longer than `hours`; `wrong-side`: that a reply leaves from another address than the one that was written to. */
  readonly about: 'unread' | 'unanswered' | 'wrong-side'
  readonly hours: number
  /** Ids of the channels by which it is told. Absent: all. */
  readonly channels?: readonly string[]
}

/** A message when its content is in hand. Nothing of it is kept. */
export interface Seen {
  readonly item: Pick<Item, 'ref' | 'side' | 'roleClass' | 'receivedAt'>
  readonly subject: string
  /** As `canonicalAddress` writes them. */
  readonly from: readonly string[]
  readonly folder: { readonly role?: string; readonly name: string }
  /** It answers a message that came in on the other side. */
  readonly leftFromOtherSide: boolean
}

/** That a rule fits a message: all that is remembered of it. */
export interface WatchMatch {
  readonly rule: string
  readonly item: string
  readonly side: Side
  /** When it is looked whether there is anything to tell. */
  readonly dueAt: Instant
}

export const HOUR_MS = 3_600_000

/** Whether a rule is about this message: what came before the rule was made, or is our own copy, is not. */
export function fits(rule: WatchRule, pair: string, seen: Seen): boolean {
  const { item, subject, from, folder } = seen
  if (rule.pairs !== undefined && !rule.pairs.includes(pair)) return false
  if (rule.about === 'wrong-side' ? item.roleClass !== 'sent' || !seen.leftFromOtherSide : item.roleClass !== 'received') return false
  if (item.receivedAt < rule.createdAt) return false
  if (rule.from !== undefined && !from.some((address) => isFrom(address, rule.from ?? ''))) return false
  if (rule.folder !== undefined && folder.role !== rule.folder && fold(folder.name) !== fold(rule.folder)) return false
  const text = fold(subject)
  return rule.keywords === undefined || rule.keywords.some((word) => text.includes(fold(word)))
}

/** What is remembered of a message that these rules fit. */
export const matchesOf = (rules: readonly WatchRule[], pair: string, seen: Seen): WatchMatch[] =>
  rules.filter((rule) => fits(rule, pair, seen)).map((rule) => ({ rule: rule.id, item: seen.item.ref, side: seen.item.side, dueAt: dueAt(rule, seen.item.receivedAt) }))

/** A reply that left cannot be waited for. */
export const dueAt = (rule: Pick<WatchRule, 'about' | 'hours'>, receivedAt: Instant): Instant => (rule.about === 'wrong-side' ? receivedAt : (toInstant(Date.parse(receivedAt) + rule.hours * HOUR_MS) ?? receivedAt))

function isFrom(address: string, wanted: string): boolean {
  const plain = wanted.trim().toLowerCase()
  if (!plain.startsWith('@')) return address === plain
  return address.endsWith(plain) || address.endsWith(`.${plain.slice(1)}`)
}

/** Whether what a rule is about still lasts: `items` are both sides of a message. What is in trash, or has left, is done with. */
export function lasts(about: WatchRule['about'], items: readonly Pick<Item, 'presence' | 'marks'>[], isInTrash: boolean): boolean {
  if (about === 'wrong-side') return true
  if (isInTrash || items.length === 0 || items.some(({ presence }) => presence === 'gone')) return false
  return about === 'unread' ? items.every(({ marks }) => !marks.read) : items.every(({ marks }) => !marks.answered)
}
