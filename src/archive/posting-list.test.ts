import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeList, encodeList, inAll } from './posting-list.ts'
import { rowSealer } from './sealed-rows.ts'

const list = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 200 }).map((numbers) => numbers.sort((a, b) => a - b))

test('a list reads back as it was written, and its size tells only roughly how long it is', () => {
  fc.assert(
    fc.property(list, (numbers) => {
      const bytes = encodeList(numbers)
      assert.deepEqual(decodeList(bytes), numbers)
      assert.ok(bytes.length >= 16 && Number.isInteger(Math.log2(bytes.length)))
    }),
  )
})

test('what is in all lists is what is in each of them', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 20 })).map((numbers) => numbers.sort((a, b) => a - b)), { minLength: 1, maxLength: 4 }), (lists) => {
      const expected = Array.from({ length: 20 }, (_, n) => n + 1).filter((number) => lists.every((each) => each.includes(number)))
      assert.deepEqual(inAll(lists), expected)
    }),
  )
})

test('a sealed row is opened at its place alone, with its key alone, and shows when it was changed', () => {
  const [sealer, other] = [rowSealer(() => 'a'.repeat(64)), rowSealer(() => 'b'.repeat(64))]
  const sealed = sealer.seal('term 1', Buffer.from('secret'))
  assert.equal(sealer.open('term 1', sealed).toString(), 'secret')
  assert.equal(sealed.includes('secret'), false)
  assert.throws(() => sealer.open('term 2', sealed))
  assert.throws(() => other.open('term 1', sealed))
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => sealer.open('term 1', changed), `byte ${at}`)
  }
  assert.deepEqual(sealer.seal('a', Buffer.from('b')).subarray(0, 12).equals(sealer.seal('a', Buffer.from('c')).subarray(0, 12)), false, 'no nonce for two contents')
})
