import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mime, newMessage, observeAll, SIGNAL } from '../../src/connectors/imap/imap.test-kit.ts'
import { openImapMailbox } from '../../src/connectors/imap/imap-mailbox.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { missingPackages, startDovecot, type Dovecot } from '../support/dovecot.ts'

const missing = missingPackages(['dovecot'])

describe('an IMAP mailbox on a real Dovecot', { skip: missing.length > 0 && `needs the Debian packages ${missing.join(' ')}` }, () => {
  let dovecot: Dovecot
  before(async () => {
    dovecot = await startDovecot()
  })
  after(() => dovecot.close())

  const open = (user: string, asked: string[] = []) =>
    openImapMailbox({ host: '127.0.0.1', port: dovecot.port, tls: false, user, password: dovecot.password, clock: systemClock, settleMs: 0, onRequest: (kind) => void asked.push(kind) })

  test('new mail is heard of while the connection idles', { timeout: 60_000 }, async () => {
    const [watched, other] = [open('watched'), open('watched')]
    const stop = new AbortController()
    let told = (): void => {}
    const nextHint = (): Promise<void> => new Promise((resolve) => (told = resolve))
    let hint = nextHint()
    const over = watched.watch?.(() => told(), stop.signal) ?? assert.fail('cannot be watched')
    await hint
    const inbox = (await observeAll(other)).folder('INBOX')
    for (let n = 1; n <= 3; n++) {
      hint = nextHint()
      await other.create(await newMessage(inbox, mime(n), { token: `t${n}` }), SIGNAL)
      await hint
    }
    stop.abort()
    await over
    await Promise.all([watched.close(), other.close()])
  })

  test('one LIST tells the counts of all folders, and of a folder without changes nothing else is asked', async () => {
    const asked: string[] = []
    const mailbox = open('counted', asked)
    const inbox = (await observeAll(mailbox)).folder('INBOX')
    const made = await mailbox.create(await newMessage(inbox, mime(1)), SIGNAL)
    const { checkpoints, messages } = await observeAll(mailbox)
    assert.ok(messages.has(made.id))
    asked.length = 0
    for await (const _ of mailbox.observe(checkpoints, SIGNAL));
    assert.deepEqual(asked, ['LIST'])
    await mailbox.close()
  })
})
