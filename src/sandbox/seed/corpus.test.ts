import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { mailAt, spamAssassin, type MailSource } from './corpus.ts'

const folder = mkdtempSync(join(tmpdir(), 'corpus-'))
after(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content, 'latin1')
  return path
}

async function texts(source: MailSource): Promise<string[]> {
  const all: string[] = []
  for await (const { mime } of source) all.push(mime.toString('latin1'))
  return all
}

test('the SpamAssassin corpus has 6,046 mails, the same ones each time, raw 8-bit text kept, without mbox lines and bare LF', async () => {
  const digest = createHash('sha256')
  let mails = 0
  let odd = 0
  let raw = 0
  for await (const { mime } of spamAssassin()) {
    mails++
    digest.update(mime)
    if (!Buffer.from(mime.toString('utf8')).equals(mime)) raw++
    if (/^From |(?<!\r)\n/.test(mime.toString('latin1'))) odd++
  }
  assert.deepEqual({ mails, odd, raw }, { mails: 6046, odd: 0, raw: 500 })
  assert.equal(digest.digest('hex').slice(0, 16), 'd1d001a60fcd0fd7')
})

test('only as many mails are read as were asked for', async () => {
  assert.equal((await texts(spamAssassin(3))).length, 3)
})

test('an mbox is split at its From lines and quoted ones lose a sign', async () => {
  const path = file('a.mbox', 'From a@b Thu Aug 22\nSubject: 1\n\n>From here\n>>From there\n\nFrom c@d Fri Aug 23\r\nSubject: 2\r\n\r\nx\xe9\r\n')
  assert.deepEqual(await texts(mailAt(path)), ['Subject: 1\r\n\r\nFrom here\r\n>From there\r\n', 'Subject: 2\r\n\r\nx\xe9\r\n'])
})

test('a Maildir is read with its subfolders and without tmp', async () => {
  file('maildir/cur/2:2,S', 'Subject: cur\n\n')
  file('maildir/new/1', 'Subject: new\n\n')
  file('maildir/tmp/0', 'Subject: tmp\n\n')
  file('maildir/.Sub/cur/3:2,', 'Subject: sub\n\n')
  assert.deepEqual(await texts(mailAt(join(folder, 'maildir'))), ['Subject: sub\r\n\r\n', 'Subject: cur\r\n\r\n', 'Subject: new\r\n\r\n'])
})

test('a folder of .eml files is read with the folders below it, in the order of their paths', async () => {
  file('eml/b.eml', 'Subject: b\n\n')
  file('eml/a/c.EML', 'Subject: c\n\n')
  file('eml/readme.txt', 'no mail')
  assert.deepEqual(await texts(mailAt(join(folder, 'eml'))), ['Subject: c\r\n\r\n', 'Subject: b\r\n\r\n'])
})

test('a path without mail is refused with what to give instead', async () => {
  await assert.rejects(texts(mailAt(join(folder, 'nothing'))), /Nothing is at .* Give an mbox file, a Maildir or a folder of \.eml files/)
  mkdirSync(join(folder, 'empty'))
  await assert.rejects(texts(mailAt(join(folder, 'empty'))), /No mail found/)
})
