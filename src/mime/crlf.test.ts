import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { crlfConverter } from './crlf.ts'

test('every bare LF becomes CRLF wherever the chunks are cut, and nothing else changes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('\r', '\n', 'a') })), (chunks) => {
      const convert = crlfConverter()
      const converted = chunks.map((chunk) => convert(Buffer.from(chunk)).toString()).join('')
      assert.equal(converted, chunks.join('').replace(/(?<!\r)\n/g, '\r\n'))
    }),
  )
})
