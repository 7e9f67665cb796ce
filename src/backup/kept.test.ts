import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { newRepository, takeTestPoint } from './backup.test-kit.ts'
import type { Repository } from './repository.ts'

const { signal } = new AbortController()

/** Two messages, of which no restore point that is left has one; and the list that keeps both. */
async function keeping(repository: Repository) {
  const first = await takeTestPoint(repository, [{ id: 'a', text: 'one' }, { id: 'b', text: 'two' }], { takenAt: '2026-03-01T00:00:00Z' })
  const blobs: string[] = []
  for await (const { blob = '' } of repository.entries(first)) blobs.push(blob)
  const list = await repository.writing((writer) => writer.keepList('anna', blobs.map((blob, n) => ({ blob, note: n }))))
  await takeTestPoint(repository, [{ id: 'b', text: 'two' }], { takenAt: '2026-03-02T00:00:00Z' })
  await repository.prune({ drop: [first.id], signal })
  const [a = '', b = ''] = blobs
  return { a, b, list }
}

test('what a list keeps is not pruned with its restore points, and is once the list is dropped', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { a, b, list } = await keeping(repository)
  assert.deepEqual([await repository.keptLists(), await repository.keptLists('anna'), await repository.keptLists('bernd')], [[list], [list], []])
  assert.deepEqual(await repository.readKept(list), [{ blob: a, note: 0 }, { blob: b, note: 1 }])
  assert.equal((await (await repository.open(a)).bytes()).toString(), 'one')
  assert.deepEqual((await repository.verify({ signal })).damage, [])
  await repository.writing((writer) => writer.dropList(list))
  await repository.prune({ drop: [], signal })
  assert.deepEqual([repository.has(a), repository.has(b)], [true, true], 'a pack is not written anew for little')
  await repository.prune({ drop: [], isThorough: true, signal })
  assert.deepEqual([repository.has(a), repository.has(b)], [false, true])
  assert.equal((await repository.prune({ drop: [], isThorough: true, signal })).packsRewritten, 0)
  await repository.close()
})

test('an erased message is in no list, and a list that lacks it has a new name', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { a, b, list } = await keeping(repository)
  assert.equal((await repository.erase(new Set([a]), signal)).entries, 1)
  const lists = await repository.keptLists()
  assert.deepEqual([lists.length, lists.includes(list), await repository.readKept(lists[0] ?? '')], [1, false, [{ blob: b, note: 1 }]])
  await repository.erase(new Set([b]), signal)
  assert.deepEqual(await repository.keptLists(), [], 'an empty list is none')
  await repository.close()
})

test('a list that was changed is told by verify, and nothing is swept while it cannot be read; what it names and is gone is told too', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { a, list } = await keeping(repository)
  writeFileSync(scratch.path(list), 'changed')
  assert.deepEqual((await repository.verify({ signal })).damage.map(({ file }) => file), [list])
  await assert.rejects(repository.prune({ drop: [], signal }), { code: 'BACKUP_DAMAGED' })
  assert.ok(repository.has(a))
  await repository.writing(async (writer) => {
    await writer.dropList(list)
    await writer.keepList('anna', [{ blob: a }, { blob: '0'.repeat(64) }])
  })
  assert.match((await repository.verify({ signal })).damage.map(({ what }) => what).join(), /^1 of the 2 messages that are kept by it cannot be read/)
  await repository.close()
})

test('the secret name of a text tells nothing, and is another in another backup', async () => {
  using scratch = openScratch()
  const [one, other] = [await newRepository(scratch.path('one')), await newRepository(scratch.path('other'))]
  assert.match(one.secretName('anna'), /^[0-9a-f]{64}$/)
  assert.deepEqual([one.secretName('anna') === one.secretName('anna'), one.secretName('anna') === other.secretName('anna')], [true, false])
  await one.close()
  await other.close()
})
