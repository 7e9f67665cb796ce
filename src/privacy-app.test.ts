import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './config/load-config.ts'
import type { PrivacyOptions } from './privacy-app.ts'
import { createPrivacy } from './privacy-app.ts'
import { PEOPLE_MARK } from './privacy/register.ts'
import { randomId } from './platform/ids.ts'
import { openStore, type Store } from './store/open-store.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const clock = { now: () => NOW, wait: async () => {} }

const configOf = (privacy: object) =>
  loadConfig(JSON.stringify({ privacy, pairs: [{ name: 'anna', imap: { address: 'anna@example.com', host: 'imap.example.com', password: 'x' }, outlook: { address: 'anna@contoso.example', tenant: 't', clientId: 'c', clientSecret: 's' } }] }), {}, () => '')

const privacyOver = (store: Store, privacy: object) => {
  const options: PrivacyOptions = { config: configOf(privacy), clock, newId: randomId, store: async () => store, openMailboxes: () => Promise.reject(new Error('no mailbox is asked')), backups: { isConfigured: false, repository: () => Promise.reject(new Error('none')) } }
  return createPrivacy(options)
}

test('where many people are counted that is found, and where they are not counted nothing is', async () => {
  const store = await openStore('sqlite::memory:', { clock })
  const at = '2026-02-01T00:00:00Z'
  const people = Array.from({ length: PEOPLE_MARK * 0.8 }, (_, n) => `p${n}@factory.example`)
  await store.pair('anna').commit({ carried: [{ on: 'right', at, people: people.slice(1) }], audit: [{ at, run: 'r', kind: 'copy', on: 'right', item: 'a', reason: 'new-here' }] })
  const counting = privacyOver(store, { countPeople: true })
  assert.deepEqual(await counting.findings(), [])
  await store.pair('anna').commit({ carried: [{ on: 'right', at, people: people.slice(0, 2) }] })
  assert.deepEqual((await counting.findings()).map(({ kind, code, count }) => [kind, code, count]), [['people', 'PEOPLE_NEAR', 80_000]])
  const { rows, people: counted, findings } = await counting.register()
  assert.deepEqual([rows.length, counted, findings.map(({ code }) => code)], [1, { year: 2026, to: { left: 0, right: 80_000 } }, ['PLACES_MISSING', 'AUTHORITY_MISSING', 'PEOPLE_NEAR']])
  const off = privacyOver(store, {})
  assert.deepEqual([await off.findings(), (await off.register()).people], [[], undefined])
  await store.close()
})

test('a notice has the facts of the configuration', () => {
  const { text, missing } = privacyOver(undefined as unknown as Store, { company: 'Sheng He', places: { left: 'Hangzhou', right: 'Singapore' } }).notice('en')
  assert.ok(text.startsWith('Notice about your work email') && text.includes('Sheng He') && text.includes('Singapore') && text.includes('No backup is kept'))
  assert.deepEqual(missing, ['privacy.contact', 'privacy.authority', 'privacy.since'])
})
