import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../domain/item.ts'
import { digests, message } from './reconcile.test-kit.ts'
import { rematch, type Rematch } from './rematch.ts'

const was = (name: string, more: Partial<Item> = {}): Item => message('left', name, { internetMessageId: '<x>', presence: 'missing', ...more })
const is = (name: string, more: Partial<Item> = {}): Item => message('left', name, { internetMessageId: '<x>', ...more })
const pairs = ({ same }: Rematch): string[] => same.map((pair) => `${pair.was.id} is ${pair.is.id}`)

test('a message that vanished here and one that appeared there are one', () => {
  assert.deepEqual(pairs(rematch([was('1')], [is('2', { folder: 'left a' })])), ['1 is 2'])
})

test('another Message-ID, size or second is another message', () => {
  for (const other of [{ internetMessageId: '<y>' }, { size: 101 }, { receivedAt: '2026-01-05T08:00:01Z' }]) {
    assert.deepEqual(rematch([was('1')], [is('2', other)]), { same: [], wanted: [] })
  }
})

test('among several that look the same, content decides where it is known', () => {
  const missing = [was('1', { digests: digests('a') }), was('2', { digests: digests('b') })]
  const unread = rematch(missing, [is('3'), is('4')])
  assert.deepEqual([pairs(unread), unread.wanted], [[], ['left 3', 'left 4']])
  assert.deepEqual(pairs(rematch(missing, [is('3', { digests: digests('b') }), is('4', { digests: digests('a') })])), ['1 is 4', '2 is 3'])
})

test('content is not read where nothing was known of it, and then order decides', () => {
  const result = rematch([was('1'), was('2')], [is('3'), is('4')])
  assert.deepEqual([pairs(result), result.wanted], [['1 is 3', '2 is 4'], []])
})

test('of equal ones, those that stayed in their folder are told first', () => {
  const missing = [was('1', { folder: 'left a' }), was('2', { folder: 'left b' })]
  assert.deepEqual(pairs(rematch(missing, [is('3', { folder: 'left b' }), is('4', { folder: 'left a' })])), ['1 is 4', '2 is 3'])
})

test('when a whole folder is numbered anew, each message keeps its ref', () => {
  const numbers = Array.from({ length: 50 }, (_, n) => n)
  const missing = numbers.map((n) => was(`old ${n}`, { internetMessageId: `<${n}>` }))
  const result = rematch(missing, numbers.map((n) => is(`new ${n}`, { internetMessageId: `<${n}>` })).toReversed())
  assert.deepEqual(pairs(result).toSorted(), numbers.map((n) => `old ${n} is new ${n}`).toSorted())
})

test('more newcomers than missing ones leave newcomers over', () => {
  assert.equal(rematch([was('1')], [is('2'), is('3')]).same.length, 1)
})
