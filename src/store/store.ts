import type { AccountsStore } from '../accounts/ports.ts'
import type { AuditHead } from '../domain/audit-head.ts'
import type { Instant } from '../domain/instant.ts'
import type { AuditRecord, PairStore } from '../engine/ports.ts'
import type { EventFeed, WebhookStore } from '../events/ports.ts'
import type { GateStore } from '../gate/ports.ts'
import type { Clock } from '../platform/clock.ts'
import type { CallLedger } from '../platform/month-budget.ts'
import type { SignInStore } from '../platform/sign-in-store.ts'
import type { PersonalStore } from '../privacy/ports.ts'
import type { WatchStore } from '../watch/ports.ts'
import type { PairQueue, ServiceStore } from '../service/ports.ts'

/** How to open a store. */
export interface StoreOptions {
  readonly clock: Clock
  /**
   * Whether to own what is used, so that no other process does; the default. Without it no pair can be committed, and
   * a database that does not exist is empty and stays so. `beside`: as without, but what the service remembers can be
   * written, beside the process that owns the rest.
   */
  readonly exclusive?: boolean | 'beside'
  /** What to do with a database of an older version: bring it up to date (the default), or refuse it. */
  readonly migrate?: 'auto' | 'refuse'
}

/** A pair that is ours for one run. */
export interface PairLease {
  /** Aborted, with a reason that is no `SyncError`, when another process may have taken over: the run is to end at once. */
  readonly inDoubt: AbortSignal
  /** Makes sure that nobody has taken over; asks the database only when its last word is some seconds old. @throws {SyncError} `STORE_LOCKED`, `STORE_FAILURE` */
  confirm(): Promise<void>
  /** The next run may be anybody's. */
  release(): Promise<void>
}

/** A record of the audit and its place in the chain of its pair. */
export interface AuditLink extends AuditRecord {
  /** Rises with every record, not by one. */
  readonly seq: number
  /** See `linkHash`. */
  readonly hash: string
}

/** Which records, each part narrowing it further. */
export interface AuditQuery {
  readonly most: number
  /** Only those after this `seq`. */
  readonly after?: number
  /** Only those before this `seq`. */
  readonly before?: number
  /** The newest first, and so the newest of all where there are more than `most`. Default: the oldest first. */
  readonly isNewestFirst?: boolean
  readonly run?: string
  readonly kind?: AuditRecord['kind']
  readonly item?: string
  readonly reason?: string
  /** Part of the name of the person who wanted it, in capital or small letters. */
  readonly by?: string
  readonly since?: Instant
  /** This moment itself left out. */
  readonly until?: Instant
}

export interface AuditVerdict {
  /** How many links hold, from the first on. */
  readonly records: number
  /** The hash of the last of them; empty where there is none. */
  readonly head: string
  /** The first record that is not what was written, or that does not follow the one before it. */
  readonly broken?: { readonly seq: number; readonly at: Instant }
  /** Heads that were told once and are not in what holds; absent where none is missing. */
  readonly missing?: readonly string[]
  /** Where a record is older than the one before it by more than a few seconds: a clock was set back, or those of two machines differ. No fault of the chain; absent where time only went on. */
  readonly setBack?: SetBack
}

/** `first` was written after a record of the time `after`. */
export interface SetBack {
  readonly times: number
  readonly first: { readonly seq: number; readonly at: Instant; readonly after: Instant }
}

/** What can be asked of the audit, and told it. Neither needs a pair to be owned. */
export interface AuditTrail {
  /** The last `most` records of a pair, newest first. */
  last(pair: string, most: number): Promise<AuditRecord[]>
  /** Oldest first, unless the query wants the newest. */
  search(pair: string, query: AuditQuery): Promise<AuditLink[]>
  /** Computes every link anew, up to the first that does not hold. `told`: heads of earlier, each of which is in the chain for good unless something was cut off or computed anew. */
  verify(pair: string, told?: readonly string[]): Promise<AuditVerdict>
  /** How far the chain of every pair has come, in the order of their names. From the last records alone: proves nothing. */
  heads(): Promise<AuditHead[]>
  /** Adds what was done beside runs, also beside the process that owns the pair. Not in a store that was opened only to look. */
  record(pair: string, records: readonly AuditRecord[]): Promise<void>
}

/** Everything remembered, for all pairs. Every method may throw `STORE_FAILURE`; afterwards the store can be used again. */
export interface Store {
  /** How many migrations the database has seen. */
  readonly schemaVersion: number
  /** Everything remembered about one pair; it need not exist yet. On PostgreSQL its first use may throw `STORE_LOCKED`. */
  pair(name: string): PairStore
  /** Takes a pair for one run. Missing where one process owns the whole database. @throws {SyncError} `STORE_LOCKED` while another has it */
  lease?(pair: string): Promise<PairLease>
  /** As `PairLease.confirm`, for whoever works on the pair without its lease in hand. Nothing where nobody here has it. */
  confirm?(pair: string): Promise<void>
  /** Where runs wait for whichever process is free. Missing where one process owns the whole database. */
  readonly queue?: PairQueue
  /** Names of the pairs that were ever written, in order. */
  pairs(): Promise<string[]>
  /** What `tongbu serve` remembers. It has no owner: a store that may write can write it beside another process. */
  readonly service: ServiceStore
  /** Calls made by account and month. It has no owner either. */
  readonly calls: CallLedger
  /** What is remembered of the safety measures. It has no owner. */
  readonly gate: GateStore
  /** Sign-ins of people to the Outlook side of a pair. They have no owner. */
  readonly signIns: SignInStore
  /** What privacy asks for: erasure, access, the register. */
  readonly personal: PersonalStore
  /** Who may sign in. It has no owner. */
  readonly accounts: AccountsStore
  /** The record of everything that was done. */
  readonly audit: AuditTrail
  /** Everything that happened, for whoever listens. */
  readonly feed: EventFeed
  /** What is remembered for alerts. It has no owner. */
  readonly watch: WatchStore
  /** Addresses outside that are told of it. It has no owner. */
  readonly webhooks: WebhookStore
  /** Brings the schema up to date and names the migrations that this store applied, on opening or now. */
  migrate(): Promise<readonly string[]>
  /** Gives back files, connections and locks. Safe to call twice. */
  close(): Promise<void>
}
