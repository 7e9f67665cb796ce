import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { filesIn, newRepository, readTestPoint, takeTestPoint, type TestMail } from './backup.test-kit.ts'
import type { Point } from './point.ts'
import { pointsToDrop } from './retention.ts'

const { signal } = new AbortController()
const mails = (names: readonly string[]): TestMail[] => names.map((name) => ({ id: name, text: `${name} ${randomBytes(300).toString('hex')}` }))

test('pruning drops what only the dropped points need, and leaves every other as it was', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const [a, b, c] = [mails(['a', 'b', 'c', 'd', 'e', 'f']), mails(['g']), mails(['h'])]
  const first = await takeTestPoint(repository, [...a, ...b], { takenAt: '2026-03-01T00:00:00Z' })
  const second = await takeTestPoint(repository, [...b, ...c], { takenAt: '2026-03-02T00:00:00Z' })
  const expected = await readTestPoint(repository, second.id)
  const planned = await repository.prune({ drop: [first.id], isDryRun: true, signal })
  assert.deepEqual([planned.dropped.map(({ id }) => id), planned.bytesAfter, (await repository.points()).length], [[first.id], undefined, 2])
  assert.ok(planned.deadBytes > 3600)
  const pruned = await repository.prune({ drop: [first.id], signal })
  assert.ok((pruned.bytesAfter ?? Infinity) < pruned.bytesBefore)
  assert.equal(pruned.packsRewritten, planned.packsRewritten)
  assert.deepEqual(await readTestPoint(repository, second.id), expected)
  assert.deepEqual((await repository.verify({ signal })).damage, [])
  assert.equal((await repository.prune({ drop: [], signal })).deadBytes, 0, 'nothing is left to prune')
  await repository.close()
})

test('the last point of a pair and those that are pinned stay, whoever asks', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const pinned = await takeTestPoint(repository, mails(['a']), { takenAt: '2026-03-01T00:00:00Z', pinned: true })
  const last = await takeTestPoint(repository, mails(['b']), { takenAt: '2026-03-02T00:00:00Z' })
  const { dropped } = await repository.prune({ drop: [pinned.id, last.id], signal })
  assert.deepEqual(dropped, [])
  await repository.writing((writer) => writer.changePoint(pinned.id, { pinned: false }))
  assert.equal((await repository.prune({ drop: [pinned.id, last.id], signal })).dropped.length, 1)
  assert.deepEqual((await repository.points()).map(({ id }) => id), [last.id])
  await repository.close()
})

test('small packs of many days are joined', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const all: TestMail[] = []
  for (let day = 1; day <= 20; day++) {
    all.push(...mails([String(day)]))
    await takeTestPoint(repository, all, { takenAt: `2026-03-${String(day).padStart(2, '0')}T00:00:00Z` })
  }
  const packs = (): number => readdirSync(join(scratch.folder, 'packs')).filter((name) => name.startsWith('mail')).length
  assert.equal(packs(), 20)
  await repository.prune({ drop: [], signal })
  assert.equal(packs(), 1)
  assert.deepEqual((await repository.verify({ signal })).damage, [])
  await repository.close()
})

test('nothing is swept while a point that stays, or a list of it, cannot be read', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const first = await takeTestPoint(repository, mails(['a', 'b']), { takenAt: '2026-03-01T00:00:00Z' })
  const before = new Set(filesIn(scratch.folder))
  await takeTestPoint(repository, mails(['c']), { takenAt: '2026-03-02T00:00:00Z' })
  const needed = filesIn(scratch.folder).filter((path) => !before.has(path) && /points|list-/.test(path))
  assert.equal(needed.length, 2)
  const all = filesIn(scratch.folder)
  for (const path of needed) {
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, -1))
    await assert.rejects(repository.prune({ drop: [first.id], signal }), { code: 'BACKUP_DAMAGED' })
    assert.deepEqual(filesIn(scratch.folder), all)
    writeFileSync(path, whole)
  }
  assert.equal((await repository.prune({ drop: [first.id], signal })).dropped.length, 1)
  await repository.close()
})

