import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FOUND, FOUND_CODES, wordsOf } from './found.ts'
import { isGuid, maybeAccountPassword, tidy } from './looks-like.ts'
import { matchAddresses } from './match-addresses.ts'
import { pairNameFor } from './pair-name.ts'

test('addresses of two lists are paired by what is before the @, and only where there is no doubt', () => {
  const matched = matchAddresses({ left: 'anna.chan@d.example; ben@d.example\nchen@d.example, li@d.example li@e.example', right: '<annachan@o.example>\nBen@o.example,wong@o.example li@o.example "broken' })
  assert.deepEqual(matched.pairs, [{ left: 'anna.chan@d.example', right: 'annachan@o.example' }, { left: 'ben@d.example', right: 'Ben@o.example' }])
  assert.deepEqual([matched.left, matched.right, matched.wrong], [['chen@d.example', 'li@d.example', 'li@e.example'], ['wong@o.example', 'li@o.example'], ['broken']])
})

test('a pair is named after its address, as the configuration allows, and no two alike', () => {
  assert.equal(pairNameFor('Anna.Chan@o.example', new Set()), 'anna-chan')
  assert.equal(pairNameFor('anna@o.example', new Set(['anna', 'anna-2'])), 'anna-3')
  assert.equal(pairNameFor('陳大文@o.example', new Set()), 'pair')
  for (const address of [`${'x'.repeat(60)}@o.example`, '-_-@o.example', 'é+tag@o.example']) assert.match(pairNameFor(address, new Set(['x'.repeat(32)])), /^[a-z0-9][a-z0-9-]{0,31}$/)
})

test('what was pasted is tidied and looked at before anybody is asked', () => {
  assert.deepEqual(tidy(' \u200babc\r\n'), { text: 'abc', found: [{ code: 'typed-spaces' }] })
  assert.deepEqual(['abcd1234EFGH5678', 'abcd 1234 EFGH 5678', 'Winter2026!', 'passw0rd'].map(maybeAccountPassword), [false, false, true, true])
  assert.deepEqual([isGuid('0f1e2d3c-0000-4000-8000-000000000000'), isGuid('x8Q~abc')], [true, false])
})

test('whatever is in the way says where it is mended', () => {
  for (const code of FOUND_CODES) {
    assert.match(wordsOf({ code, about: 'this' }).what, /^[A-Z].*[.!?]$/, code)
    if (FOUND[code].weight === 'wrong') assert.ok(wordsOf({ code }).next, code)
  }
})
