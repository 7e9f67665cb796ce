import type { Deed } from './deed.ts'
import type { Instant } from './instant.ts'
import type { ItemRef } from './item.ts'
import type { OperationKind } from './operation.ts'
import type { Side } from './side.ts'

/** Everything that the event feed tells of. The names are a contract with whoever listens: one is never given another meaning. */
export const EVENT_KINDS = [
  'item.copied', 'item.marked', 'item.moved', 'item.trashed', 'item.restored', 'item.removed', 'item.departed', 'item.recovered', 'item.conflict', 'item.set-aside',
  'folder.made', 'folder.changed', 'folder.deleted',
  'hold.opened', 'hold.decided', 'hold.closed',
  'pair.state', 'pair.disconnected', 'run.ended',
  'gate.opened', 'gate.closed', 'gate.answered', 'gate.waived',
  'backup.taken', 'backup.pruned', 'mailbox.restored',
  'content.read', 'content.exported', 'person.erased', 'legal-hold.set', 'legal-hold.ended',
  'webhook.disabled', 'alert.raised', 'alert.resolved',
] as const

export type EventKind = (typeof EVENT_KINDS)[number]

export const isEventKind = (text: string): text is EventKind => (EVENT_KINDS as readonly string[]).includes(text)

/** Small facts about an event, by name. No content, subject or address. */
export type EventData = Readonly<Record<string, string | number | boolean>>

/** Something that happened and is no effect, so that the audit has no record of it. */
export interface NewEvent {
  readonly at: Instant
  readonly kind: EventKind
  readonly pair?: string
  readonly on?: Side
  readonly item?: ItemRef
  readonly run?: string
  readonly data?: EventData
}

/** Something that happened, in its place in the feed. */
export interface FeedEvent extends NewEvent {
  /** Names the event for good, and is the cursor after it. Opaque. */
  readonly id: string
  /** The rule that an effect follows. What a person gave as a reason is for the audit. */
  readonly reason?: string
  /** Who did it or wanted it, where a person did; `somebody` where that name is an address. */
  readonly by?: string
  /** How long what it carried was on its way, in milliseconds, where that is known. */
  readonly tookMs?: number
}

/** A kind of record of the audit. */
type RecordKind = OperationKind | 'recovered' | 'removed-partial' | Deed

/** What the audit records and the feed tells. What only moves our own memory is no news for anybody. */
const TOLD: Partial<Record<RecordKind, EventKind>> = {
  copy: 'item.copied',
  mark: 'item.marked',
  move: 'item.moved',
  trash: 'item.trashed',
  retire: 'item.trashed',
  'restore-message': 'item.restored',
  'remove-draft': 'item.removed',
  'removed-partial': 'item.removed',
  close: 'item.departed',
  leave: 'item.departed',
  recovered: 'item.recovered',
  'create-folder': 'folder.made',
  'restore-folder': 'folder.made',
  'change-folder': 'folder.changed',
  'delete-folder': 'folder.deleted',
  answer: 'gate.answered',
  waive: 'gate.waived',
  'back-up': 'backup.taken',
  prune: 'backup.pruned',
  restore: 'mailbox.restored',
  read: 'content.read',
  export: 'content.exported',
  erase: 'person.erased',
  hold: 'legal-hold.set',
  release: 'legal-hold.ended',
  disconnect: 'pair.disconnected',
}

/** Kinds of audit records among which the feed looks. */
export const TOLD_RECORDS = Object.keys(TOLD) as readonly RecordKind[]

/** Where the rule says more than the kind; nothing: not told. */
const BY_REASON: Partial<Record<RecordKind, (reason: string) => EventKind | undefined>> = {
  close: (reason) => (reason === 'left-the-mailbox' || reason === 'original-left' ? 'item.departed' : undefined),
  leave: (reason) => (reason === 'original-left' ? 'item.departed' : undefined),
  answer: (reason) => (reason === 'gate-opened' ? 'gate.opened' : reason === 'gate-closed' ? 'gate.closed' : 'gate.answered'),
}

/** What the feed calls a record of the audit; nothing where it does not tell of it. */
export function eventKindOf(kind: string, reason: string): EventKind | undefined {
  const told = TOLD[kind as RecordKind]
  if (told === undefined) return undefined
  return reason === 'conflict' ? 'item.conflict' : (BY_REASON[kind as RecordKind] ?? (() => told))(reason)
}
