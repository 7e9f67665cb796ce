import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freeBytes } from './disk.ts'
import { orDiskFull } from './spool.ts'

test('how much a disk still takes is told where the system knows it', async () => {
  assert.ok(((await freeBytes(tmpdir())) ?? 0) > 0)
  assert.equal(await freeBytes(join(tmpdir(), 'no such folder', 'nor this')), undefined)
})

test('a disk that is full, or somebody\'s share of it, is told as such; every other failure stays what it is', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) assert.equal(Reflect.get(orDiskFull(Object.assign(new Error('no'), { code })) as Error, 'code'), 'DISK_FULL')
  const other = Object.assign(new Error('no'), { code: 'EIO' })
  assert.equal(orDiskFull(other), other)
})
