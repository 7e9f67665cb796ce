import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeRawHeader, decodeWords } from './decode-words.ts'
import { inCharset } from './test/mail.ts'

test('encoded words of Hong Kong, the mainland and Japan are decoded', () => {
  assert.equal(decodeWords(`=?big5-hkscs?B?${inCharset('喺香港 㗎', 'big5hkscs').toString('base64')}?=`), '喺香港 㗎')
  assert.equal(decodeWords(`=?GB18030?b?${inCharset('镕基', 'gb18030').toString('base64')}?=`), '镕基')
  assert.equal(decodeWords('=?ISO-2022-JP?B?GyRCNEE7ehsoQg==?='), '漢字')
})

test('a character cut across two words is put together, and white space between words does not count', () => {
  const bytes = Buffer.from('中文')
  const words = [bytes.subarray(0, 4), bytes.subarray(4)].map((part) => `=?utf-8?B?${part.toString('base64')}?=`)
  assert.equal(decodeWords(`Re: ${words.join('\t ')} ok`), 'Re: 中文 ok')
})

test('words in Q encoding may hold blanks, a language and broken escapes', () => {
  assert.equal(decodeWords('=?utf-8*en?Q?a_b c=C3=A9 100=?='), 'a b cé 100=')
})

test('what only looks like an encoded word stays', () => {
  for (const text of ['=?utf-8?X?abc?=', '=?utf-8?Q?abc', 'a =? b ?= c']) assert.equal(decodeWords(text), text)
})

test('raw bytes in a header are UTF-8, else the charset of the message, else Windows-1252', () => {
  assert.equal(decodeRawHeader(Buffer.from('郵件').toString('latin1'), 'gbk'), '郵件')
  assert.equal(decodeRawHeader(inCharset('邮件', 'gbk').toString('latin1'), 'gb2312'), '邮件')
  assert.equal(decodeRawHeader('caf\xe9 \x80', undefined), 'café €')
})

test('words of a charset with escape sequences are decoded one by one', () => {
  const subject = '=?iso-2022-jp?B?GyRCJVUlISUkJUslcyUwGyhC?= =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?='
  assert.equal(decodeWords(subject), 'ファイニングテスト')
})
