import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { NO_MARKS } from '../../domain/marks.ts'
import { parseMessage } from '../../mime/parse-message.ts'
import { create, idOf, mimeOf, newMessage } from '../../../test/contract/contract-mail.ts'
import { openOutlookScene, type OutlookScene } from '../../../test/contract/outlook-scene.ts'
import { createWatcher } from '../../../test/contract/watcher.ts'

const signal = new AbortController().signal

const asking = (name: string): string => mimeOf(name).replace('MIME-Version', 'Disposition-Notification-To: li.wen@shenghe.example\r\nMIME-Version')

const disposable = <T extends { dispose(): Promise<void> }>(value: T): T & AsyncDisposable => Object.assign(value, { [Symbol.asyncDispose]: () => value.dispose() })

/** A mail with attachments of these many bytes. */
function withAttachments(name: string, ...sizes: number[]): string {
  const parts = sizes.map((size, index) =>
    [`Content-Type: application/octet-stream; name="${index}.bin"`, `Content-Disposition: attachment; filename="${index}.bin"`, 'Content-Transfer-Encoding: base64', '',
      Buffer.alloc(size, `${name} ${index} `).toString('base64').replace(/.{76}/g, '$&\r\n'), ''].join('\r\n'))
  const [head = ''] = mimeOf(name).split('Content-Type')
  return `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--b\r\n${parts.join('--b\r\n')}--b--\r\n`
}

