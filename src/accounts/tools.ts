import type { Clock } from '../platform/clock.ts'
import type { NewId, NewSecret } from '../platform/ids.ts'
import type { Account, Role, Scope } from './account.ts'
import { deed, type DeedOf } from './deeds.ts'
import type { AccountsStore, Seal } from './ports.ts'
import type { Session, SessionLimits } from './sessions.ts'
import type { AuditRecord } from '../engine/ports.ts'

/** What everything in this folder works with. */
export interface AccountsTools {
  readonly store: AccountsStore
  readonly clock: Clock
  readonly newId: NewId
  readonly newSecret: NewSecret
  /** Asked when something has to be sealed or read. @throws {SyncError} where the key is missing */
  readonly seal: () => Promise<Seal>
  readonly limits: SessionLimits
}

/** Where a request came from. */
export interface Origin {
  readonly from: string
  readonly agent: string
}

/** Who has something done to accounts: somebody who is signed in, or the user of the machine. */
export interface Actor {
  readonly id?: string
  readonly name: string
}

/** Who sent a request, and what it may do. */
export interface Who {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly language: Account['language']
  readonly scopes: readonly Scope[]
  /** Absent where a program has sent it with a token. */
  readonly session?: Session
  /** The id of that token. */
  readonly token?: string
}

/** Somebody was let in. The secret is for the cookie and is kept nowhere. */
export interface SignedIn {
  readonly secret: string
  readonly session: Session
  readonly account: Account
}

/** Records of this moment, all of one call. */
export const recorder = ({ clock, newId }: AccountsTools): ((of: DeedOf) => AuditRecord) => {
  const run = newId()
  return (of) => deed(run, clock.now(), of)
}
