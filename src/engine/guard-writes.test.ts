import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryCloud } from '../connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../connectors/memory/memory-mailbox.ts'
import { guardWrites } from './guard-writes.ts'

const signal = new AbortController().signal

test('while writing is permitted everything is done as without the guard', async () => {
  const mailbox = guardWrites(openMemoryMailbox(new MemoryCloud('L'), { style: 'delta' }), async () => {})
  const made = await mailbox.createFolder('Orders', undefined, signal)
  const renamed = await mailbox.changeFolder(made.id, 'Invoices', undefined, signal)
  assert.equal(renamed.name, 'Invoices')
  assert.equal((await mailbox.check(signal)).length > 0, true)
})

test('once it is not, every method that writes is refused before it does anything, and reading goes on', async () => {
  const cloud = new MemoryCloud('L')
  const plain = openMemoryMailbox(cloud, { style: 'delta' })
  const mailbox = guardWrites(plain, () => Promise.reject(new Error('no longer ours')))
  const before = JSON.stringify([cloud.folders.size, cloud.messages.size])
  const message = { id: 'm', folderId: 'f', size: 1, receivedAt: '2026-01-31T08:00:00Z' }
  const writes = [
    () => mailbox.createFolder('Orders', undefined, signal),
    () => mailbox.changeFolder('f', 'Orders', undefined, signal),
    () => mailbox.deleteFolder('f', signal),
    () => mailbox.mark(message, { read: true }, signal),
    () => mailbox.move(message, 'g', signal),
    () => mailbox.strip?.(message, ['origin'], signal) ?? Promise.resolve(),
    () => mailbox.remove(message, signal),
  ]
  for (const write of writes) await assert.rejects(write, /no longer ours/)
  assert.equal(JSON.stringify([cloud.folders.size, cloud.messages.size]), before)
  const pages = mailbox.observe(new Map(), signal)
  assert.equal((await pages.next()).done, false)
})

test('what a mailbox cannot do the guarded one cannot do either', () => {
  const plain = openMemoryMailbox(new MemoryCloud('L'), { style: 'listing' })
  const mailbox = guardWrites(plain, async () => {})
  for (const name of ['lookUp', 'watch', 'push', 'resumeMove', 'finishCreated', 'room'] as const) assert.equal(mailbox[name] === undefined, plain[name] === undefined, name)
  assert.equal(mailbox.capabilities, plain.capabilities)
})
