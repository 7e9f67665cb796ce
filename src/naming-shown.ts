import type { Account } from './accounts/account.ts'
import type { Link } from './accounts/links.ts'
import type { Request } from './accounts/second-person.ts'
import type { Session } from './accounts/sessions.ts'
import type { ApiToken } from './accounts/tokens.ts'
import { toInstant } from './domain/instant.ts'
import type { Webhook } from './events/webhook.ts'
import { isNaming } from './privacy/naming.ts'
import type { Person } from './privacy/person.ts'
import type { PersonDraft } from './setup/draft.ts'
import type { Channel } from './watch/channel.ts'

/*
 * What names a person, as it is handed out to them. Each field is named here, so that one that is added later, a secret perhaps, is left out
 * until somebody decides about it. What is undefined is not written.
 */

const when = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : toInstant(ms))

/** Without the token or password by which it is told, and without the other recipients. */
export function channelShown({ id, name, language, by, createdAt, kinds, quiet, to }: Channel, person: Person): object {
  const shown = { id, name, language, by, createdAt, kinds, quiet, way: to.way }
  if (to.way === 'email') return { ...shown, server: to.host, user: to.user, from: to.from, to: to.to.filter((address) => isNaming(person, address)) }
  return { ...shown, ...(to.url === undefined ? {} : addressShown(to.url, person)) }
}

/** The rest of an address may be as good as a password. */
const addressShown = (url: string, person: Person): object => ({ leadsTo: URL.parse(url)?.host, isNamedInAddress: isNaming(person, url) })

export const webhookShown = ({ id, name, url, kinds, pairs, by, createdAt }: Webhook, person: Person): object => ({ id, name, ...addressShown(url, person), kinds, pairs, by, createdAt })

/** With what is there only because of the account: its tokens, and where it is signed in. */
export const accountShown = ({ id, name, role, language, status, identity, createdAt, signedInAt, totp }: Account, tokens: readonly ApiToken[], sessions: readonly Session[]): object => ({
  ...{ id, name, role, language, status, identity, createdAt: when(createdAt), signedInAt: when(signedInAt), secondFactorSince: when(totp?.since) },
  tokens: tokens.map(tokenShown),
  sessions: sessions.map(({ how, createdAt: since, seenAt, expiresAt, from, agent }) => ({ how, createdAt: when(since), seenAt: when(seenAt), expiresAt: when(expiresAt), from, agent })),
})

export const tokenShown = ({ id, name, scopes, createdAt, expiresAt, usedAt }: ApiToken): object => ({ id, name, scopes, createdAt: when(createdAt), expiresAt: when(expiresAt), usedAt: when(usedAt) })

export const requestShown = ({ id, deed, pair, about, by, reason, at, decided, usedAt }: Request): object => ({ id, deed, pair, about, by, reason, at: when(at), decided: decided === undefined ? undefined : { ...decided, at: when(decided.at) }, usedAt: when(usedAt) })

export const linkShown = ({ kind, account, role, madeBy, expiresAt }: Link): object => ({ kind, account, role, madeBy, expiresAt: when(expiresAt) })

export const invitedShown = ({ name, left, right, wave, password, found, checkedAt, invite }: PersonDraft): object => ({
  ...{ name, left, right, wave, hasPassword: password !== undefined, found, checkedAt: when(checkedAt) },
  invite: invite === undefined ? undefined : { expiresAt: when(invite.expiresAt), usedAt: when(invite.usedAt), lockedAt: when(invite.lockedAt) },
})
