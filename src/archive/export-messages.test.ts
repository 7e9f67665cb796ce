import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { folderFiles } from '../platform/folder-files.ts'
import { spool } from '../platform/spool.ts'
import { mailText } from './archive.test-kit.ts'
import { exportMessages, type ArchiveFormat } from './export-messages.ts'
import type { ArchivedMessage } from './message.ts'

const message = (ref: string): ArchivedMessage => ({ pair: 'anna', blob: ref, size: 1, receivedAt: '2026-01-01T00:00:00Z', archivedAt: '2026-01-02T00:00:00Z', ref, places: [], subject: ref, from: [], to: [], cc: [], bcc: [], others: [], attachments: [], likeness: ref })

/** Two would have one name as files. */
const REFS = ['a', 'b', 'b', 'c', 'd', 'e']

/** Exports messages of which the first is there only after the fourth: somebody who opens one after the other waits for ever. */
async function exported(format: ArchiveFormat, file: string): Promise<string> {
  using scratch = openScratch()
  const fourth = Promise.withResolvers<void>()
  let opened = 0
  const open = async ({ blob }: Pick<ArchivedMessage, 'blob'>) => {
    if (++opened === 4) fourth.resolve()
    if (opened === 1) await fourth.promise
    return spool(Buffer.from(mailText({ subject: blob, body: `text of ${blob}` })))
  }
  const counts = await exportMessages({ open }, REFS.map(message), folderFiles(scratch.path('out')), { format, at: 0, creator: 'tests', signal: AbortSignal.timeout(10_000) })
  assert.equal(counts.messages, REFS.length)
  return readFileSync(scratch.path(`out/${file}`), 'utf8')
}

const lines = (text: string) => text.trimEnd().split('\n').map((line) => JSON.parse(line) as { file?: string; text?: string; ref: string })

test('several messages are written at once, and stand in the list in their order under the names that they always have', async () => {
  const listed = lines(await exported('eml', 'contents.jsonl'))
  assert.deepEqual(listed.map(({ file = '', ref }) => [ref, file.slice('anna/20260101T000000Z-'.length)]), [['a', 'a.eml'], ['b', 'b.eml'], ['b', 'b (2).eml'], ['c', 'c.eml'], ['d', 'd.eml'], ['e', 'e.eml']])
})

test('texts and files in which many messages stand have them in their order', async () => {
  assert.deepEqual(lines(await exported('jsonl', 'contents.jsonl')).map(({ text, file }) => [text?.trim(), file]), REFS.map((ref) => [`text of ${ref}`, undefined]))
  assert.deepEqual([...(await exported('mbox', 'anna/archive.mbox')).matchAll(/^text of (.)$/gm)].map(([, ref]) => ref), REFS)
})
