import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { filesIn, newRepository, packMail, pointOf, takeTestPoint } from '../backup/backup.test-kit.ts'
import type { Repository } from '../backup/repository.ts'
import { clockAt, found, mailText, openTestArchive, SIGNAL, subjectsOf, type MailText } from './archive.test-kit.ts'

type TestMail = MailText & { readonly at?: string; readonly folder?: string; readonly side?: 'left' | 'right' }

const FOLDERS = { left: [{ id: 'inbox', name: 'Inbox' }, { id: 'work', name: '工作' }, { id: 'customs', name: 'Customs', parent: 'work' }], right: [{ id: 'inbox', name: 'Inbox' }] }

/** A restore point of these mails. */
const pointWith = (repository: Repository, mails: readonly TestMail[], about: { pair?: string; takenAt?: string } = {}) =>
  repository.writing(async (writer) => {
    const entries = []
    for (const [n, { at = '2026-01-01T00:00:00Z', folder = 'inbox', side = 'left', ...mail }] of mails.entries()) entries.push({ ...(await packMail(writer, { id: String(n), text: mailText(mail), folder, side })), receivedAt: at })
    return writer.savePoint(pointOf(entries, { folders: FOLDERS, ...about }))
  })

const MAILS: readonly TestMail[] = [
  { subject: 'Invoice 2024-001', body: 'Please pay by Friday.', at: '2026-01-05T00:00:00Z', attachment: '發票.pdf' },
  { subject: '關於繳納關稅的通知', body: '請於本月底前繳\r\n納關稅。', at: '2026-01-07T00:00:00Z', from: '海關 <notice@customs.example.cn>', folder: 'customs' },
  { subject: 'Lunch?', body: '<p>Pay <b>me</b> later</p><style>hidden</style>', html: true, at: '2026-01-06T00:00:00Z', from: 'Carl <carl@example.net>', cc: 'Dora <DORA@Example.com>' },
  { subject: '会議のご案内', body: `明日の会議はｶﾞｲﾄﾞ付きです ${'長い'.repeat(3000)}`, to: 'Eva <eva@xn--mnchen-3ya.example>', at: '2026-01-04T00:00:00Z' },
]

async function filled(folder: string, mails: readonly TestMail[] = MAILS): Promise<Awaited<ReturnType<typeof openTestArchive>>> {
  await (await newRepository(folder)).close()
  const opened = await openTestArchive(folder)
  await pointWith(opened.repository, mails)
  await opened.archive.takeIn('anna')
  return opened
}

test('words are found in subject, text, people and names of attachments, newest first, in any script', async () => {
  using scratch = openScratch()
  await using opened = await filled(scratch.folder)
  const { archive } = opened
  assert.deepEqual(await found(archive, {}), ['關於繳納關稅的通知', 'Lunch?', 'Invoice 2024-001', '会議のご案内'])
  assert.deepEqual(await found(archive, { words: ['PAY'] }), ['Lunch?', 'Invoice 2024-001'])
  assert.deepEqual(await found(archive, { words: ['pay me'] }), ['Lunch?'])
  assert.deepEqual(await found(archive, { words: ['pay', 'friday'] }), ['Invoice 2024-001'])
  assert.deepEqual(await found(archive, { words: ['hidden'] }), [], 'what a reader does not see is not there')
  assert.deepEqual(await found(archive, { words: ['本月底前繳納關稅'] }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { words: ['稅'] }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { words: ['關稅納'] }), [], 'every pair of it occurs, but not so')
  assert.deepEqual(await found(archive, { words: ['發票'] }), ['Invoice 2024-001'])
  assert.deepEqual(await found(archive, { words: ['ガイド付'] }), ['会議のご案内'])
  assert.deepEqual(await found(archive, { words: ['2024-001'] }), ['Invoice 2024-001'])
  assert.deepEqual(await found(archive, { words: ['carl@example.net'] }), ['Lunch?'])
})

