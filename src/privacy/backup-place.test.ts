import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRepository, takeTestPoint } from '../backup/backup.test-kit.ts'
import { openScratch } from '../../test/support/scratch.ts'
import { backupPlace } from './backup-place.ts'

const { signal } = new AbortController()

test('every message of the backup is shown once with the places where it was read, and what is made from it is brought in step after an erasure', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  await takeTestPoint(repository, [{ id: '1', text: 'a' }, { id: '2', text: 'b' }, { id: '3', text: 'a', side: 'right' }])
  await takeTestPoint(repository, [{ id: '1', text: 'a' }, { id: '4', text: 'a' }], { pair: 'ben' })
  const steps: string[] = []
  const place = backupPlace(repository, async () => steps.push('in step'))
  const found = new Map<string, readonly string[]>()
  const keys: string[] = []
  for await (const { key, positions, content } of place.contents(signal)) {
    const text = (await content.bytes()).toString()
    if (text === 'a') keys.push(key)
    found.set(text, positions.map(({ pair, side, id }) => `${pair} ${side} ${id}`).sort())
  }
  assert.deepEqual(found, new Map([['a', ['anna left 1', 'anna right 3', 'ben left 1', 'ben left 4']], ['b', ['anna left 2']]]))
  assert.deepEqual(steps, [])
  assert.equal((await place.erase({ keys: new Set(keys), messageIds: new Set() }, signal))['messages'], 1)
  assert.deepEqual(steps, ['in step'])
  const rest: string[] = []
  for await (const { content } of place.contents(signal)) rest.push((await content.bytes()).toString())
  assert.deepEqual(rest, ['b'])
  const files = await Array.fromAsync(place.files(), ({ path }) => path)
  assert.ok(files.length > 4 && files.some((path) => path.includes('points/')))
  await repository.close()
})
