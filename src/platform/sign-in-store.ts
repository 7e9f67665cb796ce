import type { Instant } from '../domain/instant.ts'

/** The sign-in of a person to the Outlook side of one pair, as it is stored. */
export interface StoredSignIn {
  readonly pair: string
  /** The refresh token, sealed. */
  readonly sealed: string
  /** Rises whenever another is stored in its place. */
  readonly version: number
  /** When the person signed in, and when the token was last replaced. */
  readonly signedInAt: Instant
  readonly renewedAt: Instant
  /** Why the cloud refused it, and when; then it is not tried again. */
  readonly refusal?: { readonly problem: string; readonly at: Instant }
}

/** Sign-ins by pair. Rows have no owner: each method is one short statement, so that processes may use them side by side. */
export interface SignInStore {
  read(pair: string): Promise<StoredSignIn | undefined>
  list(): Promise<readonly StoredSignIn[]>
  /** A person signed in: whatever there was is replaced, a refusal included. */
  keep(pair: string, sealed: string, at: Instant): Promise<void>
  /** Answers whether that version was still the one that is stored. */
  replace(pair: string, version: number, sealed: string, at: Instant): Promise<boolean>
  refuse(pair: string, version: number, problem: string, at: Instant): Promise<void>
  /** Takes the turn to renew it until then, in milliseconds; false while another has it. Taken in vain where nobody has signed in. */
  takeTurn(pair: string, by: string, now: number, until: number): Promise<boolean>
  endTurn(pair: string, by: string): Promise<void>
  forget(pair: string): Promise<void>
}
