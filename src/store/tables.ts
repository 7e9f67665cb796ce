import type { Generated } from 'kysely'
import type { BindingStatus } from '../domain/binding.ts'
import type { FolderRole } from '../domain/folder.ts'
import type { Presence, RoleClass } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'

/**
 * The schema as the queries see it. Every row belongs to a pair. Text is compared byte by byte on both databases.
 * PostgreSQL hands 64-bit integers over as text, therefore `number | string` where one is read.
 */
export interface Tables {
  meta: MetaTable
  folders: FoldersTable
  items: ItemsTable
  bindings: BindingsTable
  checkpoints: CheckpointsTable
  journal: JournalTable
  audit: AuditTable
  event: EventTable
  webhooks: WebhooksTable
  deliveries: DeliveriesTable
  watch_parts: WatchPartsTable
  watch_matches: WatchMatchesTable
  watch_alerts: WatchAlertsTable
  set_aside: SetAsideTable
  facts: FactsTable
  lease: LeaseTable
  subscriptions: SubscriptionsTable
  paused: PausedTable
  wanted: WantedTable
  decisions: DecisionsTable
  standings: StandingsTable
  calls: CallsTable
  gate: GateTable
  people: PeopleTable
  accounts: AccountsTable
  account_links: AccountLinksTable
  account_tokens: AccountTokensTable
  account_sessions: AccountSessionsTable
  second_person: SecondPersonTable
  sign_in_failures: SignInFailuresTable
  sign_ins: SignInsTable
}

/** Facts about the database itself (pair is empty) and when each pair was first written. */
export interface MetaTable {
  pair: string
  name: string
  value: string
}

export interface FoldersTable {
  pair: string
  ref: string
  side: Side
  id: string
  name: string
  parent: string | null
  role: FolderRole | null
  presence: 'present' | 'gone'
  /** `FolderBase` as JSON. */
  base: string | null
}

export interface ItemsTable {
  pair: string
  ref: string
  side: Side
  id: string
  folder: string
  presence: Presence
  /** `stateText` of what was last seen: folder and marks are read from here. */
  state: string
  /** `stateText` of what was agreed; empty while not bound. */
  base: string
  message_id: string | null
  role_class: RoleClass
  headline: string
  received_at: string
  size: number | string
  /** `OriginMark` as JSON. */
  origin: string | null
  digest_exact: string | null
  digest_normal: string | null
  etag: string | null
}

export interface BindingsTable {
  pair: string
  id: string
  kind: 'message' | 'folder'
  left_ref: string | null
  right_ref: string | null
  status: BindingStatus
  since: string
}

export interface CheckpointsTable {
  pair: string
  side: Side
  scope: string
  value: string
}

export interface JournalTable {
  /** Order of beginning. */
  seq: Generated<number | string>
  pair: string
  token: string
  /** `Operation` as JSON. */
  operation: string
  bookmark: string | null
  at: string
  sought_at: string | null
}

export interface AuditTable {
  /** Order of writing. */
  seq: Generated<number | string>
  pair: string
  at: string
  run: string
  kind: string
  side: Side | null
  item: string | null
  binding: string | null
  reason: string
  token: string | null
  detail: string | null
  by_whom: string | null
  request: string | null
  /** `linkHash` with the one before in the same pair. */
  hash: string
  /** See `FeedEvent`. No link of the chain. */
  took_ms: number | string | null
}

export interface EventTable {
  /** Its place among the records of the audit. */
  seq: number | string
  /** Empty where it is about none. */
  pair: string
  at: string
  kind: string
  /** The rest of a `NewEvent` as JSON. */
  detail: string
}

export interface WebhooksTable {
  id: string
  /** `Webhook` as JSON. */
  value: string
  /** `Fate` as JSON. */
  fate: string
  /** A cursor of the feed. */
  position: string
  created_at: string
}

export interface DeliveriesTable {
  webhook: string
  /** The id of an event. */
  event: string
  /** Of that event. */
  place: number | string
  at: string
  kind: string
  body: string
  state: string
  attempts: number
  /** Times are milliseconds since 1970. */
  due_at: number | string
  first_tried_at: number | string | null
  /** `Attempt` as JSON. */
  last: string | null
}

export interface WatchPartsTable {
  id: string
  kind: string
  /** `WatchRule` or `Channel` as JSON, sealed. */
  sealed: string
  created_at: string
}

export interface WatchMatchesTable {
  pair: string
  rule: string
  item: string
  side: Side
  due_at: string
  state: string
}

export interface WatchAlertsTable {
  alert: string
  /** `Alert` as JSON. */
  value: string
  resolved_at: string | null
}

export interface SetAsideTable {
  pair: string
  item: string
  code: string
  message: string
  state: string
  attempts: number
  since: string
}

export interface FactsTable {
  pair: string
  name: string
  value: string
}

/** Who may write a pair, on PostgreSQL. Times are the database's own, in milliseconds since 1970. */
export interface LeaseTable {
  pair: string
  holder: string
  expires_ms: number | string
}

/** Times are milliseconds since 1970, here and below. */
export interface SubscriptionsTable {
  pair: string
  side: Side
  id: string
  expires_at: number | string
  client_state: string
}

/** A pair without name is all of them. */
export interface PausedTable {
  pair: string
  by_whom: string
  since: number | string
  until: number | string | null
}

export interface WantedTable {
  pair: string
  why: string
  since: number | string
  due_at: number | string
}

export interface DecisionsTable {
  pair: string
  hold: string
  decision: 'apply' | 'discard'
}

export interface StandingsTable {
  pair: string
  /** `Standing` as JSON. */
  value: string
  /** `Hearing` as JSON, where another process listens than works. */
  hearing: string | null
}

/** No pair: an account is shared by pairs. */
export interface CallsTable {
  account: string
  /** `2026-03`. */
  month: string
  calls: number | string
}

/** What is remembered of the safety measures of a pair. */
export interface GateTable {
  pair: string
  kind: string
  name: string
  /** `GateRecord` as JSON. */
  value: string
}

/** No pair: a person counts once for all. */
export interface PeopleTable {
  year: number
  /** That their data went to. */
  side: Side
  /** Keyed hash of an address. */
  person: string
}

/** No pair, here and below: people sign in to the whole installation. */
export interface AccountsTable {
  id: string
  name_key: string
  /** `Account` as JSON. */
  value: string
}

export interface AccountLinksTable {
  hash: string
  account: string | null
  /** `Link` as JSON. */
  value: string
}

export interface AccountTokensTable {
  id: string
  hash: string
  account: string
  /** `ApiToken` as JSON, without when it was used. */
  value: string
  used_at: number | string | null
}

export interface AccountSessionsTable {
  hash: string
  account: string
  /** `Session` as JSON; when it was seen is in the column. */
  value: string
  created_at: number | string
  seen_at: number | string
  expires_at: number | string
}

export interface SecondPersonTable {
  id: string
  /** `Request` as JSON. */
  value: string
}

export interface SignInFailuresTable {
  /** Fingerprint of a name, an address, or both. */
  key: string
  times: number
  last_at: number | string
}

/** Who signed in to the Outlook side of a pair, and what is left of it. */
export interface SignInsTable {
  pair: string
  sealed: string
  version: number | string
  signed_in_at: string
  renewed_at: string
  /** The problem with which it was refused. */
  refused: string | null
  refused_at: string | null
  /** Whose turn it is to renew it, and until when in milliseconds. */
  turn_by: string | null
  turn_until: number | string | null
}
