import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())
afterEach(() => {
  tenant.shared.faults.set([])
  tenant.shared.clock.advance(700_000)
})

const many = (count: number, as: 'tongbu' | 'people') => Promise.all(Array.from({ length: count }, () => tenant.ask('GET', '/mailFolders', { as })))

test('more than four requests of one app under way for one mailbox are throttled', async () => {
  await tenant.token('tongbu')
  tenant.shared.faults.set([{ match: 'GET mailFolders', effect: 'delay', delayMs: 150, times: 100 }])
  const answers = await many(6, 'tongbu')
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  assert.equal(refused?.json.error.code, 'ApplicationThrottled')
  assert.equal(refused?.json.error.message, 'Application is over its MailboxConcurrency limit.')
  assert.match(refused?.headers.get('retry-after') ?? '', /^\d+\.\d{3}$/)
})

test('requests one after the other are not crowded', async () => {
  for (let i = 0; i < 20; i++) assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 200)
})

test('people are not throttled', async () => {
  tenant.shared.faults.set([{ match: 'GET mailFolders', effect: 'delay', delayMs: 50, times: 100 }])
  assert.ok((await many(10, 'people')).every(({ status }) => status === 200))
})

test('the requests of ten minutes are limited, and the wait that is told is enough', async () => {
  tenant.cloud.switches.maxRequestsPerWindow = 5
  await tenant.token('tongbu')
  for (let i = 0; i < 5; i++) assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 200)
  const refused = await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })
  assert.equal(refused.status, 429)
  const wait = Number(refused.headers.get('retry-after'))
  assert.ok(wait > 590 && wait <= 600)
  tenant.shared.clock.advance(wait * 1000 + 2000)
  assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 200)
  tenant.cloud.switches.maxRequestsPerWindow = 10_000
})

test('the bytes that are uploaded in five minutes are limited', async () => {
  tenant.cloud.switches.maxUploadBytesPerWindow = 1000
  await tenant.token('tongbu')
  const post = () => tenant.ask('POST', '/messages', { as: 'tongbu', json: { subject: 'x'.repeat(600) } })
  assert.equal((await post()).status, 201)
  assert.equal((await post()).status, 429)
  assert.equal((await tenant.ask('GET', '/mailFolders', { as: 'tongbu' })).status, 200)
  tenant.shared.clock.advance(301_000)
  assert.equal((await post()).status, 201)
  tenant.cloud.switches.maxUploadBytesPerWindow = 1e9
})
