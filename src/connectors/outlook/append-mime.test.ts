import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { NO_MARKS, type Marks } from '../../domain/marks.ts'
import { SyncError } from '../../domain/errors.ts'
import { systemClock } from '../../platform/clock.ts'
import { systemHttp } from '../../platform/http.ts'
import { randomId } from '../../platform/ids.ts'
import type { OutlookSwitches } from '../../sandbox/outlook/switches.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { create, idOf, mimeOf, newMessage, RECEIVED_AT } from '../../../test/contract/contract-mail.ts'
import type { Mailbox, NewMessage } from '../connector.ts'
import type { ImapRoute } from './imap-wire.ts'
import { imapPathOf } from './imap-path.ts'
import { openOutlookMailbox } from './outlook-mailbox.ts'

const signal = new AbortController().signal
const READ: Marks = { ...NO_MARKS, read: true }

interface Choices {
  readonly outlook?: Partial<OutlookSwitches>
  readonly advancedMail?: boolean
  /** Default true: the app was granted IMAP. */
  readonly granted?: boolean
  readonly route?: Partial<ImapRoute>
}

/** A simulated mailbox and a connector that may use its IMAP door; both end with the test, and nothing was ever sent. */
async function open(context: Pick<TestContext, 'after'>, { outlook = {}, advancedMail = false, granted = true, route = {} }: Choices = {}) {
  const sandbox = await startSandbox({ outlook, advancedMail, outlookImap: granted })
  const { graphUrl, loginUrl, accounts, outlookImap } = sandbox.ready
  let ahead = 0
  const clock = { ...systemClock, now: () => systemClock.now() + ahead, wait: systemClock.wait.bind(systemClock) }
  const imap: ImapRoute = { ...outlookImap, enabled: 'auto', ...route }
  const mailbox = openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, imap, http: systemHttp, clock, newId: randomId, settleMs: 0 })
  context.after(async () => {
    await mailbox.close()
    const sent = sandbox.shared.ledger.outbound().filter(({ client }) => client === accounts.outlook.clientId || client === 'tongbu')
    await sandbox.close()
    assert.deepEqual(sent, [], 'nothing is ever sent')
  })
  const box = sandbox.outlook.mailbox(accounts.outlook.address)
  const count = (cloud: string, kind: string): number =>
    sandbox.shared.ledger.requests().filter((request) => request.cloud === cloud && request.kind === kind).reduce((sum, request) => sum + request.count, 0)
  const requests = { signIns: () => count('outlook-imap', 'AUTHENTICATE'), appends: () => count('outlook-imap', 'APPEND'), posts: () => count('outlook', 'POST message') }
  const snapshot = () => sandbox.outlook.snapshot(accounts.outlook.address).messages
  return { sandbox, mailbox, box, requests, snapshot, folder: await folderIds(mailbox), letPass: (ms: number) => void (ahead += ms) }
}

/** Ids of the folders by role or name, as they are now. */
async function folderIds(mailbox: Mailbox): Promise<(name: string) => string> {
  const ids = new Map<string, string>()
  for await (const { folders } of mailbox.observe(new Map(), signal)) for (const { id, role, name } of folders?.changed ?? []) ids.set(role ?? name, id)
  return (name) => ids.get(name) ?? assert.fail(`no folder ${name}`)
}

async function read(mailbox: Mailbox, message: { readonly id: string; readonly folderId: string }): Promise<string> {
  const source = await mailbox.read(message, signal)
  try {
    return (await source.bytes()).toString()
  } finally {
    await source.dispose()
  }
}

const asking = (name: string): string => mimeOf(name).replace('MIME-Version', 'Disposition-Notification-To: li.wen@shenghe.example\r\nMIME-Version')
const signed = (name: string): string =>
  mimeOf(name).replace(/Content-Type[^]*/, 'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s\r\n\r\n--s\r\nContent-Type: text/plain\r\n\r\nsigned\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nsignature\r\n--s--\r\n')

const resultOf = async (mailbox: Mailbox, what: string) => (await mailbox.check(signal)).find((result) => result.what === what)

test('a copy goes in by APPEND where MIME cannot be imported, and is exact but for its origin mark', async (t) => {
  const { mailbox, requests, folder, snapshot } = await open(t)
  const marks: Marks = { read: true, flag: 'complete', answered: true, forwarded: true, tags: ['Blue'] }
  const { made } = await create(mailbox, 'exact', folder('sent'), { marks, roleClass: 'sent' })
  assert.deepEqual(made.marks, marks)
  assert.equal(made.envelope?.receivedAt, RECEIVED_AT)
  assert.equal(made.envelope?.isDraft, false)
  assert.equal(made.envelope?.origin?.route, 'exact')
  assert.equal(await read(mailbox, made), mimeOf('exact'))
  assert.deepEqual({ appends: requests.appends(), posts: requests.posts() }, { appends: 1, posts: 0 })
  assert.equal(snapshot()[0]?.id, made.id, 'known by its immutable id')
  assert.deepEqual((await mailbox.lookUp?.(made.id, signal))?.marks, marks)
})

