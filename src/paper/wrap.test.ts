import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrap } from './wrap.ts'

/** Chinese letters are as wide as they are high, others half as wide. */
const LETTERS = { width: (text: string): number => Array.from(text).reduce((sum, letter) => sum + (letter >= '\u2e80' ? 1 : 0.5), 0) }
const wrapped = (text: string, width: number): readonly string[] => wrap(text, width, 1, LETTERS)

test('lines end at spaces, after hyphens, between Chinese characters, and else where they must', () => {
  assert.deepEqual(wrapped('one two three', 4), ['one two', 'three'])
  assert.deepEqual(wrapped('verify-content', 5), ['verify-', 'content'])
  assert.deepEqual(wrapped('深圳廠嘅信箱', 4), ['深圳廠嘅', '信箱'])
  assert.deepEqual(wrapped('abcdefgh', 2), ['abcd', 'efgh'])
  assert.deepEqual(wrapped('email測試', 3), ['email', '測試'])
  assert.deepEqual(wrapped('', 3), [''])
})

test('no line begins with a mark that closes', () => {
  assert.deepEqual(wrapped('深圳，香港', 2), ['深', '圳，', '香港'])
})

test('nothing is lost but the spaces at the ends of lines', () => {
  const text = '喺 Shenzhen 嘅 factory，已由客戶 (Chan & Co.) 書面同意；reference 2026/11-A_7 😀 𨋢壞咗'
  for (let width = 1; width < 40; width++) {
    const lines = wrapped(text, width)
    assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
    for (const line of lines) assert.ok(LETTERS.width(line) <= width, `${width}: ${line}`)
  }
})
