import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, termsOf, wantedOf } from './words.ts'

test('width, case and how lines are broken do not count', () => {
  assert.equal(fold('ＴＡＸ　Ｎｏｔｉｃｅ'), 'tax notice')
  assert.equal(fold('ｶﾞｲﾄﾞ'), 'ガイド')
  assert.equal(fold('請於本月底前繳\r\n納 關稅'), '請於本月底前繳納關稅')
  assert.equal(fold('Über\u00adsee\u200b STRASSE\n\t12'), 'übersee strasse 12')
  assert.equal(fold('香港 office'), '香港 office', 'a blank between two scripts stays')
})

test('Chinese, Japanese, Korean and Thai are found by any part, other scripts by whole words', () => {
  assert.deepEqual([...termsOf(fold('繳納關稅'))].sort(), ['繳', '納', '關', '稅', '繳納', '納關', '關稅'].sort())
  assert.deepEqual([...termsOf(fold('INV-2024/0031: paid'))], ['inv', '2024', '0031', 'paid'])
  assert.ok(termsOf(fold('コーヒーを飲む')).has('ーヒ'))
  assert.ok(termsOf(fold('세금계산서')).has('계산'))
  assert.ok(termsOf(fold('ใบกำกับภาษี')).has('ภา'))
  assert.deepEqual([...termsOf(fold('paid關稅2024'))].sort(), ['2024', 'paid', '稅', '關', '關稅'].sort())
})

test('what has one term needs no look into the text, and what has several is a phrase', () => {
  assert.deepEqual(wantedOf(['Invoice', '關稅', '稅', ' ']), { terms: new Set(['invoice', '關稅', '稅']), phrases: [] })
  assert.deepEqual(wantedOf(['繳納關稅']), { terms: new Set(['繳納', '納關', '關稅']), phrases: ['繳納關稅'] })
  assert.deepEqual(wantedOf(['Anna@Example.com']).phrases, ['anna@example.com'])
})

test('whatever stands in a text, between blanks, is found by its terms', () => {
  const word = fc.constantFrom('invoice', '關稅', '稅', 'テスト', 'Ｔａｘ', 'a@b.c', '2024/1', 'é', '한국', '👍')
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), fc.array(word, { minLength: 1, maxLength: 3 }), fc.array(word, { maxLength: 4 }), (before, part, after) => {
      const text = fold([...before, part.join(' '), ...after].join(' '))
      const { terms, phrases } = wantedOf([part.join(' ')])
      const all = termsOf(text)
      for (const term of terms) assert.ok(all.has(term), term)
      for (const phrase of phrases) assert.ok(text.includes(phrase), phrase)
    }),
  )
})
