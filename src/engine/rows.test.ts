import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEffect } from '../domain/effect.ts'
import type { Item } from '../domain/item.ts'
import { NO_MARKS, type Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import { detailOf } from './rows.ts'

const item = (folder: string, marks: Partial<Marks> = {}): Item => ({
  ref: 'i', side: 'right', id: 'x', folder, marks: { ...NO_MARKS, ...marks }, presence: 'present', roleClass: 'received', headline: '', receivedAt: '', size: 1,
})

const mark: Operation = { kind: 'mark', on: 'right', item: 'i', binding: 'b', change: { read: true, tags: ['a', 'b'] }, reason: 'changed-there' }
const trash: Operation = { kind: 'trash', on: 'right', item: 'i', binding: 'b', folder: 'trash', reason: 'trashed-there' }

const effectOf = (...given: Parameters<typeof detailOf>) => parseEffect(detailOf(...given).detail)

test('the detail of a write has what was written, as the cloud took it, and not what a person changed meanwhile', () => {
  const effect = effectOf(mark, item('inbox'), item('inbox', { read: true, flag: 'flagged', tags: ['a'] }))
  assert.deepEqual(effect, { was: { folder: 'inbox', gone: false, marks: NO_MARKS }, is: { folder: 'inbox', gone: false, marks: { ...NO_MARKS, read: true, tags: ['a'] } } })
  assert.deepEqual(effectOf(trash, item('inbox'), item('trash', { read: true }))?.is, { folder: 'trash', gone: false, marks: NO_MARKS })
})

test('of a write whose answer was lost the detail has what was meant', () => {
  assert.deepEqual(effectOf(mark, item('inbox'))?.is.marks, { ...NO_MARKS, read: true, tags: ['a', 'b'] })
  assert.equal(effectOf(trash, item('inbox'))?.is.folder, 'trash')
})

test('what cannot be taken back has no detail', () => {
  assert.deepEqual(detailOf({ kind: 'retire', on: 'right', item: 'i', folder: 'trash', reason: 'superseded-copy' }, item('inbox'), item('trash')), {})
  assert.deepEqual(detailOf(mark, undefined), {})
})
