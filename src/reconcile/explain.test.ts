import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { NO_MARKS } from '../domain/marks.ts'
import type { Operation, Reason } from '../domain/operation.ts'
import { explain, type Surroundings } from './explain.ts'
import { message, twoMailboxes } from './reconcile.test-kit.ts'

const surroundings: Surroundings = {
  folders: twoMailboxes(),
  names: { left: 'DingTalk', right: 'Outlook' },
  item: (ref) => (ref === 'known' ? message('left', 'known', { internetMessageId: '<secret@figures>', headline: 'figures' }) : undefined),
}
const secret = 'quarterly figures'

/** One operation of each kind that writes, and some that do not. */
const operations: readonly Operation[] = [
  { kind: 'create-folder', on: 'right', from: 'left a', name: 'Orders', reason: 'new-here' },
  { kind: 'change-folder', on: 'right', folder: 'right a', name: 'Orders', reason: 'changed-there' },
  { kind: 'delete-folder', on: 'right', folder: 'right a', reason: 'deleted-folder' },
  { kind: 'copy', on: 'right', item: secret, folder: 'right a', marks: NO_MARKS, reason: 'new-here' },
  { kind: 'copy', on: 'right', item: secret, marks: NO_MARKS, reason: 'new-here' },
  { kind: 'mark', on: 'right', item: secret, binding: secret, change: { read: true, flag: 'flagged' }, reason: 'changed-there' },
  { kind: 'move', on: 'right', item: secret, binding: secret, folder: 'right b', reason: 'moved-there' },
  { kind: 'trash', on: 'left', item: secret, binding: secret, folder: 'left trash', reason: 'trashed-there' },
  { kind: 'retire', on: 'left', item: secret, folder: 'left trash', reason: 'superseded-copy' },
  { kind: 'remove-draft', on: 'left', item: secret, binding: secret, reason: 'edited-draft' },
  { kind: 'bind', left: secret, right: secret, status: 'differs', reason: 'same-headline' },
  { kind: 'close', binding: secret, status: 'departed', reason: 'left-the-mailbox' },
]

test('a sentence says where, what is done, and why', () => {
  const sentences = operations.map((operation) => explain(operation, surroundings).sentence)
  assert.equal(sentences[5], 'Outlook: set read=true, flag=flagged on a message — changed on the other side')
  assert.equal(sentences[6], 'Outlook: move a message to "b" — moved on the other side')
  assert.equal(sentences[4], 'Outlook: copy a message into a folder that is still to be made — new on the other side')
  for (const sentence of sentences) assert.match(sentence, /^[A-Z].+ — [a-z].+$/)
})

test('a message that is known is told by when it was received and where it lies', () => {
  const { sentence } = explain({ kind: 'trash', on: 'left', item: 'known', binding: 'b', folder: 'left trash', reason: 'trashed-there' }, surroundings)
  assert.equal(sentence, 'DingTalk: move the message of 2026-01-05 08:00 in "inbox" to "trash" — moved to trash on the other side')
})

test('no sentence has an id in it', () => {
  for (const operation of operations) assert.ok(!explain(operation, surroundings).sentence.includes(secret), operation.kind)
})

test('what writes to a cloud has a heading of its own, and what does not is told apart', () => {
  const groups = new Map(operations.map((operation) => [operation.kind, explain(operation, surroundings).group]))
  assert.equal(groups.get('trash'), 'Messages to move to trash')
  assert.equal(groups.get('bind'), groups.get('close'))
  assert.equal(new Set([...groups].filter(([kind]) => kind !== 'close').map(([, group]) => group)).size, groups.size - 1)
})

test('every reason has its words', () => {
  const [, told = ''] = /export type Reason =([\s\S]*?)\n\n/.exec(readFileSync(join(import.meta.dirname, '../domain/operation.ts'), 'utf8')) ?? []
  const reasons = [...told.matchAll(/'([\w-]+)'/g)].map(([, reason]) => reason as Reason)
  assert.ok(reasons.length > 15)
  const words = reasons.map((reason) => explain({ kind: 'revive', binding: 'b', reason }, surroundings).sentence.split(' — ')[1])
  assert.deepEqual(words.filter((word) => word === undefined || word === 'undefined'), [])
  assert.equal(new Set(words).size, reasons.length)
})
