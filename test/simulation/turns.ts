import assert from 'node:assert/strict'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { edit, makeShelves, STORIES } from '../crash/sandbox-story.ts'
import { assertEqual } from '../crash/sandbox-kills.ts'
import { openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

/** Both simulated clouds and the application on virtual time, where people edit turn after turn. */
export interface Stage {
  readonly pair: SandboxPair
  readonly clock: VirtualClock
  /** People edit on both sides, the application runs as often as it asks for, and all is as if nothing had been in its way. `trouble` begins once people have done. */
  turn(trouble?: () => void): Promise<void>
  close(): Promise<void>
}

/** A run that cannot go on says when to come again. What goes wrong goes wrong for so many runs, and then it must soon be done. */
const TROUBLED_RUNS = 10
const MOST_RUNS = TROUBLED_RUNS + 4

export async function openStage(options: SandboxPairOptions, startsAt: number): Promise<Stage> {
  const told: { sandbox?: Sandbox } = {}
  const clock = new VirtualClock(startsAt, (ms) => told.sandbox?.shared.clock.advance(ms))
  const pair = await openSandboxPair({ ...options, clock, dingtalk: { idleTimeoutMs: 0, ...options.dingtalk } })
  told.sandbox = pair.sandbox
  await makeShelves(pair.people)
  let turns = 0
  let messages = 0
  let superseded = 0
  return {
    pair,
    clock,
    turn: async (trouble = () => {}) => {
      const edited = await edit(pair.people, STORIES, ++turns)
      messages += edited.messages
      superseded += edited.superseded
      trouble()
      await runToEnd(pair, clock)
      await assertEqual({ sandbox: pair.sandbox, messages, superseded })
      const { ledger, faults } = pair.sandbox.shared
      faults.set([])
      pair.writes()
      assert.equal((await pair.sync()).stoppedBy, undefined)
      assert.equal(pair.writes(), 0, 'one more run writes nothing')
      assert.deepEqual(ledger.outbound().filter(({ client }) => client === pair.sandbox.ready.accounts.outlook.clientId || client === 'tongbu'), [], 'nothing was sent')
    },
    close: () => pair.close(),
  }
}

async function runToEnd(pair: SandboxPair, clock: VirtualClock): Promise<void> {
  const codes = new Set<string>()
  for (let run = 1; run <= MOST_RUNS; run++) {
    if (run > TROUBLED_RUNS) pair.sandbox.shared.faults.set([])
    const report = await pair.sync()
    if (report.stoppedBy === undefined && report.quiet) return
    codes.add(report.stoppedBy?.code ?? 'not quiet')
    await clock.wait(report.stoppedBy?.retryAfterMs ?? 1000)
  }
  throw new Error(`after ${MOST_RUNS} runs it is not done: ${[...codes].join(', ')}`)
}
