import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Mailbox, RemoteMessage, Sought } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import { NO_MARKS, type Marks } from '../../src/domain/marks.ts'
import { parseMessage } from '../../src/mime/parse-message.ts'
import { RECEIVED_AT, create, idOf, mimeOf } from './contract-mail.ts'
import type { People } from './people.ts'
import { createWatcher } from './watcher.ts'

/** A mailbox under test with its people. It need not be empty; roles inbox, sent, drafts and trash exist. */
export interface ContractScene {
  readonly mailbox: Mailbox
  readonly people: People
  close(): Promise<void>
}

/**
 * What every connector promises, in whatever cloud: the same suite for all of them. What a mailbox says that it cannot do is
 * skipped with that reason.
 */
export function mailboxContract(name: string, open: () => Promise<ContractScene>): void {
  describe(`${name} keeps the contract of a mailbox`, () => {
    const signal = new AbortController().signal
    let scene: ContractScene
    const mailbox = (): Mailbox => scene.mailbox
    const people = (): People => scene.people

    before(async () => {
      scene = await open()
    })
    after(async () => {
      await scene.mailbox.close()
      await scene.close()
    })

    /** A watcher that has seen everything, with `append` put in before. */
    const watching = async (...append: string[]) => {
      for (const each of append) await people().append('inbox', mimeOf(each), { read: false })
      const watcher = createWatcher(mailbox())
      await watcher.look()
      return watcher
    }

    const fails = async (code: string, work: Promise<unknown>): Promise<void> => {
      await assert.rejects(work, (error) => error instanceof SyncError && error.code === code, `should fail with ${code}`)
    }

    test('a listing from nothing tells all folders before the messages in them, parents first', async () => {
      await people().append('inbox', mimeOf('first'), { read: false })
      const watcher = createWatcher(mailbox())
      const told = new Set<string>()
      for (const page of await watcher.look()) {
        for (const folder of page.folders?.changed ?? []) {
          assert.ok(folder.parentId === undefined || told.has(folder.parentId), 'a folder came before its parent')
          told.add(folder.id)
        }
        for (const message of page.messages ?? []) assert.ok(told.has(message.folderId), 'a message came before its folder')
      }
      for (const role of ['inbox', 'sent', 'drafts', 'trash']) assert.ok(told.has(watcher.folder(role).id), role)
    })

    test('a listing tells envelope and marks of a message', async () => {
      const watcher = await watching('listed')
      const message = watcher.message(idOf('listed'))
      assert.equal(message?.folderId, watcher.folder('inbox').id)
      assert.deepEqual(message?.marks, NO_MARKS)
      assert.equal(message?.envelope?.subject, '合同 listed')
      assert.equal(message?.envelope?.from, 'li.wen@shenghe.example')
      assert.equal(message?.envelope?.sentAt, '2019-03-04T05:06:00Z')
      assert.equal(message?.envelope?.isDraft, false)
      assert.equal(message?.envelope?.origin, undefined)
    })

    test('a listing that was cut off goes on from its stored checkpoints, and in the end everything was told', async () => {
      const whole = await watching('cut-1', 'cut-2', 'cut-3')
      const watcher = createWatcher(mailbox())
      const first = await watcher.look((page) => (page.messages?.length ?? 0) > 0)
      assert.ok(first.length > 0)
      await watcher.look()
      assert.deepEqual([...watcher.messages.keys()].sort(), [...whole.messages.keys()].sort())
      assert.deepEqual([...watcher.folders.keys()].sort(), [...whole.folders.keys()].sort())
    })

    test('a second observation with nothing new tells nothing new', async () => {
      const watcher = await watching('quiet')
      const known = new Map([...watcher.messages].map(([id, { folderId, marks }]) => [id, JSON.stringify({ folderId, marks })]))
      for (const page of await watcher.look()) {
        for (const { id, folderId, marks } of page.messages ?? []) assert.equal(JSON.stringify({ folderId, marks }), known.get(id))
        assert.deepEqual(page.removed?.ids ?? [], [])
      }
      assert.equal(watcher.messages.size, known.size)
    })

    test('what people add, mark, move and delete is seen', async () => {
      const watcher = await watching('marked', 'moved', 'trashed', 'expunged')
      const [moved, expunged] = [watcher.message(idOf('moved')), watcher.message(idOf('expunged'))]
      await people().append('inbox', mimeOf('added'), { read: true })
      await people().mark(idOf('marked'), { read: true, flagged: true })
      await people().move(idOf('moved'), 'junk')
      await people().move(idOf('trashed'), 'trash')
      await people().expunge(idOf('expunged'))
      await watcher.look()
      assert.equal(watcher.message(idOf('added'))?.marks.read, true)
      assert.deepEqual(watcher.message(idOf('marked'))?.marks, { ...NO_MARKS, read: true, flag: 'flagged' })
      assert.equal(watcher.message(idOf('moved'))?.folderId, watcher.folder('junk').id)
      if (mailbox().capabilities.idsSurviveMove) assert.equal(watcher.message(idOf('moved'))?.id, moved?.id)
      assert.equal(watcher.message(idOf('trashed'))?.folderId, watcher.folder('trash').id)
      assert.equal(watcher.message(idOf('expunged')), undefined)
      assert.ok(expunged)
    })

    test('a message is found by its id wherever it is, and not when it is gone', async (t) => {
      if (mailbox().lookUp === undefined) return t.skip('no look-up by id')
      const watcher = await watching('sought', 'lost')
      const [sought, lost] = [watcher.message(idOf('sought')), watcher.message(idOf('lost'))]
      assert.ok(sought && lost)
      await people().move(idOf('sought'), 'junk')
      await people().expunge(idOf('lost'))
      const found = await mailbox().lookUp?.(sought.id, signal)
      assert.equal(found?.folderId, watcher.folder('junk').id)
      const gone = await mailbox().lookUp?.(lost.id, signal)
      assert.ok(gone === undefined || !watcher.folders.has(gone.folderId), 'an expunged message is in no folder that is told')
    })

    test('reading a message does not mark it read', async () => {
      const watcher = await watching('peeked')
      const message = watcher.message(idOf('peeked'))
      assert.ok(message)
      const read = await mailbox().read(message, signal)
      const content = await parseMessage(read)
      assert.equal(content.subject, '合同 peeked')
      await content.dispose()
      await read.dispose()
      assert.equal(await people().isRead(idOf('peeked')), false)
    })

    test('many messages that are read together are what each is alone, one that is gone is left out, and none is marked read', async (t) => {
      if (mailbox().readMany === undefined) return t.skip('each message is asked for by itself')
      const watcher = await watching('together-1', 'together-2', 'together-3', 'together-gone')
      await people().move(idOf('together-3'), 'junk')
      await watcher.look()
      const names = ['together-1', 'together-2', 'together-3', 'together-gone']
      const wanted = names.flatMap((name) => watcher.message(idOf(name)) ?? []).map(({ id, folderId, envelope }) => ({ id, folderId, size: envelope?.size ?? 0 }))
      await people().expunge(idOf('together-gone'))
      const read = new Map<string, string>()
      for await (const { id, mime } of mailbox().readMany?.(wanted, signal) ?? []) {
        assert.ok(!read.has(id), 'each is told once')
        read.set(id, (await mime.bytes()).toString('latin1'))
        await mime.dispose()
      }
      assert.deepEqual([...read.keys()].sort(), wanted.slice(0, 3).map(({ id }) => id).sort())
      for (const message of wanted.slice(0, 3)) {
        const alone = await mailbox().read(message, signal)
        assert.equal(read.get(message.id), (await alone.bytes()).toString('latin1'))
        await alone.dispose()
      }
      for (const name of names.slice(0, 3)) assert.equal(await people().isRead(idOf(name)), false)
    })

    test('a copy is no draft, has its date, marks and origin, and a listing tells so', async (t) => {
      if (mailbox().capabilities.create === 'none') return t.skip('nothing can be created here')
      const watcher = await watching()
      const { made, message } = await create(mailbox(), 'copied', watcher.folder('inbox').id, { marks: holdable(mailbox()) })
      await watcher.look()
      const listed = watcher.messages.get(made.id)
      assert.ok(listed, 'the id that create told is the one that is listed')
      for (const copy of [made, listed] as RemoteMessage[]) {
        assert.equal(copy.folderId, watcher.folder('inbox').id)
        assert.deepEqual(copy.marks, holdable(mailbox()))
      }
      assert.equal(listed.envelope?.isDraft, false)
      assert.equal(listed.envelope?.receivedAt, RECEIVED_AT)
      assert.equal(listed.envelope?.sentAt, '2019-03-04T05:06:00Z')
      assert.equal(listed.envelope?.internetMessageId, idOf('copied'))
      assert.equal(listed.envelope?.origin?.token, 'token-copied')
      assert.equal(listed.envelope?.origin?.id, 'original of copied')
      assert.equal(listed.envelope?.origin?.exact, message.content.digests.exact)
    })

    test('a copy has the content of its original', async (t) => {
      if (mailbox().capabilities.create === 'none') return t.skip('nothing can be created here')
      const watcher = await watching()
      const { made, message } = await create(mailbox(), 'same', watcher.folder('inbox').id)
      const copy = await mailbox().read(made, signal)
      const content = await parseMessage(copy)
      const level = made.envelope?.origin?.route === 'exact' ? 'exact' : 'normal'
      assert.equal(content.digests[level], message.content.digests[level], level)
      await content.dispose()
      await copy.dispose()
    })

    test('an unread copy stays unread', async (t) => {
      if (mailbox().capabilities.create === 'none') return t.skip('nothing can be created here')
      const watcher = await watching()
      await create(mailbox(), 'unread', watcher.folder('inbox').id)
      assert.equal(await people().isRead(idOf('unread')), false)
    })

    test('a draft is created as a draft', async (t) => {
      if (mailbox().capabilities.create === 'none') return t.skip('nothing can be created here')
      const watcher = await watching()
      const { made } = await create(mailbox(), 'draft', watcher.folder('drafts').id, { roleClass: 'draft', marks: { ...NO_MARKS, read: true } })
      await watcher.look()
      assert.equal(watcher.messages.get(made.id)?.envelope?.isDraft, true)
    })

    test('what was created is found at once by its token, several together, and no other token finds it', async (t) => {
      if (mailbox().capabilities.create === 'none') return t.skip('nothing can be created here')
      const watcher = await watching()
      const inbox = watcher.folder('inbox').id
      const sought: Sought[] = []
      const made = new Map<string, string>()
      for (const name of ['sought', 'not-sought', 'sought-too']) {
        const copy = await create(mailbox(), name, inbox)
        if (name === 'not-sought') continue
        // The last one first: the others came before its bookmark.
        sought.unshift({ token: `token-${name}`, ...(copy.bookmark === undefined ? {} : { bookmark: copy.bookmark }) })
        made.set(`token-${name}`, copy.made.id)
      }
      const ofNobody = { ...sought[0], token: 'token-of-nobody' }
      const found = await mailbox().findCreated(inbox, [...sought, ofNobody], signal)
      assert.deepEqual(new Map([...found].map(([token, { id }]) => [token, id])), made)
    })

    test('only the marks that are named are written, and the answer tells them all', async () => {
      const watcher = await watching('marks')
      const message = watcher.message(idOf('marks'))
      assert.ok(message)
      const { id, folderId } = message
      const wanted = holdable(mailbox())
      let marks: Marks = NO_MARKS
      for (const mark of ['flag', 'answered', 'forwarded', 'tags', 'read'] as const) {
        if (JSON.stringify(wanted[mark]) === JSON.stringify(marks[mark])) continue
        const change = { [mark]: wanted[mark] }
        const answer = await mailbox().mark({ id, folderId }, change, signal)
        marks = Object.assign({}, marks, change)
        assert.deepEqual(answer.marks, marks, mark)
        assert.equal(answer.id, id)
      }
      await watcher.look()
      assert.deepEqual(watcher.message(idOf('marks'))?.marks, wanted)
      const answer = await mailbox().mark({ id, folderId, marks: wanted }, { read: false, flag: 'none' }, signal)
      assert.deepEqual(answer.marks, { ...wanted, read: false, flag: 'none' })
      await watcher.look()
      assert.deepEqual(watcher.message(idOf('marks'))?.marks, { ...wanted, read: false, flag: 'none' })
    })

    test('a flag keeps its third state where there is one', async (t) => {
      if (mailbox().capabilities.marks.flag !== 'ternary') return t.skip('flags have two states here')
      const watcher = await watching('ternary')
      const message = watcher.message(idOf('ternary'))
      assert.ok(message)
      assert.equal((await mailbox().mark(message, { flag: 'complete' }, signal)).marks.flag, 'complete')
      await watcher.look()
      assert.equal(watcher.message(idOf('ternary'))?.marks.flag, 'complete')
    })

    test('a move answers the place, keeps the marks, and may be repeated', async () => {
      const watcher = await watching('carried-off')
      const message = watcher.message(idOf('carried-off'))
      assert.ok(message)
      const to = watcher.folder('junk').id
      const moved = await mailbox().move(message, to, signal)
      assert.equal(moved.folderId, to)
      assert.deepEqual(moved.marks, NO_MARKS)
      if (mailbox().capabilities.idsSurviveMove) assert.equal(moved.id, message.id)
      assert.equal((await mailbox().move(moved, to, signal)).folderId, to)
      await watcher.look()
      assert.equal(watcher.message(idOf('carried-off'))?.folderId, to)
      assert.equal(watcher.message(idOf('carried-off'))?.id, moved.id)
    })

    test('a message that is gone cannot be read, marked or moved, and removing it again succeeds', async () => {
      const watcher = await watching('vanishing')
      const message = watcher.message(idOf('vanishing'))
      assert.ok(message)
      await mailbox().remove(message, signal)
      await fails('NOT_FOUND', mailbox().read(message, signal))
      await fails('NOT_FOUND', mailbox().mark(message, { read: true }, signal))
      await fails('NOT_FOUND', mailbox().move(message, watcher.folder('junk').id, signal))
      if (mailbox().strip !== undefined) await fails('NOT_FOUND', mailbox().strip?.(message, ['origin'], signal) ?? Promise.resolve())
      await mailbox().remove(message, signal)
      await watcher.look()
      assert.equal(watcher.message(idOf('vanishing')), undefined)
    })

    test('folders are created, renamed, moved and deleted, and seen so', async () => {
      const watcher = await watching()
      const parent = await mailbox().createFolder('合同 contract', undefined, signal)
      const child = await mailbox().createFolder('2026', parent.id, signal)
      await watcher.look()
      assert.deepEqual(watcher.folders.get(child.id), { id: child.id, name: '2026', parentId: parent.id })
      assert.deepEqual(watcher.folders.get(parent.id), { id: parent.id, name: '合同 contract' })
      await fails('FOLDER_EXISTS', mailbox().createFolder('2026', parent.id, signal))

      const changed = await mailbox().changeFolder(child.id, '2027', undefined, signal)
      assert.equal(changed.name, '2027')
      assert.equal(changed.parentId, undefined)
      await watcher.look()
      assert.deepEqual(watcher.folders.get(changed.id), { id: changed.id, name: '2027' })
      assert.equal([...watcher.folders.values()].filter(({ name: each }) => each === '2026').length, 0)

      for (const id of [changed.id, parent.id, changed.id]) await mailbox().deleteFolder(id, signal)
      await watcher.look()
      const left = [...watcher.folders.values()].filter(({ name: each }) => each === '2027' || each === '合同 contract')
      assert.deepEqual(left, [])
    })

    test('a folder that holds something is not deleted', async () => {
      const watcher = await watching('kept')
      const folder = await mailbox().createFolder('full', undefined, signal)
      const message = watcher.message(idOf('kept'))
      assert.ok(message)
      await mailbox().move(message, folder.id, signal)
      await assert.rejects(mailbox().deleteFolder(folder.id, signal), SyncError)
      await watcher.look()
      assert.equal(watcher.message(idOf('kept'))?.folderId, folder.id)
    })

    test('what is ours and can come off a copy does, once or twice, and nothing else of it changes; what cannot is not told of', async (t) => {
      if (mailbox().capabilities.create === 'none') return t.skip('nothing can be created here')
      const watcher = await watching()
      const { made } = await create(mailbox(), 'stripped', watcher.folder('inbox').id, { marks: { ...holdable(mailbox()), answered: true, forwarded: false } })
      await watcher.look()
      const before = watcher.messages.get(made.id) ?? assert.fail('not listed')
      assert.ok(before.envelope?.origin?.pair === 'contract')
      const { traces = [] } = before.envelope
      if (mailbox().strip === undefined) return assert.deepEqual(traces, [])
      for (let times = 1; traces.length > 0 && times <= 2; times++) {
        const answer = await mailbox().strip?.(before, traces, signal)
        assert.deepEqual([answer?.id, answer?.folderId, answer?.marks], [made.id, before.folderId, before.marks])
      }
      const fresh = createWatcher(mailbox())
      await fresh.look()
      const { traces: _off, origin, ...envelope } = before.envelope
      const after = fresh.messages.get(made.id)
      assert.deepEqual([after?.marks, after?.envelope], [before.marks, traces.includes('origin') ? envelope : { ...envelope, origin }])
      if (!traces.includes('origin')) assert.equal(origin?.route, 'exact', 'what cannot come off came in with the bytes of the message')
    })

    test('an abort in the middle passes as it is, and nothing is lost', async () => {
      const whole = await watching('aborted')
      const watcher = createWatcher(mailbox())
      const stop = new AbortController()
      const reason = new Error('stopped by a person')
      await assert.rejects(async () => {
        for await (const _ of mailbox().observe(new Map(), stop.signal)) stop.abort(reason)
      }, reason)
      await assert.rejects(mailbox().read({ id: 'whatever', folderId: whole.folder('inbox').id }, stop.signal), reason)
      await watcher.look()
      assert.deepEqual([...watcher.messages.keys()].sort(), [...whole.messages.keys()].sort())
    })

    test('the check finds a healthy mailbox usable', async () => {
      const results = await mailbox().check(signal)
      assert.ok(results.length > 0)
      assert.deepEqual(results.filter(({ outcome }) => outcome === 'failed'), [])
    })
  })
}

/** Every mark that the mailbox can write, set. */
function holdable(mailbox: Mailbox): Marks {
  const { marks } = mailbox.capabilities
  return {
    read: marks.read === 'read-write',
    flag: marks.flag === 'none' ? 'none' : 'flagged',
    answered: marks.answered === 'read-write',
    forwarded: marks.forwarded === 'read-write',
    tags: marks.tags === 'read-write' ? ['合同', 'Zebra'].sort() : [],
  }
}