test('an erased message is in no pack, list, point or index any more, and the proof says where it was', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const [anna, bernd] = [mails(['anna']), mails(['b', 'c', 'd'])]
  const first = await takeTestPoint(repository, [...anna, ...bernd], { takenAt: '2026-03-01T00:00:00Z' })
  const second = await takeTestPoint(repository, [...bernd, ...anna, ...mails(['e'])], { takenAt: '2026-03-02T00:00:00Z' })
  const other = await takeTestPoint(repository, mails(['f']), { pair: 'other' })
  const blobs = new Set<string>()
  for await (const { id, blob = '' } of repository.entries(first)) if (id === 'anna') blobs.add(blob)
  const before = await readTestPoint(repository, second.id)
  await repository.writing((writer) => writer.keepUnfinished('anna', [{ side: 'left', id: 'anna', folder: 'inbox', roleClass: 'received', receivedAt: '', marks: { read: false, flag: 'none', answered: false, forwarded: false, tags: [] }, listedSize: 1, blob: [...blobs][0] ?? '' }]))

  const proof = await repository.erase(blobs, signal)
  assert.deepEqual([...proof.points].sort(), [first.id, second.id].sort())
  assert.equal(proof.packsRemoved.length > 0 && !proof.points.includes(other.id), true)
  for (const id of blobs) assert.equal(repository.has(id), false)
  const { 'left inbox anna': _, ...rest } = before
  assert.deepEqual(await readTestPoint(repository, second.id), rest)
  assert.deepEqual([(await repository.point(first.id)).erased, (await repository.point(first.id)).sides.left.messages], [1, 3])
  assert.deepEqual((await repository.verify({ signal })).damage, [])
  assert.deepEqual(await repository.writing((writer) => writer.unfinished('anna')), [])
  const again = await repository.erase(blobs, signal)
  assert.deepEqual([again.entries, again.points, again.packsRemoved], [0, [], []])
  await repository.close()
  const index = readFileSync(scratch.path('index.sqlite'))
  for (const id of blobs) assert.equal(index.includes(Buffer.from(id, 'hex')), false, 'not in a free page either')
})

const at = (takenAt: string, about: Partial<Point> = {}): Point => ({ id: takenAt, pair: 'anna', takenAt, why: 'daily', pinned: false, sides: { left: { folders: [], messages: 0, bytes: 0, unreadable: 0, unavailable: [] }, right: { folders: [], messages: 0, bytes: 0, unreadable: 0, unavailable: [] } }, ...about })

test('of each day, week and month the last point is kept, so many of each', () => {
  const days = Array.from({ length: 120 }, (_, n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10))
  const points = days.flatMap((day) => [at(`${day}T01:00:00Z`), at(`${day}T20:00:00Z`)])
  const now = Date.parse('2026-05-02T00:00:00Z')
  const dropped = new Set(pointsToDrop(points, { daily: 7, weekly: 4, monthly: 3 }, now).map(({ id }) => id))
  const kept = points.map(({ id }) => id).filter((id) => !dropped.has(id))
  assert.deepEqual(kept, ['2026-02-28T20:00:00Z', '2026-03-31T20:00:00Z', '2026-04-12T20:00:00Z', '2026-04-19T20:00:00Z', '2026-04-24T20:00:00Z', '2026-04-25T20:00:00Z', '2026-04-26T20:00:00Z', '2026-04-27T20:00:00Z', '2026-04-28T20:00:00Z', '2026-04-29T20:00:00Z', '2026-04-30T20:00:00Z'])
})

test('whatever the numbers: the last, the pinned, the recent and what was taken before a decision stay', () => {
  const now = Date.parse('2026-05-01T00:00:00Z')
  const old = at('2026-01-01T00:00:00Z')
  const points = [old, at('2026-01-02T00:00:00Z', { pinned: true }), at('2026-04-20T00:00:00Z', { why: 'before-hold' }), at('2026-02-20T00:00:00Z', { why: 'before-hold' }), at('2026-04-30T10:00:00Z'), at('2026-04-30T11:00:00Z'), at('2027-01-01T00:00:00Z'), at('2026-01-01T00:00:00Z', { pair: 'bernd' })]
  const none = { daily: 0, weekly: 0, monthly: 0 }
  assert.deepEqual(pointsToDrop(points, none, now).map(({ id }) => id), ['2026-02-20T00:00:00Z', '2026-01-01T00:00:00Z'])
  assert.deepEqual(pointsToDrop([old], none, now), [])
})
