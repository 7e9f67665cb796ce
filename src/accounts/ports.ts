import type { AuditRecord } from '../engine/ports.ts'
import type { Account } from './account.ts'
import type { Failures } from './delay.ts'
import type { Link } from './links.ts'
import type { Request } from './second-person.ts'
import type { Session } from './sessions.ts'
import type { ApiToken } from './tokens.ts'

/** Everything about people but who is signed in: dozens of rows. */
export interface Known {
  readonly accounts: readonly Account[]
  readonly links: readonly Link[]
  readonly tokens: readonly ApiToken[]
  readonly requests: readonly Request[]
}

/** Rows to write. A row replaces the one with the same id or hash. What is dropped goes first. */
export interface AccountsChange {
  readonly accounts?: readonly Account[]
  /** Ids. Their links, tokens and sessions go with them. */
  readonly droppedAccounts?: readonly string[]
  readonly links?: readonly Link[]
  /** Hashes. */
  readonly droppedLinks?: readonly string[]
  readonly tokens?: readonly ApiToken[]
  /** Ids. */
  readonly droppedTokens?: readonly string[]
  readonly requests?: readonly Request[]
  readonly droppedRequests?: readonly string[]
  readonly sessions?: readonly Session[]
  /** Hashes. */
  readonly droppedSessions?: readonly string[]
  /** All sessions of an account, but for the one with the hash `except`. */
  readonly droppedSessionsOf?: readonly { readonly account: string; readonly except?: string }[]
}

/** What follows from what is known: what is written, the records of it, and the answer. */
export interface Decision<Answer> {
  readonly change: AccountsChange
  readonly audit: readonly AuditRecord[]
  readonly answer: Answer
}

/** What is remembered of people who sign in. It has no owner: it can be written beside another process. Every method may throw `STORE_FAILURE`. */
export interface AccountsStore {
  known(): Promise<Known>
  /**
   * One change at a time, over all processes, and its records with it in the chain of the installation: all is written or none of it.
   * `decide` is called once, sees what is known then, and refuses by throwing.
   */
  change<Answer>(decide: (known: Known) => Decision<Answer>): Promise<Answer>
  /** Counts tries in the same way: one decision at a time. What `decide` answers with is kept, by key. */
  attempt<Answer>(keys: readonly string[], decide: (failures: readonly Failures[]) => { readonly keep: readonly Failures[]; readonly answer: Answer }): Promise<Answer>
  forgetFailures(keys: readonly string[]): Promise<void>
  /** Who is signed in with the cookie of this hash; over or not. */
  session(hash: string): Promise<{ readonly session: Session; readonly account: Account } | undefined>
  /** Of one account, the newest first. */
  sessions(account: string): Promise<readonly Session[]>
  noteSeen(hash: string, at: number): Promise<void>
  token(hash: string): Promise<{ readonly token: ApiToken; readonly account: Account } | undefined>
  noteUse(hash: string, at: number): Promise<void>
  /** Forgets sessions that ended before `endedBefore` or were not used since `idleSince`, and failures before `failedBefore`. */
  sweep(before: { readonly endedBefore: number; readonly idleSince: number; readonly failedBefore: number }): Promise<void>
}

/** Seals what has to be read again, such as the secret of a code generator. `name` binds it to its place. */
export interface Seal {
  seal(name: string, text: string): string
  /** @throws when it was sealed with another key or for another place */
  open(name: string, sealed: string): string
}