test('many copies at once are each found, in folders of any depth and name', async (t) => {
  const { mailbox, requests, snapshot } = await open(t)
  const parent = await mailbox.createFolder('项目', undefined, signal)
  const child = await mailbox.createFolder('甲 & "乙" 100%', parent.id, signal)
  const names = Array.from({ length: 60 }, (_, n) => `many-${n}`)
  const made = await Promise.all(names.map((name) => create(mailbox, name, child.id)))
  assert.equal(new Set(made.map((each) => each.made.id)).size, 60)
  assert.deepEqual(made.map((each) => each.made.envelope?.origin?.token), names.map((name) => `token-${name}`))
  assert.equal(requests.appends(), 60)
  assert.equal(snapshot().length, 60)
})

test('what is too large to be imported is appended', async (t) => {
  const { mailbox, requests, folder } = await open(t, { advancedMail: true })
  await create(mailbox, 'small', folder('inbox'))
  assert.equal(requests.appends(), 0)
  const large = mimeOf('large').replace(/\r\n\r\n[^]*/, `\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(45_000)}`)
  const { made } = await create(mailbox, 'large', folder('inbox'), {}, large)
  assert.equal(await read(mailbox, made), large)
  assert.deepEqual({ appends: requests.appends(), posts: requests.posts() }, { appends: 1, posts: 0 })
})

test('a read copy that asks for a receipt lets none out, even where appending it as read would', async (t) => {
  const { mailbox, requests, folder, snapshot } = await open(t, { outlook: { appendedReadSendsReceipt: true } })
  await create(mailbox, 'asks', folder('inbox'), { marks: READ }, asking('asks'))
  assert.equal(snapshot()[0]?.read, true)
  assert.equal(requests.appends(), 1)
})

const REFUSED: readonly (readonly [string, Choices])[] = [
  ['IMAP is off for the mailbox', { outlook: { imap: 'off' } }],
  ['the app was not granted IMAP', { granted: false }],
  ['the app was let in and the mailbox was not given to it', { outlook: { imap: 'not connected' } }],
]

for (const [why, choices] of REFUSED) {
  test(`where ${why}, copies are rebuilt, doctor says so, and there is one sign-in in all`, async (t) => {
    const { mailbox, requests, folder, snapshot } = await open(t, choices)
    const copies = await Promise.all(['one', 'two', 'three'].map((name) => create(mailbox, name, folder('inbox'))))
    assert.deepEqual(copies.map(({ made }) => made.envelope?.origin?.route), ['rebuilt', 'rebuilt', 'rebuilt'])
    assert.equal(snapshot().length, 3)
    const imap = await resultOf(mailbox, 'IMAP')
    assert.equal(imap?.outcome, 'warning')
    assert.match(imap?.detail ?? '', /IMAP\.AccessAsApp.*full access/)
    assert.equal((await resultOf(mailbox, 'Exact copies'))?.outcome, 'warning')
    assert.equal(requests.signIns(), 1)
    assert.equal(requests.posts(), 3)
  })

  test(`where ${why} and IMAP is wanted in any case, nothing is rebuilt`, async (t) => {
    const { mailbox, requests, folder, snapshot } = await open(t, { ...choices, route: { enabled: 'on' } })
    for (const name of ['one', 'two']) await assert.rejects(create(mailbox, name, folder('inbox')), (error) => error instanceof SyncError && !error.ambiguous)
    assert.equal((await resultOf(mailbox, 'IMAP'))?.outcome, 'failed')
    assert.equal(requests.signIns(), 1)
    assert.equal(snapshot().length, 0)
  })
}

test('doctor tells that IMAP is open, and writes nothing', async (t) => {
  const { mailbox, sandbox } = await open(t)
  const writes = sandbox.shared.ledger.writes().length
  assert.equal((await resultOf(mailbox, 'IMAP'))?.outcome, 'ok')
  assert.equal((await resultOf(mailbox, 'Exact copies'))?.outcome, 'ok')
  assert.equal(mailbox.capabilities.create, 'exact')
  assert.equal(sandbox.shared.ledger.writes().length, writes)
})

