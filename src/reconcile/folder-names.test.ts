import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NameRules } from '../domain/folder.ts'
import { siblingKey, trueName, writtenName } from './folder-names.ts'

const RULES: NameRules = { forbidden: /[/\\*%"]/, maxLength: 255, caseInsensitive: true }
const PERCENT_IS_FINE: NameRules = { ...RULES, forbidden: /[/]/ }
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'B', '%', '~', '2', 'F', '0', '/', ' ', '甲', 'é', 'e\u0301'), minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
)

test('a name comes back from the other side as it was', () => {
  for (const rules of [RULES, PERCENT_IS_FINE]) fc.assert(fc.property(name, (given) => assert.equal(trueName(writtenName(given, rules, []) ?? ''), given)), { numRuns: 2000, seed: 1 })
})

test('a name comes back from beside siblings that look the same', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), name, (others, given) => {
      const siblings: string[] = []
      for (const each of [...others, given, given.toUpperCase(), given]) {
        const written = writtenName(each, RULES, siblings)
        assert.ok(written !== undefined && !siblings.some((sibling) => siblingKey(sibling, RULES) === siblingKey(written, RULES)))
        assert.equal(trueName(written), each)
        siblings.push(written)
      }
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('what is written holds nothing that the side forbids, and no space at its ends', () => {
  fc.assert(
    fc.property(name, (given) => {
      const written = writtenName(given, PERCENT_IS_FINE, []) ?? ''
      assert.doesNotMatch(written, /\//)
      assert.equal(written, written.trim())
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('what the side can hold is written as it is', () => {
  for (const plain of ['Orders', '客户 2026', '50% off', 'a%zz']) assert.equal(writtenName(plain, PERCENT_IS_FINE, []), plain)
})

test('a later sibling that differs only in case is numbered, and read without its number', () => {
  assert.equal(writtenName('orders', RULES, ['Orders', 'ORDERS%~2']), 'orders%~3')
  assert.equal(trueName('orders%~3'), 'orders')
  assert.equal(writtenName('orders', { ...RULES, caseInsensitive: false }, ['Orders']), 'orders')
})

test('a name that is too long once it is written cannot be held', () => {
  assert.equal(writtenName('a'.repeat(250), RULES, []), 'a'.repeat(250))
  assert.equal(writtenName(`${'a'.repeat(253)}/`, RULES, []), undefined)
  assert.equal(writtenName('a'.repeat(255), RULES, ['A'.repeat(255)]), undefined)
})

test('bytes that are no text stay as they are', () => {
  assert.equal(trueName('100%FF'), '100%FF')
})
