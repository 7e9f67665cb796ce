import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { NO_MARKS } from '../domain/marks.ts'
import type { PastFolder } from '../domain/past.ts'
import { folderFiles } from '../platform/folder-files.ts'
import { filesIn, newRepository, packMail, pointOf } from './backup.test-kit.ts'
import { exportPoint, type ExportFormat } from './export-point.ts'
import { safeName } from './file-names.ts'

const NAMES = { left: 'dingtalk', right: 'outlook' }
const FOLDERS: readonly PastFolder[] = [
  { id: 'inbox', name: 'Inbox', role: 'inbox' },
  { id: 'evil', name: '../../../etc' },
  { id: 'deep', name: 'a/b', parent: 'evil' },
  { id: 'twin', name: 'INBOX' },
  { id: 'loop', name: 'loop', parent: 'loop' },
  { id: 'empty', name: '清關.文件', parent: 'inbox' },
]

/** What an export writes: paths of files, and what is in them. */
async function exported(format: ExportFormat): Promise<Record<string, string>> {
  using scratch = openScratch()
  const repository = await newRepository(scratch.path('backup'))
  const point = await repository.writing(async (writer) => {
    const entries = []
    for (const [at, folder] of ['inbox', 'inbox', 'evil', 'deep', 'twin', 'loop', 'missing'].entries()) {
      entries.push({ ...(await packMail(writer, { id: String(at), text: at === 1 ? '' : `Subject: ${at}\r\n\r\nFrom me\r\n>From you`, folder })), marks: { ...NO_MARKS, read: at % 2 === 0, flag: at === 0 ? ('flagged' as const) : ('none' as const), answered: at === 0 } })
    }
    const { blob: _, size: __, ...unreadable } = entries[0]!
    return writer.savePoint(pointOf([...entries, { ...unreadable, id: 'x', unreadable: { code: 'REJECTED', message: 'No.' } }], { folders: { left: FOLDERS, right: [] } }))
  })
  const to = scratch.path('out/mail')
  const counts = await exportPoint(repository, point, folderFiles(to), { format, names: NAMES, signal: AbortSignal.timeout(10_000) })
  assert.deepEqual([counts.messages, counts.unreadable], [7, 1])
  await repository.close()
  assert.deepEqual(filesIn(scratch.folder).filter((path) => !path.startsWith(scratch.path('backup')) && !path.startsWith(to)), [], 'nothing lies outside')
  return Object.fromEntries(filesIn(to).map((path) => [relative(to, path), readFileSync(path, 'latin1')]))
}

test('EML: a file for each message, byte for byte, in folders whose names cannot lead elsewhere', async () => {
  const files = await exported('eml')
  assert.deepEqual(
    Object.keys(files).filter((name) => name !== 'contents.jsonl'),
    [
      'dingtalk/20260101T000000Z.eml',
      'dingtalk/INBOX (2)/20260101T000000Z.eml',
      'dingtalk/Inbox/20260101T000000Z (2).eml',
      'dingtalk/Inbox/20260101T000000Z.eml',
      'dingtalk/___.._.._etc/20260101T000000Z.eml',
      'dingtalk/___.._.._etc/a_b/20260101T000000Z.eml',
      'dingtalk/loop/20260101T000000Z.eml',
    ],
  )
  const listed = (files['contents.jsonl'] ?? '').trimEnd().split('\n').map((line) => JSON.parse(line) as { file?: string; id: string; unreadable?: object })
  assert.equal(listed.length, 8)
  for (const { file, id } of listed) if (file !== undefined) assert.equal(files[file], id === '1' ? '' : `Subject: ${id}\r\n\r\nFrom me\r\n>From you`)
  assert.deepEqual(listed.filter(({ file }) => file === undefined).map(({ id }) => id), ['x'])
})

test('Maildir: flags in the names, folders as Maildir++ has them', async () => {
  const names = Object.keys(await exported('maildir'))
  const inbox = names.filter((name) => name.startsWith('dingtalk/cur/'))
  assert.deepEqual(inbox.map((name) => name.replace(/^.*:2,/, '')).sort(), ['', 'FRS', 'S'], 'two of the inbox, and one whose folder is not known')
  assert.ok(names.some((name) => /^dingtalk\/\.__\.\._\.\._etc|^dingtalk\/\.[^/]*_etc/.test(name)), names.join('\n'))
})

test('mbox: what could begin a message is quoted', async () => {
  const files = await exported('mbox')
  assert.match(files['dingtalk/Inbox.mbox'] ?? '', /^From MAILER-DAEMON Thu Jan {2}1 00:00:00 2026\nSubject: 0\n\n>From me\n>>From you\n\nFrom MAILER-DAEMON [^\n]*\n\n$/)
})

test('a name becomes one that any system takes and that leads nowhere', () => {
  for (const [name, safe] of [['..', '__'], ['a/b\\c', 'a_b_c'], ['', '_'], ['con', '_con'], ['NUL.txt', '_NUL.txt'], ['.hidden', '_hidden'], ['end. ', 'end__'], ['清關', '清關'], ['a\u202eb\u0000', 'a_b_']] as const) assert.equal(safeName(name), safe)
  assert.ok(Buffer.byteLength(safeName('關'.repeat(300))) <= 120)
})