test('where IMAP is not wanted, no token for it is asked for and nobody connects', async (t) => {
  const { mailbox, requests, folder, sandbox } = await open(t, { route: { enabled: 'off' } })
  await create(mailbox, 'plain', folder('inbox'))
  assert.equal(await resultOf(mailbox, 'IMAP'), undefined)
  assert.equal(requests.signIns(), 0)
  assert.equal(sandbox.shared.ledger.requests().filter(({ cloud }) => cloud === 'entra').reduce((sum, { count }) => sum + count, 0), 1)
})

test('a server that does not answer is tried again only after a while', async (t) => {
  const { mailbox, requests, folder, letPass, sandbox } = await open(t)
  sandbox.shared.faults.set([{ match: '^outlook-imap AUTHENTICATE$', effect: 'cut-before', times: 9 }])
  const first = await create(mailbox, 'first', folder('inbox'))
  assert.equal(first.made.envelope?.origin?.route, 'rebuilt')
  const tried = requests.signIns()
  sandbox.shared.faults.set([])
  assert.equal((await create(mailbox, 'second', folder('inbox'))).made.envelope?.origin?.route, 'rebuilt')
  assert.equal(requests.signIns(), tried)
  letPass(601_000)
  assert.equal((await create(mailbox, 'third', folder('inbox'))).made.envelope?.origin?.route, 'exact')
})

test('a token that was made worthless is renewed once, on a new connection', async (t) => {
  const { mailbox, requests, folder, sandbox } = await open(t)
  await create(mailbox, 'before', folder('inbox'))
  sandbox.outlook.expire({ tokens: true })
  sandbox.shared.faults.set([{ match: '^outlook-imap APPEND$', effect: 'cut-before' }])
  await assert.rejects(create(mailbox, 'cut', folder('inbox')), (error) => error instanceof SyncError && error.ambiguous)
  const { made } = await create(mailbox, 'after', folder('inbox'))
  assert.equal(made.envelope?.origin?.route, 'exact')
  assert.equal(requests.signIns(), 3)
})

test('where Exchange does not keep the bytes, messages are rebuilt by us and sealed ones carry their original', async (t) => {
  const { mailbox, requests, folder, snapshot } = await open(t, { outlook: { appendKeepsMime: false } })
  const routes = async (...names: string[]) => {
    const found: (string | undefined)[] = []
    for (const name of names) found.push((await create(mailbox, name, folder('inbox'), {}, name.startsWith('signed') ? signed(name) : mimeOf(name))).made.envelope?.origin?.route)
    return found
  }
  assert.deepEqual(await routes('one', 'two', 'signed-one', 'signed-two'), ['rebuilt', 'rebuilt', 'carried', 'carried'])
  assert.equal(requests.appends(), 3, 'one to see, and each sealed one')
  assert.deepEqual(snapshot().map(({ internetMessageId }) => internetMessageId).sort(), ['one', 'signed-one', 'signed-two', 'two'].map(idOf).sort())
})

test('a meeting is not appended, and neither is a draft or what lies in a folder whose path is unclear', async (t) => {
  const { mailbox, requests, folder } = await open(t)
  const invitation = mimeOf('meeting').replace('text/plain; charset=utf-8', 'text/calendar; method=REQUEST')
  await create(mailbox, 'meeting', folder('inbox'), {}, invitation)
  await create(mailbox, 'draft', folder('drafts'), { roleClass: 'draft' })
  const slash = await mailbox.createFolder('in/out', undefined, signal)
  await create(mailbox, 'unclear', slash.id)
  assert.deepEqual({ appends: requests.appends(), posts: requests.posts() }, { appends: 0, posts: 3 })
})

test('a folder that we renamed a moment ago is found under its new name', async (t) => {
  const { mailbox, requests } = await open(t)
  const { id } = await mailbox.createFolder('before', undefined, signal)
  await create(mailbox, 'one', id)
  await mailbox.changeFolder(id, 'after', undefined, signal)
  await mailbox.createFolder('before', undefined, signal)
  assert.equal((await create(mailbox, 'two', id)).made.folderId, id)
  assert.equal(requests.appends(), 2)
})

test('a copy that fell into another folder of that name, because people renamed theirs, is taken back', async (t) => {
  const { mailbox, box, snapshot } = await open(t)
  const { id } = await mailbox.createFolder('ours', undefined, signal)
  await create(mailbox, 'one', id)
  const mine = [...box.folders.values()].find(({ name }) => name === 'ours') ?? assert.fail()
  mine.name = 'theirs'
  box.seq++
  await mailbox.createFolder('ours', undefined, signal)
  await assert.rejects(create(mailbox, 'two', id), (error) => error instanceof SyncError && error.code === 'REMOTE_FAILURE' && !error.ambiguous)
  assert.deepEqual(snapshot().map(({ internetMessageId }) => internetMessageId), [idOf('one')])
  assert.equal((await create(mailbox, 'two', id)).made.folderId, id, 'the next attempt knows the new name')
})