describe('an Outlook mailbox', () => {
  let scene: OutlookScene
  before(async () => {
    scene = await openOutlookScene()
    await scene.mailbox.check(signal)
  })
  afterEach(() => {
    scene.sandbox.shared.faults.set([])
    const { clientId } = scene.sandbox.ready.accounts.outlook
    assert.deepEqual(scene.sandbox.shared.ledger.outbound().filter(({ client }) => client === clientId), [], 'nothing is ever sent')
  })
  beforeEach(() => scene.counted.clear())
  after(() => scene.close())

  const seen = async (...mails: string[]) => {
    for (const mail of mails) await scene.people.append('inbox', mail, { read: false })
    const watcher = createWatcher(scene.mailbox)
    await watcher.look()
    scene.counted.clear()
    return watcher
  }
  const counts = () => Object.fromEntries([...scene.counted].sort())

  test('an observation with one change asks once for the folders and once for each folder', async () => {
    const watcher = await seen()
    await scene.people.append('inbox', mimeOf('one'), { read: false })
    await watcher.look()
    assert.deepEqual(counts(), { 'GET mailFolders/delta 200': 1, 'GET messages/delta 200': watcher.folders.size })
  })

  test('a copy, its marks, its move, a read and a look-up cost one request each', async () => {
    const watcher = await seen()
    const { made } = await create(scene.mailbox, 'cheap', watcher.folder('inbox').id, { marks: { read: false, flag: 'flagged', answered: true, forwarded: false, tags: ['a'] } })
    await scene.mailbox.mark(made, { read: true, tags: [] }, signal)
    await scene.mailbox.move(made, watcher.folder('trash').id, signal)
    await (await scene.mailbox.read(made, signal)).dispose()
    await scene.mailbox.lookUp?.(made.id, signal)
    assert.deepEqual(counts(), { 'GET message $value 200': 1, 'GET message 200': 1, 'PATCH message 200': 1, 'POST message 201': 1, 'POST message move 201': 1 })
  })

  test('a message that asks for a receipt is marked read and thrown away without one', async () => {
    scene.sandbox.outlook.switches.deletionSendsReceipt = true
    const watcher = await seen(asking('asks-1'), asking('asks-2'))
    const [first, second] = [watcher.message(idOf('asks-1')), watcher.message(idOf('asks-2'))]
    assert.ok(first && second)
    assert.equal((await scene.mailbox.mark(first, { read: true }, signal)).marks.read, true)
    await scene.mailbox.move(second, watcher.folder('trash').id, signal)
    assert.equal(scene.counted.get('PATCH message 200'), 3)
  })

  test('who asks for a receipt is known after a restart, from the checkpoints or by asking', async () => {
    const watcher = await seen(asking('asks-3'), asking('asks-4'), mimeOf('asks-nothing'))
    const [third, fourth, plain] = ['asks-3', 'asks-4', 'asks-nothing'].map((name) => watcher.message(idOf(name)))
    assert.ok(third && fourth && plain)
    await scene.reopen().mark(third, { read: true }, signal)
    const resumed = scene.reopen()
    for await (const _ of resumed.observe(watcher.checkpoints, signal));
    scene.counted.clear()
    await resumed.mark(plain, { read: true }, signal)
    assert.deepEqual(counts(), { 'PATCH message 200': 1 })
    await resumed.mark(fourth, { read: true }, signal)
    assert.deepEqual(counts(), { 'GET message 200': 1, 'PATCH message 200': 3 })
  })

  test('when delta links have expired everything is listed once more, and what went meanwhile is noticed', async () => {
    const watcher = await seen(mimeOf('stays'), mimeOf('goes'))
    await scene.people.expunge(idOf('goes'))
    scene.sandbox.outlook.expire({ deltaLinks: true })
    const pages = await watcher.look()
    assert.ok(pages.some((page) => page.listed?.folderId === watcher.folder('inbox').id))
    assert.ok(watcher.message(idOf('stays')))
    assert.equal(watcher.message(idOf('goes')), undefined)
    assert.equal((await watcher.look()).length, 0)
  })

  test('a listing again that is cut off does not count as complete', async () => {
    const watcher = await seen(mimeOf('kept-1'), mimeOf('lost-1'))
    await scene.people.expunge(idOf('lost-1'))
    scene.sandbox.outlook.expire({ deltaLinks: true })
    await watcher.look((page) => page.messages !== undefined)
    await watcher.look()
    assert.ok(watcher.message(idOf('kept-1')))
    assert.equal(watcher.message(idOf('lost-1')), undefined)
  })

  test('tokens that expire early are renewed in passing', async () => {
    const watcher = await seen()
    scene.sandbox.outlook.expire({ tokens: true })
    await watcher.look()
    assert.equal(scene.counted.get('GET mailFolders/delta 401'), 1)
  })

  test('a folder that cannot be read is told, and nothing in it is taken for missing', async () => {
    const watcher = await seen(mimeOf('behind'))
    scene.sandbox.shared.faults.set([{ match: '^outlook GET messages/delta$', effect: 'refuse', status: 403, code: 'ErrorAccessDenied', times: 1 }])
    const pages = await watcher.look()
    assert.deepEqual(pages.flatMap(({ unavailable }) => unavailable?.reason ?? []), ['FORBIDDEN'])
    assert.ok(watcher.message(idOf('behind')))
  })

  test('a create whose answer was lost is ambiguous, was done once, and is found by its token', async () => {
    const watcher = await seen()
    scene.sandbox.shared.faults.set([{ match: '^outlook POST message$', effect: 'cut-after' }])
    const inbox = watcher.folder('inbox').id
    await assert.rejects(create(scene.mailbox, 'lost-answer', inbox), { code: 'REMOTE_FAILURE', ambiguous: true })
    await watcher.look()
    assert.equal([...watcher.messages.values()].filter(({ envelope }) => envelope?.internetMessageId === idOf('lost-answer')).length, 1)
    const found = (await scene.mailbox.findCreated(inbox, [{ token: 'token-lost-answer' }], signal)).get('token-lost-answer')
    assert.equal(found?.id, watcher.message(idOf('lost-answer'))?.id)
    assert.equal(found?.envelope?.origin?.partial, undefined)
  })

  test('a listing that its folder outran begins anew', async () => {
    const watcher = await seen()
    const { made } = await create(scene.mailbox, 'outrun', watcher.folder('inbox').id)
    scene.sandbox.shared.faults.set([{ match: '^outlook GET messages$', effect: 'refuse', status: 500, code: 'ErrorExecuteSearchStaleData' }])
    assert.equal((await scene.mailbox.findCreated(made.folderId, [{ token: 'token-outrun' }], signal)).get('token-outrun')?.id, made.id)
  })

  test('a message of many megabytes arrives whole, by parts, and is partial until it is', async () => {
    const watcher = await seen()
    const mime = withAttachments('large', 5_000_000, 2_000_000, 0)
    const { made, message } = await create(scene.mailbox, 'large', watcher.folder('inbox').id, {}, mime)
    assert.equal(scene.counted.get('PUT attachment part 200'), 1)
    assert.equal(scene.counted.get('PUT attachment part 201'), 1)
    await using whole = disposable(await scene.mailbox.read(made, signal))
    await using copy = disposable(await parseMessage(whole))
    assert.equal(copy.digests.normal, message.content.digests.normal)
    await watcher.look()
    const listed = watcher.messages.get(made.id)
    assert.equal(listed?.envelope?.origin?.token, 'token-large')
    assert.equal(listed?.envelope?.origin?.partial, undefined)
  })

  test('a message of many megabytes that fails half way leaves nothing behind', async () => {
    const watcher = await seen()
    scene.sandbox.shared.faults.set([{ match: 'outlook PUT upload$', effect: 'refuse', status: 400, code: 'ErrorInvalidRequest' }])
    await assert.rejects(create(scene.mailbox, 'half', watcher.folder('inbox').id, {}, withAttachments('half', 5_000_000)), { code: 'REJECTED', ambiguous: false })
    await watcher.look()
    assert.equal(watcher.message(idOf('half')), undefined)
  })

  test('a copy that was abandoned half way is found and known to be partial', async () => {
    const watcher = await seen()
    const inbox = watcher.folder('inbox').id
    const stop = new AbortController()
    const message = await newMessage('abandoned', inbox, {}, withAttachments('abandoned', 5_000_000))
    scene.sandbox.shared.faults.set([{ match: 'outlook POST (createUploadSession|upload session|attachments/createUploadSession)', effect: 'delay', delayMs: 200 }])
    const creating = scene.mailbox.create(message, stop.signal)
    const aborted = assert.rejects(creating)
    while (!(await scene.mailbox.findCreated(inbox, [{ token: 'token-abandoned' }], signal)).has('token-abandoned'));
    stop.abort(new Error('stopped'))
    await aborted
    await message.content.dispose()
    const found = (await scene.mailbox.findCreated(inbox, [{ token: 'token-abandoned' }], signal)).get('token-abandoned')
    assert.equal(found?.envelope?.origin?.partial, true)
  })

  test('a message larger than allowed is refused before anything is sent', async () => {
    const watcher = await seen()
    const message = await newMessage('huge', watcher.folder('inbox').id)
    const huge = { ...message, source: { ...message.source, size: 40 * 1024 * 1024 } }
    await assert.rejects(scene.mailbox.create(huge, signal), { code: 'TOO_LARGE' })
    assert.deepEqual(counts(), {})
  })

  test('a signed message carries its original', async () => {
    const watcher = await seen()
    const signed = mimeOf('signed').replace(/Content-Type[^]*/, [
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=s', '', '--s', 'Content-Type: text/plain', '', 'signed text', '--s',
      'Content-Type: application/pkcs7-signature; name=smime.p7s', 'Content-Transfer-Encoding: base64', '', 'AAAA', '--s--', '',
    ].join('\r\n'))
    const { made } = await create(scene.mailbox, 'signed', watcher.folder('inbox').id, {}, signed)
    assert.equal(made.envelope?.origin?.route, 'carried')
    const copy = await parseMessage(await scene.mailbox.read(made, signal))
    const carried = copy.attachments.find(({ name }) => name.endsWith('.eml'))
    assert.equal(carried?.sha256, createHash('sha256').update(signed).digest('hex'))
  })

  test('an address that Graph could not read does not stop a message', async () => {
    const watcher = await seen()
    const mime = mimeOf('odd').replace('To: Anna', 'Cc: undisclosed-recipients:;, "nobody" <not an address>\r\nTo: Anna')
    const { made } = await create(scene.mailbox, 'odd', watcher.folder('inbox').id, {}, mime)
    assert.equal(made.envelope?.isDraft, false)
  })

  test('hidden folders and those that Outlook keeps for itself are not told', async () => {
    const watcher = await seen()
    const names = [...watcher.folders.values()].map(({ name }) => name)
    for (const own of ['Outbox', 'Conversation History', 'Sync Issues', 'Conflicts', 'Recoverable Items', 'Deletions', 'Scheduled']) assert.ok(!names.includes(own), own)
  })
})

