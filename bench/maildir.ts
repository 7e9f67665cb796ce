import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectTo } from '../test/support/imap-person.ts'
import { unprivileged, type Dovecot } from '../test/support/dovecot.ts'

const LINE = 'The goods leave Ningbo on Friday and arrive two weeks later; papers follow by courier as agreed.\r\n'

/** A plain mail of 4 kB, with the headers that a mail has on its way. Equal numbers make equal bytes. */
export function plainMail(n: number): string {
  const head = [
    `Return-Path: <chen${n % 40}@factory.example>`,
    `Received: from mx.factory.example (mx.factory.example [192.0.2.1])\r\n\tby mail.trading.example (Postfix) with ESMTPS id ${n}\r\n\tfor <anna@trading.example>; Mon, 05 Jan 2026 08:00:00 +0000`,
    `Message-ID: <order-${n}@factory.example>`,
    `From: "Chen, Factory ${n % 40}" <chen${n % 40}@factory.example>`,
    'To: Anna <anna@trading.example>',
    `Subject: =?utf-8?B?${Buffer.from(`订单 ${n}`).toString('base64')}?=`,
    'Date: Mon, 05 Jan 2026 08:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '',
  ].join('\r\n')
  return head + LINE.repeat(Math.round((4096 - head.length) / LINE.length))
}

/**
 * Puts plain mails into an account's inbox as files, which is how they would lie there, and opens it once: what the server
 * has to do the first time is done before anything is measured. A third of them are unread.
 */
export async function fillAccount(dovecot: Dovecot, user: string, count: number): Promise<void> {
  const { uid, gid } = unprivileged()
  const own = (path: string): void => {
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
  }
  const root = join(dovecot.folder, 'mail', user)
  for (const name of ['', 'Maildir', 'Maildir/cur', 'Maildir/new', 'Maildir/tmp']) {
    mkdirSync(join(root, name), { recursive: true })
    own(join(root, name))
  }
  for (let n = 0; n < count; n++) {
    const path = join(root, 'Maildir/cur', `${1_700_000_000 + n}.M${n}P1.bench:2,${n % 3 === 0 ? '' : 'S'}`)
    writeFileSync(path, plainMail(n))
    own(path)
  }
  const client = await connectTo(dovecot, user)
  await client.mailboxOpen('INBOX')
  await client.fetchAll('1:*', { uid: true, flags: true, envelope: true, size: true, internalDate: true })
  await client.logout()
}