test('a copy that cannot be found or taken back is left to recovery', async (t) => {
  const { mailbox, folder, sandbox } = await open(t, { outlook: { appendUid: false } })
  await create(mailbox, 'one', folder('inbox'))
  sandbox.shared.faults.set([{ match: '^outlook GET messages$', effect: 'refuse', status: 403, times: 9 }])
  await assert.rejects(create(mailbox, 'two', folder('inbox')), (error) => error instanceof SyncError && error.ambiguous)
  sandbox.shared.faults.set([])
  const found = (await mailbox.findCreated(folder('inbox'), [{ token: 'token-two' }], signal)).get('token-two') ?? assert.fail()
  const wanted: Pick<NewMessage, 'receivedAt' | 'roleClass'> = await newMessage('two', folder('inbox'))
  assert.equal((await mailbox.finishCreated?.(found, wanted, signal))?.envelope?.receivedAt, RECEIVED_AT)
})

test('what was appended before the run ended is kept only where its bytes are', async (t) => {
  for (const appendKeepsMime of [true, false]) {
    const { mailbox, folder, sandbox, snapshot } = await open(t, { outlook: { appendKeepsMime } })
    sandbox.shared.faults.set([{ match: '^outlook-imap APPEND$', effect: 'cut-after' }])
    await assert.rejects(create(mailbox, 'one', folder('inbox')), (error) => error instanceof SyncError && error.ambiguous)
    const found = (await mailbox.findCreated(folder('inbox'), [{ token: 'token-one' }], signal)).get('token-one') ?? assert.fail()
    const finished = await mailbox.finishCreated?.(found, await newMessage('one', folder('inbox')), signal)
    assert.equal(finished?.id, appendKeepsMime ? found.id : undefined)
    assert.equal(snapshot().length, appendKeepsMime ? 1 : 0)
  }
})

test('a message that the server refuses is rebuilt, and not where it was taken all the same', async (t) => {
  const { mailbox, requests, folder, sandbox, snapshot } = await open(t)
  for (const [effect, route] of [['refuse', 'rebuilt'], ['error-after', 'exact']] as const) {
    sandbox.shared.faults.set([{ match: '^outlook-imap APPEND$', effect }])
    assert.equal((await create(mailbox, effect, folder('inbox'))).made.envelope?.origin?.route, route)
  }
  assert.equal(snapshot().length, 2)
  assert.equal((await create(mailbox, 'next', folder('inbox'))).made.envelope?.origin?.route, 'exact')
  assert.equal(requests.signIns(), 1)
})

test('where the way in is lost later on, copies are rebuilt from then on', async (t) => {
  const { mailbox, requests, folder, sandbox } = await open(t)
  const first = await create(mailbox, 'first', folder('inbox'))
  assert.equal(first.made.envelope?.origin?.route, 'exact')
  sandbox.outlook.switches.imap = 'off'
  sandbox.shared.faults.set([{ match: '^outlook-imap APPEND$', effect: 'cut-before' }])
  await assert.rejects(create(mailbox, 'cut', folder('inbox')), (error) => error instanceof SyncError && error.ambiguous)
  const routes: (string | undefined)[] = []
  for (const name of ['one', 'two', 'three']) {
    await folderIds(mailbox)
    routes.push((await create(mailbox, name, folder('inbox'))).made.envelope?.origin?.route)
  }
  assert.deepEqual(routes, ['rebuilt', 'rebuilt', 'rebuilt'])
  assert.equal(requests.signIns(), 3, 'with the token at hand, with a new one, and no more')
})

test('a full mailbox is no reason to try another way', async (t) => {
  const { mailbox, requests, folder, sandbox } = await open(t)
  sandbox.shared.faults.set([{ match: '^outlook-imap APPEND$', effect: 'refuse', code: 'OVERQUOTA' }])
  await assert.rejects(create(mailbox, 'one', folder('inbox')), (error) => error instanceof SyncError && error.code === 'MAILBOX_FULL' && !error.ambiguous)
  assert.equal(requests.posts(), 0)
})

test('a path over IMAP is told only where it is clear', () => {
  const step = (name: string, isInbox = false) => ({ name, isInbox })
  assert.equal(imapPathOf([step('收件箱', true), step('甲')]), 'INBOX/甲')
  assert.equal(imapPathOf([step('Archive'), step('Inbox')]), 'Archive/Inbox')
  assert.equal(imapPathOf([step('inbox')]), undefined, 'another folder of that name')
  assert.equal(imapPathOf([step('in/out')]), undefined)
  assert.equal(imapPathOf([]), undefined)
})
