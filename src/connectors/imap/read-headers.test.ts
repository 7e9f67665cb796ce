import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { formatOriginMark, ORIGIN_HEADER } from '../../domain/origin-mark.ts'
import { readHeaders } from './read-headers.ts'

const block = (subject: Buffer | string, ...more: string[]) =>
  Buffer.concat([
    Buffer.from('Subject: '),
    typeof subject === 'string' ? Buffer.from(subject) : subject,
    Buffer.from(`\r\n${more.map((line) => `${line}\r\n`).join('')}\r\n`),
  ])

test('encoded words of several charsets are decoded', () => {
  const big5 = iconv.encode('關於', 'big5').toString('base64')
  const gb2312 = iconv.encode('会议', 'gb2312').toString('base64')
  const headers = readHeaders(block(`=?big5?B?${big5}?=\r\n =?gb2312?B?${gb2312}?=`, 'From: =?utf-8?q?Chan=2C_Anna?= <anna@a.example>'))
  assert.equal(headers.subject, '關於会议')
  assert.equal(headers.from, 'anna@a.example')
})

test('bare 8-bit subjects are decoded by their likely charset', () => {
  assert.equal(readHeaders(block(Buffer.from('關於會議'))).subject, '關於會議')
  assert.equal(readHeaders(block(iconv.encode('关于明天的会议', 'gb18030'))).subject, '关于明天的会议')
  assert.equal(readHeaders(block(iconv.encode('關於明天的會議與報告', 'big5'))).subject, '關於明天的會議與報告')
})

test('a bare 8-bit subject is decoded by the charset that the message names', () => {
  const subject = iconv.encode('關於明天', 'gb18030')
  assert.equal(readHeaders(block(subject, 'Content-Type: text/plain; charset="gb18030"')).subject, '關於明天')
})

test('a folded Message-ID, a date with a comment and an origin mark are read', () => {
  const origin = { pair: 'demo', side: 'left', id: 'AAMk', token: 't1', exact: 'e', normal: 'n', roleClass: 'received', route: 'exact' } as const
  const headers = readHeaders(block(
    'x',
    'Message-ID:\r\n <1@a.example>',
    'Date: Mon, 5 Jan 2026 10:00:00 +0800 (CST)',
    `${ORIGIN_HEADER}: ${formatOriginMark(origin).replace('; id', ';\r\n id')}`,
  ))
  assert.equal(headers.internetMessageId, '<1@a.example>')
  assert.equal(headers.sentAt, '2026-01-05T02:00:00Z')
  assert.deepEqual(headers.origin, origin)
})

test('a message without headers has none', () => {
  assert.deepEqual(readHeaders(Buffer.from('\r\n')), { subject: '', from: '' })
})

test('a date that cannot be read is none, whatever the day', () => {
  assert.equal(readHeaders(block('x', 'Date: yesterday')).sentAt, undefined)
})
