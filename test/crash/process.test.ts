import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { editMailboxes } from '../../src/sandbox/seed/edits.ts'
import { fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'

const KILLS = Number(process.env['PROCESS_KILLS'] ?? 20)
const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** World 3: the real process, ended by the kernel in mid-work; no code of ours gets to run. */
test(`kill -9 at ${KILLS} random moments of "tongbu sync", then one more run: equal, no duplicate`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-kill-'))
  const pair = await openSandboxPair()
  const random = generator(20260301)
  try {
    const config = join(folder, 'tongbu.yaml')
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${join(folder, 'tongbu.db')}` }))
    await fillMailboxes(pair.sandbox.ready, { source: spamAssassin(240), generated: false })

    let interrupted = 0
    for (let n = 0; n < KILLS; n++) {
      if (n === Math.floor(KILLS / 2)) {
        await finish(config)
        await editMailboxes(pair.sandbox.ready, { seed: 7, count: 80 })
      }
      if (await killed(config, 350 + random() * 650)) interrupted++
    }
    await finish(config)
    const verified = await runTongbu(['verify', '--config', config])
    assert.equal(verified.code, 0, verified.stdout + verified.stderr)
    const comparison = await pair.sandbox.compare()
    assert.equal(comparison.equalOutsideTrash, true, JSON.stringify(comparison.differences))
    assert.equal(comparison.counts.duplicate ?? 0, 0)
    pair.writes()
    await finish(config)
    assert.equal(pair.writes(), 0, 'one more run writes nothing')
    assert.deepEqual(pair.sandbox.shared.ledger.outbound().filter(({ client }) => client === pair.sandbox.ready.accounts.outlook.clientId), [])
    t.diagnostic(`${KILLS} kills, ${interrupted} of them in mid-work`)
    assert.ok(interrupted >= KILLS / 3, `only ${interrupted} runs were still at work when they were killed`)
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

async function finish(config: string): Promise<void> {
  const ended = await runTongbu(['sync', '--until-quiet', '--config', config])
  assert.equal(ended.code, 0, ended.stdout + ended.stderr)
}

/** @returns whether the process was still running when it was killed. */
async function killed(config: string, afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [MAIN, 'sync', '--until-quiet', '--config', config], { stdio: 'ignore' })
  const ended = new Promise<boolean>((resolve) => child.once('exit', (_code, signal) => resolve(signal === 'SIGKILL')))
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
  const wasKilled = await ended
  clearTimeout(timer)
  return wasKilled
}
