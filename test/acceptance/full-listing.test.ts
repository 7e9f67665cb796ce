import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NAME, openSandboxPair } from '../support/sandbox-pair.ts'

const MESSAGES = 5

test('a full listing reads every message of both sides again, once, and writes nothing where they are in step', async () => {
  const pair = await openSandboxPair()
  const marks = { read: true, flagged: false, answered: false }
  try {
    for (let n = 0; n < MESSAGES; n++) {
      await pair.people.outlook.put('inbox', Buffer.from(`Message-ID: <${n}@listing.test>\r\nSubject: ${n}\r\n\r\nHello.\r\n`), marks, new Date('2026-01-05T08:00:00Z'))
    }
    await pair.sync()
    await pair.sync()
    const app = await pair.app()
    const readBy = async (relist: boolean): Promise<number> => {
      let read = 0
      const report = await app.sync(NAME, { signal: new AbortController().signal, relist, onProgress: ({ phase, done }) => (read = phase === 'observing' ? done : read) })
      assert.equal(report.quiet, true)
      return read
    }
    pair.writes()
    const usual = await readBy(false)
    assert.equal(await readBy(true), usual + MESSAGES)
    assert.equal(await readBy(false), usual)
    assert.equal(pair.writes(), 0)
    assert.deepEqual(pair.sandbox.shared.ledger.outbound(), [])
  } finally {
    await pair.close()
  }
})