test('people, subject, folder, time and attachments narrow a search', async () => {
  using scratch = openScratch()
  await using opened = await filled(scratch.folder)
  const { archive } = opened
  assert.deepEqual(await found(archive, { from: 'customs.example.cn' }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { from: '海關' }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { from: 'dora' }), [], 'she got it')
  assert.deepEqual(await found(archive, { to: 'dora@example.com' }), ['Lunch?'])
  assert.deepEqual(await found(archive, { subject: '關稅' }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { subject: 'pay' }), [])
  assert.deepEqual(await found(archive, { folder: 'customs' }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { folder: '工作/Customs' }), ['關於繳納關稅的通知'])
  assert.deepEqual(await found(archive, { hasAttachment: true }), ['Invoice 2024-001'])
  assert.deepEqual(await found(archive, { since: '2026-01-05T00:00:00Z', until: '2026-01-07T00:00:00Z' }), ['Lunch?', 'Invoice 2024-001'])
  assert.deepEqual(await found(archive, { pair: 'other' }), [])
  const page = await archive.search({}, { ...SIGNAL, most: 3 })
  assert.deepEqual([page.messages.length, page.isAll], [3, false])
  assert.deepEqual(subjectsOf(await archive.naming('dora@example.COM', SIGNAL)), ['Lunch?'])
  assert.deepEqual(subjectsOf(await archive.naming('eva@MÜNCHEN.example', SIGNAL)), ['会議のご案内'])
  assert.deepEqual(subjectsOf(await archive.naming('eva@xn--mnchen-3ya.example', SIGNAL)), ['会議のご案内'])
  assert.deepEqual(await archive.naming('münchen.example', SIGNAL), [], 'part of an address is none')
})

test('what is deleted from the mailboxes, and whose restore points are pruned, stays and is opened as it was', async () => {
  using scratch = openScratch()
  await using opened = await filled(scratch.folder)
  const { archive, repository } = opened
  const [first] = await repository.points()
  await pointWith(repository, MAILS.slice(2), { takenAt: '2026-03-02T00:00:00Z' })
  assert.equal(await archive.takeIn('anna'), 0)
  assert.deepEqual((await Promise.all((await repository.keptLists()).map((list) => repository.readKept(list)))).map(({ length }) => length), [4], 'what is known is not noted again')
  await repository.prune({ drop: [first?.id ?? ''], ...SIGNAL })
  assert.equal((await repository.points()).length, 1)
  const { messages } = await archive.search({ words: ['繳納'] }, { ...SIGNAL, most: 5 })
  const message = await archive.message(messages[0]?.ref.slice(0, 8) ?? '', SIGNAL)
  const content = await archive.open(message)
  assert.equal((await content.bytes()).toString(), mailText(MAILS[1] ?? {}))
  await content.dispose()
  assert.deepEqual((await repository.verify(SIGNAL)).damage, [])
  await assert.rejects(archive.message('0000000000000000', SIGNAL), { code: 'ARCHIVE_UNKNOWN' })
})

test('an original and its copy are told as one, and a message that moves is known in both folders', async () => {
  using scratch = openScratch()
  await using opened = await filled(scratch.folder, [{ subject: 'one', body: 'same words' }, { subject: 'one', body: 'same   words', side: 'right' }, { subject: 'two', body: 'same words' }])
  const { archive, repository } = opened
  const { messages } = await archive.search({ words: ['same words'] }, { ...SIGNAL, most: 5 })
  assert.deepEqual(messages.map(({ subject, copies }) => [subject, copies.length]), [['one', 1], ['two', 0]])
  await pointWith(repository, [{ subject: 'two', body: 'same words', folder: 'customs' }], { takenAt: '2026-03-02T00:00:00Z' })
  assert.equal(await archive.takeIn('anna'), 0, 'no new message')
  assert.deepEqual(await found(archive, { folder: 'Customs' }), ['two'])
  assert.deepEqual(await found(archive, { folder: 'Inbox' }), ['one', 'two'])
})

test('nothing of content or people can be read in the files without the key', async () => {
  using scratch = openScratch()
  await using opened = await filled(scratch.folder)
  await opened.archive.search({ words: ['invoice'] }, { ...SIGNAL, most: 5 })
  const all = filesIn(scratch.folder).map((path) => readFileSync(path, 'latin1')).join('\n').toLowerCase()
  for (const word of ['invoice', 'customs', 'carl', 'friday', Buffer.from('關稅').toString('latin1'), 'anna']) assert.equal(all.includes(word.toLowerCase()), false, word)
})

test('a lost, broken or old index is made anew', async () => {
  using scratch = openScratch()
  {
    await using opened = await filled(scratch.folder)
    assert.equal((await found(opened.archive, {})).length, 4)
  }
  for (const spoil of [(path: string) => rmSync(path), (path: string) => writeFileSync(path, 'no database'.repeat(1000))]) {
    spoil(scratch.path('archive-index.sqlite'))
    await using again = await openTestArchive(scratch.folder)
    assert.deepEqual(await found(again.archive, { words: ['繳納關稅'] }), ['關於繳納關稅的通知'])
    const rebuilt = await again.archive.index({ ...SIGNAL, isRebuild: true })
    assert.deepEqual([rebuilt.added, rebuilt.messages], [4, 4])
  }
})

