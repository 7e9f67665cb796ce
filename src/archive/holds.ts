import type { Instant } from '../domain/instant.ts'
import { everyone, plainAddress, type ArchivedMessage } from './message.ts'

/** A legal hold: what it covers is kept, whatever retention or a wish to erase says, until it is ended. Each part that is given narrows it. */
export interface Hold {
  readonly name: string
  readonly pair?: string
  /** In any header that names people; or the address of one of the two mailboxes. */
  readonly address?: string
  /** Received from then on. */
  readonly since?: Instant
  /** Received before then. */
  readonly until?: Instant
  readonly by: string
  readonly because: string
  readonly at: Instant
  readonly ended?: { readonly at: Instant; readonly by: string; readonly because: string }
}

/** What a hold looks at. */
export type Holdable = Pick<ArchivedMessage, 'pair' | 'receivedAt' | 'from' | 'to' | 'cc' | 'bcc' | 'others' | 'isUnreadable'>

/** The addresses of the two mailboxes of a pair. */
export type MailboxAddresses = (pair: string) => readonly string[]

/** Whether the hold keeps the message now. Of what nobody can read it is not known whom it names, and it is covered. */
export function covers(hold: Hold, message: Holdable, mailboxAddresses: MailboxAddresses): boolean {
  const { ended, pair, since, until, address } = hold
  if (ended !== undefined || (pair !== undefined && pair !== message.pair)) return false
  if ((since !== undefined && message.receivedAt < since) || (until !== undefined && message.receivedAt >= until)) return false
  if (address === undefined || message.isUnreadable === true) return true
  const wanted = plainAddress(address)
  return [...everyone(message).map((each) => each.address), ...mailboxAddresses(message.pair)].some((each) => plainAddress(each) === wanted)
}

export interface RetentionRules {
  readonly holds: readonly Hold[]
  /** How many days after it was received a message of this pair is kept. */
  readonly keepDays: (pair: string) => number
  readonly mailboxAddresses: MailboxAddresses
  /** Whether there are mailboxes of this pair still. Of a pair that was given up only the last restore point is left, and says nothing about now. */
  readonly hasMailboxes: (pair: string) => boolean
  /** By our clock, in milliseconds. */
  readonly now: number
}

const DAY_MS = 86_400_000

/**
 * What becomes of a message: only one that is `due` is dropped. Its days are counted from when the cloud received it, or from when
 * it was archived where that is later, so a clock that is wrong when it is archived drops nothing early, and one that is set back later
 * drops later.
 */
export function fateOf(message: Holdable & Pick<ArchivedMessage, 'archivedAt'>, isInMailbox: boolean, { holds, keepDays, mailboxAddresses, now }: RetentionRules): 'in-mailbox' | 'held' | 'kept' | 'due' {
  if (isInMailbox) return 'in-mailbox'
  if (holds.some((hold) => covers(hold, message, mailboxAddresses))) return 'held'
  const from = Math.max(Date.parse(message.receivedAt), Date.parse(message.archivedAt))
  return now - from > keepDays(message.pair) * DAY_MS ? 'due' : 'kept'
}
