import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { generator } from '../../src/sandbox/faults.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { editMailboxes } from '../../src/sandbox/seed/edits.ts'
import { fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { live, mailboxesOf } from '../acceptance/told-mail.ts'
import { howMany } from '../support/how-many.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const KILLS = howMany('ROLLBACK_KILLS', 2, 200)
const MAILS = 30
const PROGRAM = join(import.meta.dirname, '../../bin/tongbu.js')

/** The real process, ended by the kernel while it writes to both clouds; no code of ours gets to run. */
test(`kill -9 at ${KILLS} random moments of "tongbu rollback", into mailboxes that were emptied or edited: each that ends brings back the point, nothing lost and nothing doubled`, async (t) => {
  using scratch = openScratch()
  const pair = await openSandboxPair()
  const random = generator(20260301)
  try {
    const config = scratch.path('tongbu.yaml')
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('tongbu.db')}`, backup: { folder: scratch.path('backup'), keyFile: scratch.path('key.txt') } }))
    await fillMailboxes(pair.sandbox.ready, { source: spamAssassin(MAILS), generated: false })
    const then = seen(pair)
    assert.equal(then.length, MAILS)
    const done = async (...args: string[]) => {
      const ended = await runTongbu([...args, '--config', config, '--json'])
      assert.equal(ended.code, 0, ended.stdout + ended.stderr)
      return JSON.parse(ended.stdout)
    }
    await done('backup', 'init')
    const point: string = (await done('backup', 'run')).pairs[0].point.id
    const rollback = ['rollback', '--to', point, '--everything', '--include-departed', '--no-point']

    let [kills, ends] = [0, 0]
    await spoil(pair, ends)
    while (kills < KILLS) {
      if (await killWhileWriting(pair, [...rollback, '--config', config], random() * 0.7 * MAILS)) kills++
      else {
        assert.deepEqual(seen(pair), then, `after ${kills} kills`)
        await spoil(pair, ++ends)
      }
    }
    const [{ planned, failed, compared }] = (await done(...rollback)).pairs
    assert.deepEqual([planned, failed, compared.differs, compared.unread], [[], 0, 0, 0])
    assert.deepEqual(seen(pair), then, 'as in the point')
    pair.writes()
    await done(...rollback)
    assert.equal(pair.writes(), 0, 'one more rollback writes nothing')
    assert.deepEqual(pair.sandbox.shared.ledger.outbound().filter(({ client }) => client === pair.sandbox.ready.accounts.outlook.clientId), [])
    t.diagnostic(`${kills} kills, ${ends} rollbacks that ended before they were killed`)
  } finally {
    await pair.close()
  }
})

/** What a person sees of the messages outside the trash. */
const seen = ({ sandbox }: SandboxPair): string[] =>
  Object.entries(mailboxesOf(sandbox))
    .flatMap(([cloud, messages]) => live(messages).map(({ internetMessageId, path, read, flag, answered, receivedAt }) => JSON.stringify([cloud, internetMessageId, path, read, flag, answered, receivedAt])))
    .sort()

/** Gives the next rollback something to do. */
async function spoil({ sandbox }: SandboxPair, seed: number): Promise<void> {
  if (seed % 3 !== 2) {
    sandbox.dingtalk.empty(sandbox.ready.accounts.dingtalk.address)
    sandbox.outlook.empty(sandbox.ready.accounts.outlook.address)
  } else await editMailboxes(sandbox.ready, { seed, count: 20, without: ['create-folder', 'rename-folder'] })
  sandbox.shared.clock.advance(660_000)
}

/** Ends the process after about so many writes. @returns whether it was still at work */
async function killWhileWriting(pair: SandboxPair, args: readonly string[], most: number): Promise<boolean> {
  pair.writes()
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (told += chunk.toString()))
  const ended = new Promise<boolean>((resolve, reject) => {
    child.once('close', (code, signal) => (code === 0 || signal === 'SIGKILL' ? resolve(signal === 'SIGKILL') : reject(new Error(`the rollback ended with ${code}:\n${told}`))))
  })
  for (let writes = 0; child.exitCode === null && writes <= most; writes += pair.writes()) await sleep(1)
  child.kill('SIGKILL')
  return ended
}
