import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { tarStream } from './tar-folder.ts'

const bytesOf = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => Buffer.concat(await Array.fromAsync(stream))

test('what is put into an archive comes out of the system’s own unpacker, with long Chinese names and files that were open together', async () => {
  using scratch = openScratch()
  const long = `dingtalk/${'供應商來信'.repeat(8)}/20260105T080000Z.eml`
  const archive = await bytesOf(
    tarStream(async (folder) => {
      const list = await folder.begin('contents.jsonl')
      await list.write(Buffer.from('one\n'))
      const mail = await folder.begin(long)
      await mail.write(Buffer.from('a'))
      await mail.write(Buffer.alloc(3_000_000, 'b'))
      await mail.abandon()
      await list.write(Buffer.from('two\n'))
      await list.end()
    }),
  )
  writeFileSync(scratch.path('a.tar'), archive)
  execFileSync('tar', ['-xf', scratch.path('a.tar'), '-C', scratch.path('.')])
  assert.equal(readFileSync(scratch.path('contents.jsonl'), 'utf8'), 'one\ntwo\n')
  assert.equal(readFileSync(scratch.path(long)).length, 3_000_001)
})

test('an archive that could not be finished ends with the reason, and one that nobody takes any more ends whoever makes it', async () => {
  await assert.rejects(bytesOf(tarStream(async () => Promise.reject(new Error('the disk is gone')))), /the disk is gone/)
  const ended = Promise.withResolvers<void>()
  const stream = tarStream(async (folder, signal) => {
    signal.addEventListener('abort', () => ended.resolve())
    await (await folder.begin('a')).write(Buffer.from('x'))
    await ended.promise
    signal.throwIfAborted()
  })
  stream.once('error', () => {})
  stream.destroy()
  await ended.promise
})
