/** Somebody who is signed in, in one browser. */
export interface Session {
  /** What it is called where it is listed. */
  readonly id: string
  /** `hashOf` the cookie. */
  readonly hash: string
  readonly account: string
  /** `code`: the password was right, and the code of the second factor is still asked for. */
  readonly stage: 'code' | 'full'
  readonly how: 'password' | 'link' | 'oidc'
  readonly createdAt: number
  readonly seenAt: number
  readonly expiresAt: number
  readonly from: string
  /** What the browser calls itself. */
  readonly agent: string
}

export interface SessionLimits {
  /** Without a request for so long, it ends. */
  readonly idleMs: number
  /** And at the latest so long after it began. */
  readonly mostMs: number
}

export const SESSION_LIMITS: SessionLimits = { idleMs: 60 * 60_000, mostMs: 12 * 60 * 60_000 }

/** How long a code may be waited for. */
export const CODE_MS = 5 * 60_000
/** It is not written down at each request that a session is in use. */
const SEEN_MS = 60_000

export const isOver = ({ seenAt, expiresAt }: Session, now: number, { idleMs }: SessionLimits): boolean => now >= expiresAt || now - seenAt >= idleMs

export const isWorthNoting = ({ seenAt }: Session, now: number): boolean => now - seenAt >= SEEN_MS
