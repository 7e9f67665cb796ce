import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../platform/clock.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { meetPeople } from '../../sandbox/seed/people.ts'
import { openImapMailbox } from './imap-mailbox.ts'

const MARKS = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')
const mail = (name: string): Buffer => Buffer.from(`Message-ID: <${name}@a.example>\r\nSubject: ${name}\r\n\r\ntext\r\n`)

test('a mark reaches a message that another session appended after ours had selected the folder', async () => {
  const sandbox = await startSandbox()
  const people = await meetPeople(sandbox.ready)
  const { imap, accounts } = sandbox.ready
  const mailbox = openImapMailbox({ ...imap, user: accounts.dingtalk.address, password: accounts.dingtalk.imapPassword, clock: systemClock, concurrency: 1 })
  const { signal } = new AbortController()
  try {
    await people.dingtalk.put('inbox', mail('first'), MARKS, AT)
    let first: { id: string; folderId: string } | undefined
    for await (const page of mailbox.observe(new Map(), signal)) first ??= page.messages?.[0]
    assert.ok(first !== undefined)
    await Promise.all([1, 2].map(() => mailbox.mark(first, { read: true }, signal)))
    await people.dingtalk.put('inbox', mail('second'), MARKS, AT)
    const second = { ...first, id: first.id.replace(/\d+$/, (uid) => String(Number(uid) + 1)) }

    const [one, two] = await Promise.all([mailbox.mark(second, { answered: true }, signal), mailbox.mark(second, { flag: 'flagged' }, signal)])
    assert.equal(one.marks.answered, true)
    assert.equal(two.marks.flag, 'flagged')
    const stored = sandbox.dingtalk.snapshot(accounts.dingtalk.address).messages.find(({ internetMessageId }) => internetMessageId?.includes('second'))
    assert.deepEqual([stored?.answered, stored?.flag], [true, 'flagged'])
  } finally {
    await mailbox.close()
    await people.close()
    await sandbox.close()
  }
})
