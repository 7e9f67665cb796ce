import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Fault } from '../../src/sandbox/faults.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { testAtOnce } from '../support/test-at-once.ts'
import { assertInStep, AT, toldMail, wholeOf } from './told-mail.ts'

const COUNT = 16
const WRITES = '^outlook (POST message/move|PATCH message)$|^imap (UID )?(STORE|COPY|MOVE|EXPUNGE)$'

/** Messages with all marks in step; then on each side half are thrown away or filed by mistake, some with other marks, and that crosses. @returns the run */
async function mistaken(pair: SandboxPair): Promise<{ run: string; before: Record<'dingtalk' | 'outlook', object[]> }> {
  for (const cloud of ['dingtalk', 'outlook'] as const) await pair.people[cloud].ensureFolder(['供應商'])
  for (let n = 0; n < COUNT; n++) {
    const marks = { read: n % 2 === 0, flagged: n % 4 < 2, answered: n % 8 < 4 }
    await pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put(n % 3 === 0 ? ['供應商'] : 'inbox', toldMail(`m${n}`), marks, AT)
  }
  await pair.sync()
  const before = { dingtalk: wholeOf(pair, 'dingtalk'), outlook: wholeOf(pair, 'outlook') }
  for (const cloud of ['dingtalk', 'outlook'] as const) {
    for (const message of await pair.people[cloud].messages()) {
      const n = Number(/\d+/.exec(message.messageId)?.[0])
      if (n < COUNT / 2 !== (cloud === 'dingtalk')) continue
      if (n % 4 === 1) await pair.people[cloud].mark(message, { read: true, flagged: true })
      await pair.people[cloud].move(message, n % 4 === 3 ? 'junk' : 'trash')
    }
  }
  return { run: (await pair.sync()).run, before }
}

const PLANS: Readonly<Record<string, Fault>> = {
  'is done and its answer lost, every second time': { match: WRITES, effect: 'cut-after', probability: 0.5, seed: 3 },
  'is cut before it is done, every second time': { match: WRITES, effect: 'cut-before', probability: 0.5, seed: 4 },
  'is done and answered by an error, every second time': { match: WRITES, effect: 'error-after', status: 503, probability: 0.5, seed: 5 },
}

/** @returns how many requests the fault met */
function strike({ sandbox: { shared: { faults } } }: SandboxPair, fault: Fault): () => number {
  let hits = 0
  const next = faults.next.bind(faults)
  faults.set([fault])
  faults.next = (cloud, kind) => {
    const met = next(cloud, kind)
    if (met !== undefined) hits++
    return met
  }
  return () => hits
}

const tests = new Map<string, (t: TestContext) => Promise<void>>()

for (const copyKeepsSource of [false, true]) {
  for (const [what, fault] of Object.entries(PLANS)) {
    tests.set(`an undo in which each write ${what} is finished by asking again, and nothing is doubled (${copyKeepsSource ? 'COPY keeps the source' : 'COPY moves'})`, async (t) => {
      const pair = await openSandboxPair({ dingtalk: { copyKeepsSource } })
      try {
        const { run, before } = await mistaken(pair)
        const hits = strike(pair, fault)
        let asked = 0
        for (let isDone = false; !isDone; asked++) {
          assert.ok(asked < 30, 'never finished')
          const { planned, stoppedBy, listed } = await pair.undo(run)
          assert.deepEqual(listed, [])
          isDone = planned.length === 0 && stoppedBy === undefined
        }
        pair.sandbox.shared.faults.set([])
        t.diagnostic(`asked ${asked} times, ${hits()} faults`)
        assert.ok(hits() >= 3, `only ${hits()} faults`)
        await pair.sync()
        for (const cloud of ['dingtalk', 'outlook'] as const) assert.deepEqual(wholeOf(pair, cloud), before[cloud], cloud)
        await assertInStep(pair, COUNT)
      } finally {
        pair.sandbox.shared.faults.set([])
        await pair.close()
      }
    })
  }
}

testAtOnce('an undo while writes are cut or answered by errors', tests)
