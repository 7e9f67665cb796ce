import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Blobs } from '../../blobs.ts'
import { ContentWriter, readContent } from '../../mime/content.ts'
import { decodeWords, nameOf } from './decoding.ts'
import { editHeader } from './edit-header.ts'
import { parseMimeTree } from '../../mime/mime-tree.ts'

test('content that comes in pieces between others is read as one', (t) => {
  const blobs = new Blobs()
  t.after(() => blobs.close())
  const writer = new ContentWriter(blobs)
  const pieces = Array.from({ length: 4 }, (_, at) => Buffer.alloc(300 * 1024, at === 0 ? 'a: b\r\n\r\n' : String(at)))
  for (const piece of pieces) {
    writer.write(piece)
    blobs.put(Buffer.from('of somebody else'))
  }
  const content = writer.done()
  const whole = Buffer.concat(pieces)
  assert.equal(content.headerSize, 8)
  assert.equal(content.pieces.length, 2)
  assert.ok(readContent(blobs, content).equals(whole))
  assert.ok(readContent(blobs, content, 700_000, 300_000).equals(whole.subarray(700_000, 1_000_000)))
})

test('encoded words are decoded, even where a character is cut in two', () => {
  const [first, second] = [Buffer.from('你好').subarray(0, 4), Buffer.from('你好').subarray(4)].map((bytes) => bytes.toString('base64'))
  assert.equal(decodeWords(`=?utf-8?B?${first}?= =?utf-8?B?${second}?=`), '你好')
  assert.equal(decodeWords('a =?iso-8859-1?Q?caf=E9_x?= b'), 'a café x b')
  assert.equal(decodeWords('=?big5-hkscs?B?pKSk5Q==?='), '中文')
  assert.equal(decodeWords(Buffer.from('原文').toString('latin1')), '原文')
})

test('an attachment name is found in each of the ways to write it', () => {
  const header = (disposition: string): Buffer => Buffer.from(`Content-Disposition: attachment; ${disposition}\r\n\r\n`)
  const name = (disposition: string): string | undefined => nameOf(parseMimeTree(header(disposition)))
  assert.equal(name('filename="a \\"b\\".txt"'), 'a "b".txt')
  assert.equal(name("filename*=UTF-8''%E6%8A%A5.pdf"), '报.pdf')
  assert.equal(name('filename="=?UTF-8?B?5oql?=.pdf"'), '报.pdf')
  assert.equal(name('x=y'), undefined)
})

test('a header field is changed at its place and the rest stays', () => {
  const mail = Buffer.from('A: 1\r\nDate: old\r\n more\r\nB: 2\r\n\r\nbody: é', 'latin1')
  assert.equal(editHeader(mail, 'Date', 'new').toString('latin1'), 'A: 1\r\nDate: new\r\nB: 2\r\n\r\nbody: é')
  assert.equal(editHeader(mail, 'date', undefined).toString('latin1'), 'A: 1\r\nB: 2\r\n\r\nbody: é')
  assert.equal(editHeader(mail, 'C', '3').toString('latin1').slice(0, 12), 'C: 3\r\nA: 1\r\n')
})