describe('an Outlook mailbox that takes MIME', () => {
  let scene: OutlookScene
  before(async () => {
    scene = await openOutlookScene({ advancedMail: true })
  })
  after(() => scene.close())

  const watching = async () => {
    const watcher = createWatcher(scene.mailbox)
    await watcher.look()
    return watcher
  }

  test('finds out by itself, without writing', async () => {
    assert.equal(scene.mailbox.capabilities.create, 'rebuilt')
    const writes = scene.sandbox.shared.ledger.writes().length
    const results = await scene.mailbox.check(signal)
    assert.equal(results.find(({ what }) => what === 'Exact copies')?.outcome, 'ok')
    assert.equal(scene.mailbox.capabilities.create, 'exact')
    assert.equal(scene.sandbox.shared.ledger.writes().length, writes)
  })

  test('a copy is exact to the byte but for its origin mark', async () => {
    const watcher = await watching()
    const { made, message } = await create(scene.mailbox, 'exact', watcher.folder('inbox').id, { marks: { ...NO_MARKS, read: true } })
    assert.equal(made.envelope?.origin?.route, 'exact')
    const copy = await scene.mailbox.read(made, signal)
    assert.equal((await copy.bytes()).toString(), (await message.source.bytes()).toString())
  })

  test('an imported copy asks for no receipt', async () => {
    const watcher = await watching()
    await create(scene.mailbox, 'asks-copy', watcher.folder('inbox').id, { marks: { ...NO_MARKS, read: true } }, asking('asks-copy'))
    assert.equal(await scene.people.isRead(idOf('asks-copy')), true)
    assert.deepEqual(scene.sandbox.shared.ledger.outbound(), [])
  })

  test('a meeting is not imported but rebuilt as a plain note', async () => {
    const watcher = await watching()
    const invitation = mimeOf('meeting').replace(/Content-Type[^]*/, [
      'Content-Type: multipart/mixed; boundary=m', '', '--m', 'Content-Type: text/plain', '', 'come', '--m',
      'Content-Type: text/calendar; method=REQUEST; name=invite.ics', 'Content-Disposition: attachment; filename=invite.ics', '', 'BEGIN:VCALENDAR', 'METHOD:REQUEST', 'END:VCALENDAR', '--m--', '',
    ].join('\r\n'))
    const { made } = await create(scene.mailbox, 'meeting', watcher.folder('inbox').id, {}, invitation)
    assert.equal(made.envelope?.origin?.route, 'rebuilt')
  })
})
