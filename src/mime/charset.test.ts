import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBytes } from './charset.ts'
import { inCharset } from './test/mail.ts'

const cases: readonly (readonly [charset: string | undefined, bytes: Buffer, text: string])[] = [
  ['big5-hkscs', inCharset('喺香港 㗎', 'big5hkscs'), '喺香港 㗎'],
  ['Big5', inCharset('喺香港 㗎', 'big5hkscs'), '喺香港 㗎'],
  ['GB2312', inCharset('镕', 'gbk'), '镕'],
  ['gb18030', Buffer.from('9539ee36', 'hex'), new TextDecoder('gb18030').decode(Buffer.from('9539ee36', 'hex'))],
  ['gb18030', Buffer.from('a6d9', 'hex'), '\uFE10'],
  ['iso-2022-jp', Buffer.from('\x1b$B4A;z\x1b(B ok', 'latin1'), '漢字 ok'],
  ['hz-gb-2312', Buffer.from('~{VPND~} ~~ ok'), '中文 ~ ok'],
  ['ks_c_5601-1987', inCharset('한글 뷁', 'cp949'), '한글 뷁'],
  ['utf-8', Buffer.from('\uFEFF郵件 📮'), '郵件 📮'],
  ['iso-8859-1', Buffer.from([0x93, 0xe9, 0x94]), '“é”'],
  [undefined, Buffer.from('郵件'), '郵件'],
  ['us-ascii', Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'café'],
  ['x-nobody-knows', Buffer.from([0x80, 0x20, 0xe9]), '€ é'],
  ['__proto__', Buffer.from([0xe9]), 'é'],
  ['base64', Buffer.from('YWJj'), 'YWJj'],
]

for (const [charset, bytes, text] of cases) {
  test(`bytes called ${charset ?? 'nothing'} are read as ${JSON.stringify(text)}`, () => {
    assert.equal(decodeBytes(bytes, charset), text)
  })
}
