import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spool } from '../platform/spool.ts'
import { lookAt, type Concern } from './look-at-message.ts'
import { personOf, type Person } from './person.ts'

const WONG = personOf('wong@supplier.example') as Person

const concernOf = async (...lines: readonly string[]): Promise<Concern> => (await lookAt(await spool(Buffer.from(lines.join('\r\n'))), WONG)).concern

test('whoever stands in a header of writers or receivers is a party, however it is written', async () => {
  for (const header of ['From: =?utf-8?B?6buD?= <Wong@Supplier.EXAMPLE>', 'Sender: wong@supplier.example', 'To: a@b.example,\r\n "W, W" <wong@supplier.example>', 'Cc: team: a@b.example, wong@supplier.example;', 'Bcc: wong@supplier.example', 'Reply-To: <wong@supplier.example>', 'Resent-To: wong@supplier.example', 'Return-Path: <wong@supplier.example>', 'Delivered-To: wong@supplier.example']) {
    assert.equal(await concernOf(header, 'Subject: x', '', 'text'), 'party', header)
  }
})

test('who is only named in the text, an attachment or any other header is mentioned, also in base64', async () => {
  const base64 = Buffer.from('please write to WONG@supplier.example about it').toString('base64')
  assert.equal(await concernOf('From: a@b.example', '', 'ask wong@supplier.example'), 'mention')
  assert.equal(await concernOf('From: a@b.example', 'X-Forwarded: wong@supplier.example', '', 'text'), 'mention')
  assert.equal(await concernOf('From: a@b.example', 'Content-Type: text/plain', 'Content-Transfer-Encoding: base64', '', base64), 'mention')
  assert.equal(await concernOf('From: a@b.example', 'Content-Type: application/octet-stream; name=x', 'Content-Transfer-Encoding: base64', '', base64), 'mention')
})

test('another address that ends or begins alike is somebody else', async () => {
  assert.equal(await concernOf('From: wong@supplier.example.com', '', 'x'), 'mention', 'as bytes it is named: told rather than overlooked')
  assert.equal(await concernOf('From: wong@supplier.example2', 'To: b@supplier.example', '', 'x'), 'mention')
  assert.equal(await concernOf('From: wing@supplier.example', '', 'x'), 'none')
})

test('the Message-ID, the digest and everybody else are told', async () => {
  const look = await lookAt(await spool(Buffer.from('Message-ID: <a@b>\r\nFrom: wong@supplier.example\r\nTo: Anna@Trading.example, b@c.example\r\n\r\nx')), WONG)
  assert.deepEqual([look.messageId, look.others, look.digest?.slice(0, 3)], ['<a@b>', ['anna@trading.example', 'b@c.example'], 'x1:'])
})

test('what cannot be taken apart is looked at byte by byte', async () => {
  const broken = [...Array.from({ length: 5100 }, (_, at) => `--b\r\n\r\n${at}`), 'wong@supplier.example']
  assert.equal(await concernOf('From: a@b.example', 'Content-Type: multipart/mixed; boundary=b', '', ...broken), 'mention')
})
