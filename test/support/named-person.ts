import { join } from 'node:path'
import type { Account } from '../../src/accounts/account.ts'
import { open, seal } from '../../src/config/sealed.ts'
import { ensureKey, readSecretsKey, setupFileOf } from '../../src/config/secrets-key.ts'
import { namingPlaces } from '../../src/naming-places.ts'
import type { Clock } from '../../src/platform/clock.ts'
import type { NamingPlace } from '../../src/privacy/naming.ts'
import { EMPTY_DRAFT } from '../../src/setup/draft.ts'
import { draftFile } from '../../src/setup/setup-file.ts'
import type { Store } from '../../src/store/store.ts'
import type { Channel } from '../../src/watch/channel.ts'
import type { WatchRule } from '../../src/watch/rule.ts'

const AT = '2026-01-01T00:00:00Z'
const ADDRESS = 'Wong.Siu@Supplier.example'
/** What every secret in these places begins with. */
export const SECRET = 'secret'

const keyPlaceIn = (folder: string) => ({ environment: {}, file: join(folder, 'tongbu.key') })
const draftIn = (folder: string) => draftFile(setupFileOf(join(folder, 'tongbu.yaml')), async () => readSecretsKey(keyPlaceIn(folder)))

/** What an erasure in this folder looks into beside messages. */
export const namingIn = (folder: string, store: Store, clock: Clock): readonly NamingPlace[] => namingPlaces({ store, clock, keyPlace: keyPlaceIn(folder), setupFile: setupFileOf(join(folder, 'tongbu.yaml')) })

/** Everything that is sealed, as it is inside. */
export async function openedIn(folder: string, store: Store): Promise<string> {
  const key = readSecretsKey(keyPlaceIn(folder))
  return JSON.stringify([(await store.watch.parts()).map(({ id, sealed }) => JSON.parse(open(key, `watch.${id}`, sealed)) as unknown), await draftIn(folder).read()])
}

const account = (id: string, name: string, fields: Partial<Account> = {}): Account => ({ id, name, role: 'auditor', language: 'en', status: 'active', createdAt: 0, ...fields })

/** Puts the person of the scene, and somebody else, into each place that can name one. */
export async function namePersonEverywhere(folder: string, { watch, accounts, webhooks, feed, service }: Store): Promise<void> {
  const { key } = await ensureKey(keyPlaceIn(folder))
  const rule = (id: string, fields: Partial<WatchRule>): WatchRule => ({ id, name: id, createdAt: AT, by: 'ops', about: 'unread', hours: 4, ...fields })
  const mail = { way: 'email', host: 'smtp.example', port: 465, security: 'tls', from: 'ops@trading.example', password: `${SECRET} of SMTP` } as const
  const channel = (id: string, to: Channel['to']): Channel => ({ id, name: id, language: 'en', by: ADDRESS, createdAt: AT, to })
  const parts = {
    rule: [rule('r1', { from: ADDRESS }), rule('r2', { keywords: [`from ${ADDRESS}`, '清關'], name: `of ${ADDRESS}` }), rule('r3', { from: '@supplier.example' })],
    channel: [channel('c1', { ...mail, to: [ADDRESS, 'bob@trading.example'] }), channel('c2', { ...mail, to: [ADDRESS] })],
  }
  for (const kind of ['rule', 'channel'] as const) for (const part of parts[kind]) await watch.keepPart({ id: part.id, kind, sealed: seal(key, `watch.${part.id}`, JSON.stringify(part)), createdAt: AT }, [])
  await watch.keepAlerts([{ key: `rule r2 ${ADDRESS}`, kind: 'unread', data: { rule: `of ${ADDRESS}` }, raisedAt: AT, told: {} }], [{ at: AT, kind: 'alert.raised', data: { about: 'unread', rule: `of ${ADDRESS}` } }])
  await accounts.change(() => ({
    change: {
      accounts: [account('a1', ADDRESS, { password: `${SECRET} hash`, totp: { sealed: `${SECRET} code`, since: 0, lastStep: 0 }, recovery: [`${SECRET} recovery`] }), account('a2', 'anna', { role: 'administrator' }), account('a3', 'Wong', { identity: { issuer: 'https://id.example', subject: ADDRESS } })],
      links: [{ hash: `${SECRET} l1`, kind: 'reset', account: 'a2', role: 'administrator', madeBy: ADDRESS, expiresAt: 9e15 }, { hash: 'l2', kind: 'invite', account: 'a1', role: 'auditor', madeBy: 'anna', expiresAt: 9e15 }],
      tokens: [{ id: 't0', hash: `${SECRET} h0`, account: 'a1', name: 'for n8n', scopes: ['read'], createdAt: 0, expiresAt: 9e15 }, { id: 't1', hash: `${SECRET} h1`, account: 'a2', name: `for ${ADDRESS}`, scopes: ['read'], createdAt: 0, expiresAt: 9e15 }],
      sessions: [{ id: 's1', hash: `${SECRET} s1`, account: 'a1', stage: 'full', how: 'password', createdAt: 0, seenAt: 0, expiresAt: 9e15, from: '203.0.113.7', agent: 'Firefox' }],
      requests: [{ id: 'q1', deed: 'archive-read', pair: 'test', about: ADDRESS, by: 'a2', reason: `${ADDRESS} asks`, at: 0 }],
    },
    audit: [],
    answer: undefined,
  }))
  for (const [id, url, name] of [['w1', `https://hooks.example/?key=${SECRET}&to=${ADDRESS}`, 'n8n'], ['w2', 'https://hooks.example/', `for ${ADDRESS}`]] as const) await webhooks.add({ id, url, name, by: ADDRESS, createdAt: AT, secrets: [{ sealed: `${SECRET} key` }] }, await feed.end(), [])
  const [event] = (await feed.read({ limit: 1 })).events
  await webhooks.note('w2', [{ event: event?.id ?? '', at: AT, kind: 'alert.raised', body: `{"by":"${ADDRESS}"}`, dueAt: 0 }], await feed.end())
  await service.pause({ pair: 'test', by: ADDRESS, since: 0 })
  await draftIn(folder).change(() => ({ ...EMPTY_DRAFT, people: [ADDRESS, 'bob@trading.example'].map((left, at) => ({ name: `p${at}`, left, right: 'x@contoso.example', found: { left: [], right: [] }, password: `${SECRET} of mail`, invite: { hash: `${SECRET} h`, expiresAt: 9e15 } })) }))
}

/** How much of the person that is, by place. */
export const NAMED = { watch: { rules: 2, channels: 2 }, accounts: { accounts: 2, tokens: 1, requests: 1, links: 1 }, 'set-up': { people: 1 }, webhooks: { webhooks: 2 }, 'what was told': { events: 1, deliveries: 1, alerts: 1, pauses: 1 } }
