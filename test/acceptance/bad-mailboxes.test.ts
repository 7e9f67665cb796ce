import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { MailboxState } from '../../src/sandbox/outlook/state.ts'
import { judgeFailure } from '../../src/service/judge-run.ts'
import type { ErrorCode } from '../../src/domain/error-codes.ts'
import { configText, NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { assertInStep, AT, mailboxesOf, messageIdOf, toldMail, UNREAD, wholeOf } from './told-mail.ts'

const COUNT = 10

/** A pair in step, and time that passes only where somebody waits. */
async function withPair(work: (pair: SandboxPair, database: string, clock: VirtualClock) => Promise<void>): Promise<void> {
  using scratch = openScratch()
  const database = `sqlite:${scratch.path('tongbu.db')}`
  const clock = new VirtualClock(Date.now())
  const pair = await openSandboxPair({ database, clock })
  try {
    for (let n = 0; n < COUNT; n++) await pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, AT)
    await pair.sync()
    await assertInStep(pair, COUNT)
    await work(pair, database, clock)
  } finally {
    await pair.close()
  }
}

const seen = async ({ people }: SandboxPair, cloud: 'dingtalk' | 'outlook', name: string) => {
  const found = (await people[cloud].messages()).find(({ messageId }) => `<${messageId}>` === messageIdOf(name))
  assert.ok(found)
  return found
}

/** What people do in the mailbox that can be reached: a new mail, a mark, one thrown away. */
async function changeDingtalk(pair: SandboxPair): Promise<void> {
  await pair.people.dingtalk.put('inbox', toldMail('meanwhile'), UNREAD, AT)
  await pair.people.dingtalk.mark(await seen(pair, 'dingtalk', 'm1'), { read: true })
  await pair.people.dingtalk.move(await seen(pair, 'dingtalk', 'm2'), 'trash')
}

/** How a mailbox is, the code of ours, what the operator reads, and how the service says that the pair stands. */
const STATES: readonly (readonly [state: MailboxState, code: ErrorCode, words: RegExp, stands: string])[] = [
  ['unlicensed', 'FORBIDDEN', /has no licence/, 'sign-in'],
  ['moving', 'REMOTE_FAILURE', /is being moved; it goes on by itself/, 'waiting'],
  ['stale', 'REMOTE_FAILURE', /was moved just now; it goes on by itself/, 'waiting'],
  ['disabled', 'FORBIDDEN', /is disabled; it goes on once an administrator enables it/, 'sign-in'],
]

for (const [state, code, words, stands] of STATES) {
  test(`an Outlook mailbox that is ${state}: nothing crosses, it is said why, and afterwards everything crosses once`, async () => {
    await withPair(async (pair) => {
      const { sandbox } = pair
      const { address } = sandbox.ready.accounts.outlook
      await changeDingtalk(pair)
      const before = wholeOf(pair, 'dingtalk')
      sandbox.outlook.setState(address, state)
      for (let day = 0; day < 3; day++) {
        const { stoppedBy } = await pair.sync()
        assert.equal(stoppedBy?.code, code)
        assert.match(stoppedBy?.message ?? '', words)
        const verdict = judgeFailure(code, stoppedBy?.message ?? '', day + 1)
        assert.equal(verdict.state, stands)
        assert.ok(verdict.nextMs !== undefined && verdict.nextMs <= 3_600_000, 'tried again by itself')
      }
      assert.equal((await (await pair.app()).status(NAME)).lastReport?.stoppedBy?.code, code)
      assert.deepEqual(wholeOf(pair, 'dingtalk'), before, 'the other mailbox is untouched')
      sandbox.outlook.setState(address, 'open')
      assert.equal((await pair.sync()).stoppedBy, undefined)
      await assertInStep(pair, COUNT + 1)
    })
  })
}

test('an Outlook mailbox that was renamed: nothing crosses, the option to mend is named, and with the new address nothing is copied again', async () => {
  await withPair(async (pair, database, clock) => {
    const { sandbox } = pair
    const { address } = sandbox.ready.accounts.outlook
    const renamed = 'anna.li@contoso-trading.example'
    await changeDingtalk(pair)
    const before = sandbox.dingtalk.snapshot(sandbox.ready.accounts.dingtalk.address)
    sandbox.outlook.rename(address, renamed)
    const { stoppedBy } = await pair.sync()
    assert.equal(stoppedBy?.code, 'BAD_CONFIG')
    assert.match(stoppedBy?.message ?? '', /if it was renamed, mend `address`/)
    assert.equal(judgeFailure('BAD_CONFIG', '', 1).state, 'stuck')
    assert.deepEqual(JSON.stringify(sandbox.dingtalk.snapshot(sandbox.ready.accounts.dingtalk.address)), JSON.stringify(before))
    await pair.closeApp()

    const config = loadConfig(configText(sandbox, { database }).replaceAll(address, renamed), {}, () => '')
    const app = await openApp(config, { clock, newId: randomId, http: systemHttp })
    try {
      const report = await app.sync(NAME, { signal: new AbortController().signal, untilQuiet: true })
      assert.equal(report.stoppedBy, undefined)
      assert.deepEqual(report.done, { left: {}, right: { copy: 1, mark: 1, trash: 1 } })
      assert.equal((await app.sync(NAME, { signal: new AbortController().signal, untilQuiet: true })).quiet, true)
    } finally {
      await app.close()
    }
    sandbox.outlook.rename(renamed, address)
    assert.equal(mailboxesOf(sandbox).outlook.length, COUNT + 1)
    await assertInStep(pair, COUNT + 1)
  })
})

for (const cloud of ['dingtalk', 'outlook'] as const) {
  test(`a ${cloud} mailbox that somebody empties for good: nothing goes to trash on the other side, what left is listed, and new mail goes on crossing`, async () => {
    await withPair(async (pair) => {
      const { sandbox, people } = pair
      const other = cloud === 'dingtalk' ? 'outlook' : 'dingtalk'
      const before = wholeOf(pair, other)
      sandbox[cloud].empty(sandbox.ready.accounts[cloud].address)
      for (let run = 0; run < 3; run++) {
        const report = await pair.sync()
        assert.equal(report.stoppedBy, undefined)
        assert.deepEqual([report.done, report.holds], [{ left: {}, right: {} }, []])
        assert.equal(report.findings.find(({ kind }) => kind === 'departed')?.count, COUNT)
      }
      assert.deepEqual(wholeOf(pair, other), before)
      await people[cloud].put('inbox', toldMail('afterwards'), UNREAD, AT)
      await people[other].put('inbox', toldMail('there'), UNREAD, AT)
      assert.equal((await pair.sync()).stoppedBy, undefined)
      assert.equal(mailboxesOf(sandbox)[other].length, COUNT + 2)
      assert.equal(mailboxesOf(sandbox)[cloud].length, 2, 'what left is not put back')
      assert.deepEqual(sandbox.shared.ledger.outbound(), [])
    })
  })
}
