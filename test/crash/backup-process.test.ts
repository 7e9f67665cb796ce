import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { generator } from '../../src/sandbox/faults.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { howMany } from '../support/how-many.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const KILLS = howMany('BACKUP_KILLS', 4, 200)
const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** The real process, ended by the kernel while it writes; no code of ours gets to run. */
test(`kill -9 at ${KILLS} random moments of "tongbu backup run", then one more: whole, and as the mailboxes are`, async () => {
  using scratch = openScratch()
  const pair = await openSandboxPair()
  const random = generator(20260301)
  try {
    const [config, folder] = [scratch.path('tongbu.yaml'), scratch.path('backup')]
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('tongbu.db')}`, backup: { folder, keyFile: scratch.path('key.txt') } }))
    await fillMailboxes(pair.sandbox.ready, { source: spamAssassin(300), generated: false })
    const done = async (...args: string[]) => {
      const ended = await runTongbu(['backup', ...args, '--config', config, '--json'])
      assert.equal(ended.code, 0, ended.stdout + ended.stderr)
      return JSON.parse(ended.stdout)
    }
    await done('init')
    for (let n = 0; n < KILLS; n++) await killWhileWriting(config, folder, random() * 300)
    const { pairs } = await done('run')
    const [{ point, unreadable }] = pairs
    assert.deepEqual([point.sides.left.messages + point.sides.right.messages, unreadable], [300, []])
    const { damage, points } = await done('verify')
    assert.deepEqual(damage, [])
    assert.equal(points, readdirSync(join(folder, 'points'), { recursive: true }).filter((name) => String(name).endsWith('.age')).length)
    assert.deepEqual(readdirSync(join(folder, 'tmp')), [])
  } finally {
    await pair.close()
  }
})

/** Ends the process so long after it began to write a file. */
async function killWhileWriting(config: string, folder: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [MAIN, 'backup', 'run', '--config', config], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (child.exitCode === null && readdirSync(join(folder, 'tmp')).length === 0) await sleep(5)
  await sleep(afterMs)
  child.kill('SIGKILL')
  await ended
}
