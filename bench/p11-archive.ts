import { mkdtempSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openArchive, type Archive } from '../src/archive/archive.ts'
import { makeKey } from '../src/backup/key.ts'
import type { PointEntry } from '../src/backup/point.ts'
import { initRepository, openRepository, type Repository } from '../src/backup/repository.ts'
import { once } from '../src/backup/seal.ts'
import { toInstant } from '../src/domain/instant.ts'
import { NO_MARKS } from '../src/domain/marks.ts'
import { systemClock } from '../src/platform/clock.ts'
import { folderFiles } from '../src/platform/folder-files.ts'
import { randomId } from '../src/platform/ids.ts'
import { spamAssassin } from '../src/sandbox/seed/corpus.ts'
import { median, timed, type BenchOptions, type Figure, type Measured } from './harness.ts'

const CORPUS = 6046
const START = Date.parse('2026-01-01T00:00:00Z')
const SIGNAL = AbortSignal.timeout(3_600_000)

/** What a person may look for, from the rare to what most mails have. */
const QUERIES = {
  'a rare word': { words: ['tcpdump'] },
  'two common words': { words: ['list', 'the'] },
  'a phrase of common words': { words: ['one of the'] },
  'a sender': { from: 'yahoo.com' },
  'nothing but a month': { since: '2026-01-20T00:00:00Z', until: '2026-02-20T00:00:00Z' },
} as const

export const archive: Figure = {
  id: 'P11',
  title: 'Archive of 6,046 real mails: read into the index, and searched',
  limits: 'Reading into the index is MIME for about half, and unsealing packs, hashing terms and sealing postings for the rest. A search opens what is listed of every candidate; the first one of a process also opens the index and looks for new lists.',
  measure,
}

async function measure({ count = CORPUS, rounds, say }: BenchOptions): Promise<Measured> {
  const samples: Record<string, number[]> = {}
  const note = (name: string, value: number): void => {
    ;(samples[name] ??= []).push(value)
    say(`  ${name}: ${value.toPrecision(3)}`)
  }
  for (let round = 1; round <= rounds; round++) await once6046(count, note)
  const of = (name: string): number => median(samples[name] ?? [])
  return {
    settings: { mails: count },
    values: [
      { name: 'taken in from a restore point', value: of('take in'), unit: 'ms' },
      { name: 'read into the index', value: of('index'), unit: 'messages/s' },
      { name: 'size of the index ÷ size of the mail', value: of('share'), unit: '%' },
      ...Object.keys(QUERIES).map((name) => ({ name: `search for ${name}, 20 shown`, value: of(name), unit: 'ms' })),
      { name: 'drop one message from the index', value: of('drop'), unit: 'ms' },
    ],
    samples,
  }
}

async function once6046(count: number, note: (name: string, value: number) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-bench-archive-'))
  const about = { files: folderFiles(folder), key: await makeKey(), newId: randomId, clock: systemClock }
  await initRepository(about)
  const repository = await openRepository(about)
  const archiveOfIt: Archive = openArchive({ repository, clock: systemClock, rules: { keepDays: () => 365, mailboxAddresses: () => [], hasMailboxes: () => true } })
  try {
    const bytes = await pack(repository, count)
    note('take in', await timed(() => archiveOfIt.takeIn('bench')))
    note('index', (count / (await timed(() => archiveOfIt.index({ signal: SIGNAL })))) * 1000)
    note('share', (100 * (await stat(join(folder, 'archive-index.sqlite'))).size) / bytes)
    for (const [name, query] of Object.entries(QUERIES)) {
      let found = 0
      note(name, await timed(async () => ({ length: found } = (await archiveOfIt.search(query, { signal: SIGNAL, most: 20 })).messages)))
      if (found === 0) throw new Error(`Nothing was found for ${name}.`)
    }
    const [one] = (await archiveOfIt.search({}, { signal: SIGNAL, most: 1 })).messages
    note('drop', await timed(() => archiveOfIt.erase([one?.ref ?? ''], { signal: SIGNAL })))
  } finally {
    archiveOfIt.close()
    await repository.close()
    rmSync(folder, { recursive: true })
  }
}

/** A restore point of the corpus, ten mails an hour. @returns the bytes of the mails */
async function pack(repository: Repository, count: number): Promise<number> {
  let bytes = 0
  await repository.writing(async (writer) => {
    const entries: PointEntry[] = []
    for await (const { name, mime } of spamAssassin(count)) {
      const { blob } = await writer.put({ size: mime.length, open: () => once(mime) })
      const receivedAt = toInstant(START + entries.length * 360_000) ?? ''
      entries.push({ side: 'left', id: name, folder: 'inbox', roleClass: 'received', receivedAt, marks: NO_MARKS, listedSize: mime.length, blob, size: mime.length })
      bytes += mime.length
      if (writer.isFull) await writer.flush()
    }
    const folders = { left: [{ id: 'inbox', name: 'Inbox' }], right: [] }
    await writer.savePoint({ pair: 'bench', takenAt: toInstant(START) ?? '', why: 'asked', pinned: false, folders, entries })
  })
  return bytes
}
