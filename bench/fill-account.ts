import { appendTogether } from '../src/connectors/imap/append-together.ts'
import type { Dovecot } from '../test/support/dovecot.ts'
import { connectTo } from '../test/support/imap-person.ts'
import { plainMail } from './plain-mail.ts'

const AT_ONCE = 200
const DAY_ONE = Date.UTC(2024, 0, 1)

/**
 * Puts plain mails into an account's inbox, and lists it once: what the server has to do the first time is done before anything
 * is measured. A third of them are unread.
 */
export async function fillAccount(dovecot: Dovecot, user: string, count: number): Promise<void> {
  const client = await connectTo(dovecot, user)
  for (let from = 0; from < count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => from + n)
    const messages = numbers.map((n) => ({ content: Buffer.from(plainMail(n)), flags: n % 3 === 0 ? [] : ['\\Seen'], receivedAt: new Date(DAY_ONE + n * 1000) }))
    await appendTogether(client, 'INBOX', messages)
  }
  await client.mailboxOpen('INBOX')
  await client.fetchAll('1:*', { uid: true, flags: true, envelope: true, size: true, internalDate: true })
  await client.logout()
}
