import assert from 'node:assert/strict'
import { cpSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { clockAt, mailText, openTestArchive, SIGNAL, type TestArchive } from '../../src/archive/archive.test-kit.ts'
import { sightingsIn } from '../../src/archive/take-in.ts'
import { newRepository, packMail, pointOf } from '../../src/backup/backup.test-kit.ts'
import type { Repository } from '../../src/backup/repository.ts'
import { folderFiles, type FolderFiles } from '../../src/platform/folder-files.ts'
import { Crash } from '../support/crash.ts'
import { FileLife, type FileDeath } from '../support/file-life.ts'
import { howMany } from '../support/how-many.ts'
import { openScratch } from '../support/scratch.ts'

/** After all of it: what was received before February is due, but for what a hold on Chen keeps. */
const clock = clockAt('2026-03-20T00:00:00Z')
const RULES = { keepDays: () => 30, mailboxAddresses: () => [], hasMailboxes: () => true }
const open = (folder: string, files?: FolderFiles): Promise<TestArchive> => openTestArchive(folder, { clock, rules: RULES }, files)

const takePoint = (repository: Repository, subjects: readonly string[], takenAt: string) =>
  repository.writing(async (writer) => {
    const entries = []
    for (const subject of subjects) entries.push({ ...(await packMail(writer, { id: subject, text: mailText({ subject, from: FROM[subject] ?? 'anna@example.com', body: subject.repeat(200) }) })), receivedAt: '2026-01-05T00:00:00Z' })
    return writer.savePoint(pointOf(entries, { takenAt }))
  })

const FROM: Readonly<Record<string, string>> = { 'chen 1': 'chen@factory.example', 'erased': 'gone@example.com' }

/** What a story ends with: every message that must be there, once. */
const LEFT = ['chen 1', 'new', 'still here']

async function act({ archive }: TestArchive): Promise<void> {
  await archive.takeIn('anna')
  const [wanted] = await archive.naming('gone@example.com', SIGNAL)
  if (wanted !== undefined) await archive.erase([wanted.ref], SIGNAL)
  if ((await archive.holds()).length === 0) await archive.addHold({ name: 'claim', address: 'chen@factory.example', by: 'Dora', because: 'claim' })
  clock.at = '2026-06-01T00:00:00Z'
  await archive.prune({ ...SIGNAL, isDryRun: false })
}

async function proveAll({ archive, repository }: TestArchive, erased: string): Promise<void> {
  assert.equal(repository.has(erased), false, 'an erasure that was killed is finished')
  assert.equal((await archive.index(SIGNAL)).messages, LEFT.length)
  const { messages } = await archive.search({}, { ...SIGNAL, most: 100 })
  assert.deepEqual(messages.map(({ subject, copies }) => `${subject}${copies.join('')}`).sort(), LEFT)
  for (const message of messages) await (await archive.open(message)).dispose()
  const lists = await repository.keptLists()
  const lines = (await Promise.all(lists.map((list) => sightingsIn(list, repository)))).flat().map(({ blob, side, folder }) => `${blob} ${side} ${folder}`)
  assert.equal(new Set(lines).size, LEFT.length)
  assert.deepEqual((await repository.verify(SIGNAL)).damage, [])
  assert.equal((await archive.index({ ...SIGNAL, isRebuild: true })).added, LEFT.length)
}

/** @returns the name of the message that the story erases */
async function prepare(folder: string): Promise<string> {
  await (await newRepository(folder)).close()
  await using opened = await open(folder)
  await takePoint(opened.repository, ['chen 1', 'due 1', 'erased', 'due 2', 'still here'], '2026-03-01T00:00:00Z')
  await opened.archive.takeIn('anna')
  const [list = ''] = await opened.repository.keptLists()
  // As many lists as are then written into one.
  await opened.repository.writing(async (writer) => {
    for (const sighting of await opened.repository.readKept(list)) for (let n = 0; n < 6; n++) await writer.keepList('anna', [sighting])
    await writer.dropList(list)
  })
  await takePoint(opened.repository, ['still here', 'new'], '2026-03-02T00:00:00Z')
  return (await opened.archive.naming('gone@example.com', SIGNAL))[0]?.blob ?? assert.fail()
}

async function live(folder: string, death?: FileDeath): Promise<FileLife> {
  const life = new FileLife(death)
  clock.at = '2026-03-20T00:00:00Z'
  await using opened = await open(folder, life.files(folderFiles(folder)))
  await act(opened).catch((error: unknown) => {
    if (!(error instanceof Crash) && !life.isDead) throw error
  })
  return life
}

test('an archive that is killed at its effects on files goes on, loses nothing and holds nothing twice', async (t) => {
  using scratch = openScratch()
  const [prepared, copy] = [scratch.path('prepared'), scratch.path('copy')]
  const erased = await prepare(prepared)
  const inCopy = async (work: () => Promise<void>): Promise<void> => {
    cpSync(prepared, copy, { recursive: true })
    await work()
    rmSync(copy, { recursive: true })
  }
  let effects: readonly boolean[] = []
  await inCopy(async () => {
    ;({ effects } = await live(copy))
    await using opened = await open(copy)
    await proveAll(opened, erased)
  })
  const deaths = effects.flatMap((writes, at) => (writes ? (['before', 'within', 'after'] as const) : (['before', 'after'] as const)).map((when) => ({ atEffect: at + 1, when })))
  assert.ok(deaths.length >= 60, `${deaths.length} kills`)
  const [most, first] = [Math.min(howMany('ARCHIVE_KILLS', 24, Infinity), deaths.length), Number(process.env['SEED'] ?? 1)]
  const chosen = Array.from({ length: most }, (_, n) => deaths[(Math.floor((n * deaths.length) / most) + first) % deaths.length]).filter((death) => death !== undefined)
  for (const death of chosen) {
    await inCopy(async () => {
      assert.ok((await live(copy, death)).isDead, JSON.stringify(death))
      await live(copy)
      await using opened = await open(copy)
      await proveAll(opened, erased).catch((cause: unknown) => assert.fail(new Error(JSON.stringify(death), { cause })))
    })
  }
  t.diagnostic(`${chosen.length} kills of ${deaths.length}`)
})