test('what another process took in or indexed meanwhile is found, and is not there twice', async () => {
  using scratch = openScratch()
  await using one = await filled(scratch.folder)
  await using other = await openTestArchive(scratch.folder)
  await Promise.all([one.archive.index(SIGNAL), other.archive.index(SIGNAL)])
  assert.equal((await found(other.archive, {})).length, 4)
  for (let n = 0; n < 25; n++) {
    await pointWith(one.repository, [...MAILS, { subject: `afterwards ${n}` }], { takenAt: `2026-04-01T00:00:${String(n).padStart(2, '0')}Z` })
    await one.archive.takeIn('anna')
  }
  assert.ok((await one.repository.keptLists()).length < 10, 'many lists are written into one')
  assert.equal((await found(other.archive, { words: ['afterwards'] })).length, 25)
  assert.equal((await other.archive.index(SIGNAL)).messages, 29)
})

test('a message that cannot be taken apart, or is empty, is archived all the same', async () => {
  using scratch = openScratch()
  await (await newRepository(scratch.folder)).close()
  await using opened = await openTestArchive(scratch.folder)
  await takeTestPoint(opened.repository, [{ id: '1', text: '' }, { id: '2', text: `Subject: ${'x'.repeat(1024 * 1024)}\r\n\r\ntext` }])
  assert.equal(await opened.archive.takeIn('anna'), 2)
  const { messages } = await opened.archive.search({}, { ...SIGNAL, most: 5 })
  assert.deepEqual(messages.map(({ isUnreadable = false, size }) => [isUnreadable, size]), [[false, 0], [true, 1024 * 1024 + 17]])
})

const HOLD = { name: 'claim', by: 'Dora', because: 'claim 17' }
const RULES = { keepDays: () => 365, mailboxAddresses: () => [], hasMailboxes: (pair: string) => pair !== 'left' }

/** An archive of the mails, of which the mailboxes have only the last one still; and its clock. */
async function emptied(folder: string) {
  await (await newRepository(folder)).close()
  const clock = clockAt('2026-03-01T00:00:00Z')
  const opened = await openTestArchive(folder, { clock, rules: RULES })
  const point = await pointWith(opened.repository, MAILS)
  await opened.archive.takeIn('anna')
  await pointWith(opened.repository, MAILS.slice(3), { takenAt: '2026-03-02T00:00:00Z' })
  await opened.archive.takeIn('anna')
  await opened.repository.prune({ drop: [point.id], ...SIGNAL })
  return { ...opened, clock }
}

test('what was kept long enough is dropped with all that is known of it, but for what a mailbox has and what a hold covers', async () => {
  using scratch = openScratch()
  const { archive, repository, clock, [Symbol.asyncDispose]: close } = await emptied(scratch.folder)
  assert.equal(await archive.covered(await archive.addHold({ ...HOLD, address: 'notice@customs.example.cn' }), SIGNAL), 1)
  assert.deepEqual(await archive.prune({ ...SIGNAL, isDryRun: true }), { due: 0, held: 1, kept: 2, inMailbox: 1, dueByPair: {} })
  clock.at = '2027-03-02T00:00:00Z'
  assert.deepEqual(await archive.prune({ ...SIGNAL, isDryRun: true }), { due: 2, held: 1, kept: 0, inMailbox: 1, dueByPair: { anna: 2 } })
  const { messages } = await archive.search({ words: ['invoice'] }, { ...SIGNAL, most: 5 })
  assert.equal(messages.length, 1, 'a dry run drops nothing')
  const { due, backup } = await archive.prune({ ...SIGNAL, isDryRun: false })
  assert.deepEqual([due, backup?.deadBytes === undefined], [2, false])
  assert.deepEqual(await found(archive, {}), ['關於繳納關稅的通知', '会議のご案内'])
  assert.deepEqual(await found(archive, { words: ['invoice'] }), [])
  assert.equal(repository.has(messages[0]?.blob ?? ''), false, 'nor in the backup')
  await archive.endHold('claim', { by: 'Dora', because: 'settled' })
  assert.equal((await archive.prune({ ...SIGNAL, isDryRun: false })).due, 1)
  assert.deepEqual(await found(archive, {}), ['会議のご案内'])
  assert.deepEqual((await repository.verify(SIGNAL)).damage, [])
  const { messages: left, terms } = await archive.index(SIGNAL)
  const fresh = await archive.index({ ...SIGNAL, isRebuild: true })
  assert.deepEqual([left, terms], [fresh.messages, fresh.terms], 'no term of what was dropped is left')
  await close()
})

