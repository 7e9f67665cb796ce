import { fingerprint } from '../domain/fingerprint.ts'
import type { Account } from './account.ts'
import { hashOf } from './secrets.ts'
import { CODE_MS, type Session } from './sessions.ts'
import type { AccountsTools, Origin, SignedIn } from './tools.ts'

/** Addresses that are remembered of each account. */
const REMEMBERED = 8

export const addressKey = (from: string): string => fingerprint(`address ${from}`, 32)

/** A new session of an account, and the account as it is afterwards. Nothing is written. */
export function letIn({ clock, newId, newSecret, limits }: AccountsTools, account: Account, how: Session['how'], { from, agent }: Origin, stage: Session['stage'] = 'full'): SignedIn {
  const secret = newSecret()
  const now = clock.now()
  const session: Session = { id: newId(), hash: hashOf(secret), account: account.id, stage, how, createdAt: now, seenAt: now, expiresAt: now + (stage === 'code' ? CODE_MS : limits.mostMs), from: from.slice(0, 64), agent: agent.slice(0, 200) }
  if (stage === 'code') return { secret, session, account }
  const known = addressKey(from)
  return { secret, session, account: { ...account, signedInAt: now, knownFrom: [known, ...(account.knownFrom ?? []).filter((key) => key !== known)].slice(0, REMEMBERED) } }
}
