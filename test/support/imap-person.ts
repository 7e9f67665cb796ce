import { ImapFlow } from 'imapflow'
import type { Dovecot } from './dovecot.ts'

/** A mail program that is signed in to one account. */
export async function connectTo({ port, password }: Pick<Dovecot, 'port' | 'password'>, user: string): Promise<ImapFlow> {
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth: { user, pass: password }, logger: false })
  await client.connect()
  return client
}
