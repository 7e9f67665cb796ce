import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import type { OriginMark } from '../domain/origin-mark.ts'
import { parseOriginMark } from '../domain/origin-mark.ts'
import type { Spool } from '../platform/spool.ts'
import { spool } from '../platform/spool.ts'
import { withOriginHeader, withoutOriginHeader } from './origin-header.ts'
import { parseMessage } from './parse-message.ts'
import { mailOf } from './test/mail.ts'

const mark: OriginMark = { pair: 'hk', side: 'left', id: 'a;b=c', token: 't', exact: 'x1:0', normal: 'n1:0', roleClass: 'received', route: 'exact' }
const mail = mailOf('Subject: one', 'To: a@example.com', '', 'body', 'X-Tongbu-Origin: not a header')

async function read(source: Spool): Promise<string> {
  const bytes = Buffer.concat(await Array.fromAsync(source.open() as AsyncIterable<Buffer>))
  assert.equal(bytes.length, source.size)
  assert.deepEqual(await source.bytes(), bytes)
  return bytes.toString()
}

test('a copy carries its mark as the first header line, and without it is the original to the byte', async () => {
  const copy = withOriginHeader(await spool(mail), mark)
  const text = await read(copy)
  assert.deepEqual(parseOriginMark(/^X-Tongbu-Origin: (.*)\r\n/.exec(text)?.[1]), mark)
  assert.ok(text.endsWith(mail.toString()))
  const back = await withoutOriginHeader(copy)
  assert.equal(await read(back), mail.toString())
  assert.equal((await parseMessage(back)).digests.exact, (await parseMessage(await spool(mail))).digests.exact)
})

test('a mark too long for one line is folded and still read', async () => {
  const long = { ...mark, id: 'i'.repeat(900) }
  const copy = withOriginHeader(await spool(mail), long)
  const folded = /^X-Tongbu-Origin: ((?:.*\r\n[ \t])*.*)\r\n/.exec(await read(copy))?.[1] ?? ''
  assert.deepEqual(parseOriginMark(folded.replace(/\r\n/g, '')), long)
  assert.equal(await read(await withoutOriginHeader(copy)), mail.toString())
})

test('a mark is removed wherever a server put it in the header, in any case, folded, and only one', async () => {
  const moved = mailOf('Received: x', ' y', 'x-tongbu-origin: v=1;', '\tpair=a', 'Subject: one', 'X-Tongbu-Origin: second', '', 'body')
  const expected = mailOf('Received: x', ' y', 'Subject: one', 'X-Tongbu-Origin: second', '', 'body')
  assert.equal(await read(await withoutOriginHeader(await spool(moved))), expected.toString())
})

test('a mark that is cut between chunks is removed', async () => {
  const text = mailOf('Subject: one', 'X-Tongbu-Origin: v=1', '', 'body').toString()
  for (let size = 1; size < text.length; size++) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g'))?.map((chunk) => Buffer.from(chunk)) ?? []
    const source: Spool = { ...(await spool(Buffer.from(text))), open: () => Readable.from(chunks) }
    assert.equal(await read(await withoutOriginHeader(source)), 'Subject: one\r\n\r\nbody\r\n')
  }
})

test('a message without a mark in its header stays the very same, also with LF only or without header', async () => {
  for (const text of [mail.toString(), 'Subject: x\n\nX-Tongbu-Origin: y\n', '\r\nX-Tongbu-Origin: y\r\n', '', 'Subject: x']) {
    const source = await spool(Buffer.from(text))
    assert.equal(await withoutOriginHeader(source), source)
  }
})

test('a mail that begins with a folded line keeps it, and its mark can be read and taken off', async () => {
  for (const mime of [' folded\r\nSubject: a\r\n\r\nbody', '\t\n \r\nSubject: a\n\nbody']) {
    const marked = withOriginHeader(await spool(Buffer.from(mime)), mark)
    const text = (await marked.bytes()).toString()
    assert.ok(text.includes('\nX-Tongbu-Origin: v=1'), text)
    assert.equal(text.length, marked.size)
    assert.equal((await (await withoutOriginHeader(marked)).bytes()).toString(), mime)
  }
})
