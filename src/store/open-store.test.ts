import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../platform/clock.ts'
import { openStore } from './open-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongbu-open-'))
after(() => rmSync(folder, { recursive: true }))

const open = (url: string, options: { exclusive?: boolean } = {}) => openStore(url, { clock: systemClock, ...options })

test('a second owner is refused, by whatever name it calls the file, until the first is done', async () => {
  const path = join(folder, 'owned.db')
  const first = await open(`sqlite:${path}`)
  symlinkSync(path, join(folder, 'link.db'))
  for (const name of [path, `//${path}`, join(folder, '..', folder.slice(tmpdir().length), 'owned.db'), join(folder, 'link.db')]) {
    await assert.rejects(open(`sqlite:${name}`), { code: 'STORE_LOCKED' })
  }
  await first.close()
  await (await open(`sqlite:${join(folder, 'link.db')}`)).close()
})

test('the database is for the eyes of its owner, and its folder is made when it is not there', async () => {
  const path = join(folder, 'made', 'here', 'a.db')
  const store = await open(`sqlite:${path}`)
  await store.pair('p').commit({ facts: { a: '1' } })
  for (const name of readdirSync(join(folder, 'made', 'here'))) assert.equal(statSync(join(folder, 'made', 'here', name)).mode & 0o077, 0, name)
  await store.close()
})

test('reading a database that does not exist finds nothing and makes nothing', async () => {
  const path = join(folder, 'absent', 'a.db')
  const store = await open(`sqlite:${path}`, { exclusive: false })
  assert.deepEqual(await store.pairs(), [])
  assert.deepEqual((await store.pair('p').counts()).items, { left: 0, right: 0 })
  await assert.rejects(store.pair('p').commit({ facts: { a: '1' } }), { code: 'BROKEN_INVARIANT' })
  await store.close()
  assert.ok(!existsSync(join(folder, 'absent')))
})

test('a file that is no database is refused, left as it is, and not locked afterwards', async () => {
  const path = join(folder, 'letter.txt')
  writeFileSync(path, 'Dear Sir or Madam, this is a letter and not a database. '.repeat(100))
  const before = statSync(path)
  for (const _ of [1, 2]) await assert.rejects(open(`sqlite:${path}`), { code: 'STORE_FAILURE', message: /not a database/ })
  assert.equal(statSync(path).size, before.size)
})

test('a path that cannot be is refused with what to do', async () => {
  writeFileSync(join(folder, 'plain'), '')
  await assert.rejects(open(`sqlite:${join(folder, 'plain', 'a.db')}`), { code: 'STORE_FAILURE', message: /folder/ })
})

test('any other URL is a mistake in the configuration', async () => {
  for (const url of ['', 'sqlite:', 'mysql://localhost/x', '/var/lib/a.db']) await assert.rejects(open(url), { code: 'BAD_CONFIG' })
})
