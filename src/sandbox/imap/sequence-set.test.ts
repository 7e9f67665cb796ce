import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { ImapMessage } from './mailbox.ts'
import { parseSet, placesIn } from './sequence-set.ts'

const rest = { content: { pieces: [], size: 0, headerSize: 0 }, receivedAt: 0, flags: 0, modSeq: 1, gone: false }
const view = [3, 5, 9].map((uid): ImapMessage => ({ ...rest, uid }))
const uids = (set: string): number[] => placesIn(view, parseSet(set) ?? [], true).map((place) => view[place]?.uid ?? 0)

test('a set of UIDs names what is there, once each and in order', () => {
  assert.deepEqual(uids('9,1:5,4:5'), [3, 5, 9])
  assert.deepEqual(uids('*'), [9])
  assert.deepEqual(uids('6:4'), [5])
  assert.deepEqual(uids('10:20'), [])
})

test('a range up to the last message names it even when it begins later', () => {
  assert.deepEqual(uids('100:*'), [9])
})

test('sequence numbers count from one', () => {
  assert.deepEqual(placesIn(view, parseSet('2:*') ?? [], false), [1, 2])
  assert.deepEqual(placesIn([], parseSet('1:*') ?? [], false), [])
})

test('what is no set is told apart', () => {
  assert.deepEqual(['', '1,', 'a', '1:2:3'].map(parseSet), [undefined, undefined, undefined, undefined])
})
