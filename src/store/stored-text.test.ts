import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromStored, toStored } from './stored-text.ts'

const awkward = fc.array(fc.constantFrom('\0', '\u0001', '"', '\\', 'a', '\ud83d', '\ude00', '喺'), { maxLength: 6 }).map((parts) => parts.join(''))

test('any text comes back, and what is stored has neither NUL nor half a surrogate pair', () => {
  fc.assert(
    fc.property(awkward, (text) => {
      const stored = toStored(text)
      assert.equal(fromStored(stored), text)
      assert.ok(!stored.includes('\0') && stored.isWellFormed())
    }),
  )
})

test('different texts stay different', () => {
  fc.assert(fc.property(awkward, awkward, (a, b) => assert.equal(toStored(a) === toStored(b), a === b)))
})

test('ordinary text is stored as it is', () => {
  assert.equal(toStored('Inbox/項目 👩‍💻'), 'Inbox/項目 👩‍💻')
})