test('of a pair that was given up the last restore point keeps nothing in the archive', async () => {
  using scratch = openScratch()
  const { archive, repository, clock, [Symbol.asyncDispose]: close } = await emptied(scratch.folder)
  await pointWith(repository, MAILS, { pair: 'left' })
  await archive.takeIn('left')
  clock.at = '2028-01-01T00:00:00Z'
  assert.deepEqual((await archive.prune({ ...SIGNAL, isDryRun: true })).dueByPair, { anna: 3, left: 4 })
  await close()
})

test('what a hold covers is not erased, and what none covers is, from the archive, its index and every restore point', async () => {
  using scratch = openScratch()
  const { archive, repository, [Symbol.asyncDispose]: close } = await emptied(scratch.folder)
  const { messages } = await archive.search({}, { ...SIGNAL, most: 5 })
  const refOf = (subject: string): string => messages.find((each) => each.subject === subject)?.ref ?? ''
  await archive.addHold({ ...HOLD, until: '2026-01-06T00:00:00Z' })
  await assert.rejects(archive.erase([refOf('Lunch?'), refOf('Invoice 2024-001')], SIGNAL), { code: 'ARCHIVE_HELD', message: /legal hold claim\. Nothing was erased/ })
  assert.equal((await found(archive, {})).length, 4)
  const invoice = await archive.message(refOf('Invoice 2024-001'), SIGNAL)
  assert.deepEqual([await archive.holdsOn(invoice), await archive.holdsOnIds({ digest: invoice.digest ?? '' }, SIGNAL), await archive.holdsOnIds({ messageId: '<other@id>' }, SIGNAL)], [['claim'], ['claim'], []])
  const lunch = await archive.message(refOf('Lunch?'), SIGNAL)
  assert.equal((await archive.erase([lunch.ref], SIGNAL)).entries, 1)
  assert.deepEqual([(await found(archive, {})).length, repository.has(lunch.blob)], [3, false])
  await archive.index(SIGNAL)
  await close()
  const index = readFileSync(scratch.path('archive-index.sqlite'), 'latin1')
  assert.equal(index.includes(lunch.ref), false, 'not in a free page either')
})

test('what is erased through the repository itself is forgotten by the index', async () => {
  using scratch = openScratch()
  const { archive, repository, [Symbol.asyncDispose]: close } = await emptied(scratch.folder)
  const { messages } = await archive.search({ words: ['friday'] }, { ...SIGNAL, most: 5 })
  await repository.erase(new Set(messages.map(({ blob }) => blob)), SIGNAL.signal)
  assert.deepEqual([(await archive.index(SIGNAL)).removed, await found(archive, { words: ['friday'] })], [1, []])
  await close()
})

test('holds have names of their own, and what is said of them stays', async () => {
  using scratch = openScratch()
  const { archive, [Symbol.asyncDispose]: close } = await emptied(scratch.folder)
  await Promise.all([archive.addHold(HOLD), archive.addHold({ ...HOLD, name: 'other' })])
  await assert.rejects(archive.addHold(HOLD), { code: 'ARCHIVE_HELD' })
  await archive.endHold('claim', { by: 'Eva', because: 'settled' })
  await assert.rejects(archive.endHold('claim', { by: 'Eva', because: 'settled' }), { code: 'ARCHIVE_UNKNOWN' })
  const ended = { at: '2026-03-01T00:00:00Z', by: 'Eva', because: 'settled' }
  assert.deepEqual(await archive.holds(), [{ ...HOLD, at: '2026-03-01T00:00:00Z', ended }, { ...HOLD, name: 'other', at: '2026-03-01T00:00:00Z' }])
  await close()
})

test('a row of the index that somebody changed is found, and the index is made anew', async () => {
  using scratch = openScratch()
  await using opened = await filled(scratch.folder)
  await opened.archive.index(SIGNAL)
  const database = new DatabaseSync(scratch.path('archive-index.sqlite'))
  database.exec(`update messages set head = (select text from messages where number = 1) where number = 2`)
  database.close()
  await using again = await openTestArchive(scratch.folder)
  await assert.rejects(found(again.archive, {}), { code: 'BACKUP_DAMAGED', message: /--rebuild/ })
  await again.archive.index({ ...SIGNAL, isRebuild: true })
  assert.equal((await found(again.archive, {})).length, 4)
})
