import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryCloud } from './memory-cloud.ts'
import { openMemoryMailbox } from './memory-mailbox.ts'

test('a watcher hears at once that it should look, then of every change, and of nothing once it has stopped', async () => {
  const cloud = new MemoryCloud('L')
  const stop = new AbortController()
  let hints = 0
  let seen = 0
  const inbox = cloud.folder('inbox').id
  const watching = openMemoryMailbox(cloud, { style: 'delta' }).watch?.(() => {
    hints++
    seen = cloud.messages.size
  }, stop.signal)
  assert.equal(hints, 1)
  const { id } = cloud.add('Subject: a\r\n\r\na', inbox)
  await Promise.resolve()
  assert.deepEqual({ hints, seen }, { hints: 2, seen: 1 })
  cloud.mark(id, { read: true })
  await Promise.resolve()
  assert.equal(hints, 3)
  stop.abort()
  await watching
  cloud.expunge(id)
  await Promise.resolve()
  assert.equal(hints, 3)
})
