import { createHash, timingSafeEqual } from 'node:crypto'
import type { Draft, Invite, PersonDraft } from './draft.ts'

/** How long a link is good, in milliseconds, unless said otherwise. */
export const INVITE_MS = 7 * 24 * 3_600_000

/** 32 random bytes as text: what stands in the link. */
const TOKEN = /^[\w-]{43}$/

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What is kept of a link: not the token. */
export const inviteFor = (token: string, expiresAt: number): Invite => ({ hash: hashOf(token).toString('hex'), expiresAt })

/** Whether a link can be used. */
export type InviteStanding = 'open' | 'used' | 'expired' | 'locked'

export function standingOf({ expiresAt, usedAt, lockedAt }: Invite, now: number): InviteStanding {
  if (usedAt !== undefined) return 'used'
  if (lockedAt !== undefined) return 'locked'
  return now < expiresAt ? 'open' : 'expired'
}

/** Whose link has this token. */
export function invitedBy(draft: Draft, token: string): PersonDraft | undefined {
  if (!TOKEN.test(token)) return undefined
  const hash = hashOf(token)
  return draft.people.find(({ invite }) => invite !== undefined && timingSafeEqual(Buffer.from(invite.hash, 'hex'), hash))
}
