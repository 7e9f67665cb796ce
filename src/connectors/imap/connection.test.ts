import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL, startImap } from './imap.test-kit.ts'

test('a refused sign-in is tried once, so that the account is not locked', async (context) => {
  const { cloud, open } = await startImap(context)
  const mailbox = open({ password: 'wrong' })
  for (let turn = 0; turn < 4; turn++) await assert.rejects(observeAll(mailbox), { code: 'UNAUTHORIZED' })
  await Promise.all([1, 2, 3].map(async () => await assert.rejects(mailbox.createFolder('A', undefined, SIGNAL), { code: 'UNAUTHORIZED' })))
  assert.equal(cloud.refusedLogins(ADDRESS).count, 1)
})

test('several refused at once count as one', async (context) => {
  const { cloud, open } = await startImap(context)
  const mailbox = open({ password: 'wrong' })
  await Promise.all([1, 2, 3].map(async () => await assert.rejects(mailbox.createFolder('A', undefined, SIGNAL), { code: 'UNAUTHORIZED' })))
  assert.equal(cloud.refusedLogins(ADDRESS).count, 1)
})

test('a lost connection is opened again for reading', async (context) => {
  const { cloud, mailbox, shared } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const [message] = (await observeAll(mailbox)).messages.values()
  assert.ok(message)
  shared.faults.set([{ match: '^imap UID FETCH', effect: 'cut-before' }])
  assert.deepEqual(await (await mailbox.read(message, SIGNAL)).bytes(), mime(1))
})

test('a password that is withdrawn while several connections are open is tried once when they are lost together', async (context) => {
  const { mailbox, cloud, shared } = await startImap(context)
  const look = () => Promise.allSettled(['A', 'B', 'C', 'D'].map((name) => mailbox.createFolder(name, undefined, SIGNAL)))
  await look()
  cloud.switches.imapEnabled = false
  shared.faults.set([{ match: '^imap (CREATE|LIST|NOOP)', effect: 'cut-before', times: Infinity }])
  await look()
  assert.deepEqual((await look()).map((each) => each.status === 'rejected' && each.reason.code), Array(4).fill('UNAUTHORIZED'))
  assert.equal(cloud.refusedLogins(ADDRESS).count, 1)
})

test('fewer connections than wanted are enough', async (context) => {
  const { mailbox, cloud } = await startImap(context, { maxConnections: 2 })
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  await Promise.all([1, 2, 3, 4, 5, 6].map(async (n) => await mailbox.create(await newMessage(inbox, mime(n), { token: `t${n}` }), SIGNAL)))
  assert.equal(cloud.snapshot(ADDRESS).messages.length, 6)
})

test('a server that takes no connection at all asks for patience', async (context) => {
  const { mailbox, open } = await startImap(context, { maxConnections: 1 })
  await observeAll(open())
  await assert.rejects(observeAll(mailbox), { code: 'THROTTLED', remedy: 'retry' })
})

test('a server that is not there can be asked again later', async (context) => {
  const { cloud, open } = await startImap(context)
  await cloud.close()
  await assert.rejects(observeAll(open()), { code: 'REMOTE_FAILURE', ambiguous: false })
})

test('tasks that wait for a connection all end when they are aborted, and the next one gets it', async (context) => {
  const { open } = await startImap(context)
  const mailbox = open({ connections: 2 })
  const ending = new AbortController()
  const waiting = ['A', 'B', 'C', 'D', 'E'].map((name) => mailbox.createFolder(name, undefined, ending.signal))
  const other = mailbox.createFolder('F', undefined, SIGNAL)
  await waiting[0]
  ending.abort(new Error('enough'))
  const outcomes = await Promise.allSettled(waiting)
  assert.equal(outcomes.at(-1)?.status, 'rejected')
  assert.equal((await other).name, 'F')
})

test('an aborted task ends with the reason of the abort', async (context) => {
  const { mailbox } = await startImap(context)
  const reason = new Error('stop')
  await assert.rejects(mailbox.createFolder('A', undefined, AbortSignal.abort(reason)), reason)
})

test('the check tells what the server can do and what cannot be held', async (context) => {
  const { mailbox, open } = await startImap(context)
  const results = await mailbox.check(SIGNAL)
  assert.ok(results.every(({ outcome }) => outcome !== 'failed'))
  assert.match(results.find(({ what }) => what === 'Marks')?.detail ?? '', /Forwarded, tags/)
  assert.match(results.find(({ what }) => what === 'IMAP IDLE')?.detail ?? '', /at once/)
  assert.equal((await open({ password: 'wrong' }).check(SIGNAL))[0]?.outcome, 'failed')
})
