import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectTo } from '../test/support/imap-person.ts'
import { unprivileged, type Dovecot } from '../test/support/dovecot.ts'
import { plainMail } from './plain-mail.ts'

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
