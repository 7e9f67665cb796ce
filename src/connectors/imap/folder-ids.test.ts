import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompareSample, KnownFolder } from './folder-ids.ts'
import { matchFolders } from './folder-ids.ts'

const folder = (path: string, uidValidity = '1') => ({ path, uidValidity, delimiter: '/' })
const never: CompareSample = async () => ({ sampled: 10, found: 0, others: 0 })
const match = async (
  known: ReadonlyMap<string, KnownFolder>, paths: readonly ReturnType<typeof folder>[], compare = never, replaced: string[] = [],
) =>
  await matchFolders({ known, replaced: new Set(replaced) }, paths, compare)
const first = await match(new Map(), [folder('INBOX', '2'), folder('A'), folder('A/x')])
const known = new Map([...first].map(([path, id]) => [id, { path, uidValidity: path === 'INBOX' ? '2' : '1' }]))

test('ids come out the same when everything was forgotten', async () => {
  assert.deepEqual(await match(new Map(), [folder('INBOX', '2'), folder('A'), folder('A/x')]), first)
})

test('a folder keeps its id when its UIDVALIDITY changes', async () => {
  const ids = await match(known, [folder('INBOX', '9'), folder('A'), folder('A/x')])
  assert.equal(ids.get('INBOX'), first.get('INBOX'))
})

test('a renamed folder keeps its id, and its subfolders follow', async () => {
  const asked: string[] = []
  const compare = async (id: string, path: string) => {
    asked.push(path)
    return { sampled: 10, found: path === 'B' && id === first.get('A') ? 9 : 0, others: 0 }
  }
  const ids = await match(new Map([...known].filter(([, { path }]) => path !== 'A/x')), [folder('INBOX', '2'), folder('B')], compare)
  assert.equal(ids.get('B'), first.get('A'))
  const withChild = async (id: string, path: string) => (path === 'B/x' ? { sampled: 10, found: 10, others: 0 } : { sampled: 0, found: 0, others: 0 })
  const moved = await match(known, [folder('INBOX', '2'), folder('B'), folder('B/x')], withChild)
  assert.equal(moved.get('B'), first.get('A'))
  assert.equal(moved.get('B/x'), first.get('A/x'))
})

test('equal UIDVALIDITY alone is no rename', async () => {
  const ids = await match(known, [folder('INBOX', '2'), folder('B')])
  assert.ok(![...first.values()].includes(ids.get('B') ?? ''))
})

test('an empty folder that vanished is not taken for a new one', async () => {
  const ids = await match(known, [folder('INBOX', '2'), folder('B')], async () => ({ sampled: 0, found: 0, others: 0 }))
  assert.ok(![...first.values()].includes(ids.get('B') ?? ''))
})

test('fewer than nine tenths of the sample is no rename', async () => {
  const ids = await match(known, [folder('INBOX', '2'), folder('B')], async () => ({ sampled: 20, found: 17, others: 0 }))
  assert.ok(![...first.values()].includes(ids.get('B') ?? ''))
})

test('where no other folder has its UIDVALIDITY, half of the sample is a rename, unless other messages have the UIDs', async () => {
  const own = new Map([...known].map(([id, at]) => [id, at.path === 'A' ? { ...at, uidValidity: '7' } : at]))
  const listed = [folder('INBOX', '2'), folder('B', '7'), folder('A/x')]
  assert.equal((await match(own, listed, async () => ({ sampled: 10, found: 5, others: 0 }))).get('B'), first.get('A'))
  for (const counts of [{ sampled: 10, found: 5, others: 1 }, { sampled: 10, found: 4, others: 0 }]) assert.notEqual((await match(own, listed, async () => counts)).get('B'), first.get('A'))
})

test('a new folder of the name of a renamed one gets an id of its own', async () => {
  const renamed = new Map([...known].map(([id, at]) => [id, at.path === 'A' ? { ...at, path: 'B' } : at]))
  const ids = await match(renamed, [folder('INBOX', '2'), folder('A'), folder('B'), folder('A/x')])
  assert.equal(ids.get('B'), first.get('A'))
  assert.notEqual(ids.get('A'), first.get('A'))
})

test('a folder that another one replaced loses its id', async () => {
  const ids = await match(known, [folder('INBOX', '2'), folder('A'), folder('A/x')], never, ['A'])
  assert.notEqual(ids.get('A'), first.get('A'))
  assert.equal(ids.get('A/x'), first.get('A/x'))
})
