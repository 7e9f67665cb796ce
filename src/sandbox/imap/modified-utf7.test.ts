import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { decodeUtf7, encodeUtf7 } from './modified-utf7.ts'

test('the names of the system folders are those seen on the wire', () => {
  const wire = ['&XfJT0ZAB-', '&g0l6Pw-', '&XfJSIJZkkK5O9g-', '&V4NXPpCuTvY-']
  assert.deepEqual(['已发送', '草稿', '已删除邮件', '垃圾邮件'].map(encodeUtf7), wire)
})

test('every name comes back', () => {
  const names = fc.string({ unit: fc.constantFrom('a', '&', '-', ' ', '項', '😀', 'é', ',', '/') })
  fc.assert(fc.property(names, (name) => decodeUtf7(encodeUtf7(name)) === name))
})

test('what is no modified UTF-7 is told apart', () => {
  assert.deepEqual(['a&b', 'é', '&?-'].map(decodeUtf7), [undefined, undefined, undefined])
})
