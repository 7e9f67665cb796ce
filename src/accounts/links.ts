import type { Role } from './account.ts'

/** An address that lets somebody in once. Whoever has it is believed. */
export interface Link {
  /** `hashOf` what is in the address. */
  readonly hash: string
  /** `first`: makes the first administrator. `invite`: an account gets its first password. `reset`: a locked-out person gets a new one. */
  readonly kind: 'first' | 'invite' | 'reset'
  /** Absent for `first`: the account is made when the link is used. */
  readonly account?: string
  /** Also takes the second factor away. */
  readonly dropsTotp?: true
  readonly role: Role
  readonly madeBy: string
  readonly expiresAt: number
}

const HOUR = 60 * 60_000

/** How long a link is good. Invitations wait for people, over a weekend too. */
export const LINK_MS: Readonly<Record<Link['kind'], number>> = { first: 24 * HOUR, invite: 72 * HOUR, reset: 24 * HOUR }

/** What is in the fragment of an address is sent to no server, and so is in no log. */
export const linkUrl = (base: string, secret: string): string => `${base.replace(/\/+$/, '')}/link#${secret}`
