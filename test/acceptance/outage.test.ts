import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Fault } from '../../src/sandbox/faults.ts'
import type { SeenMessage } from '../../src/sandbox/seed/dingtalk-person.ts'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, assertQuiet, AT, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const DAY_MS = 86_400_000
const DAYS = 30
const OTHER = { dingtalk: 'outlook', outlook: 'dingtalk' } as const

/** A sign-in that fails for the time being, and connections that are cut: neither is a refusal of the credentials. */
const DOWN: Readonly<Record<Cloud, readonly Fault[]>> = {
  outlook: [{ match: '^(entra|outlook) ', effect: 'refuse', status: 403, code: 'ErrorAccessDenied', probability: 1 }],
  dingtalk: [{ match: '^imap ', effect: 'cut-before', probability: 1 }],
}

const withPair = async (work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-outage-'))
  const pair = await openSandboxPair({ database: `sqlite:${join(folder, 'tongbu.db')}`, dingtalk: { idleTimeoutMs: 0 } })
  try {
    const puts = Array.from({ length: 40 }, (_, n) => pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, AT))
    await Promise.all(puts)
    await pair.sync()
    await assertInStep(pair, 40)
    await work(pair)
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The message of this name as a person sees it. */
async function find({ people }: SandboxPair, cloud: Cloud, name: string): Promise<SeenMessage> {
  const found = (await people[cloud].messages()).find(({ messageId }) => `<${messageId}>` === messageIdOf(name))
  assert.ok(found, `${name} is on ${cloud}`)
  return found
}

/** Where a cloud holds the messages of these names; nothing where it does not. */
const rolesOf = ({ sandbox }: SandboxPair, cloud: Cloud, names: readonly string[]): (string | undefined)[] =>
  names.flatMap((name) => {
    const found = mailboxesOf(sandbox)[cloud].filter(({ internetMessageId }) => internetMessageId === messageIdOf(name))
    return found.length === 0 ? [undefined] : found.map(({ role }) => role ?? 'elsewhere')
  })

for (const unreachable of ['outlook', 'dingtalk'] as const) {
  const reachable = OTHER[unreachable]
  test(`AC-12: what is moved to trash on ${reachable} while ${unreachable} is unreachable for 30 days is in trash on both, or gone, and does not come back`, async () => {
    await withPair(async (pair) => {
      const { faults, clock } = pair.sandbox.shared
      const trashed = Array.from({ length: 8 }, (_, n) => `m${n}`)
      const emptied = trashed.slice(0, 3)
      for (let day = 1; day <= DAYS; day++) {
        clock.advance(DAY_MS)
        if (day === 2) for (const name of trashed) await pair.people[reachable].move(await find(pair, reachable, name), 'trash')
        if (day === 20) for (const name of emptied) await pair.people[reachable].purge(await find(pair, reachable, name))
        faults.set(DOWN[unreachable])
        assert.notEqual((await pair.sync()).stoppedBy, undefined, `day ${day}`)
        faults.set([])
      }
      assert.deepEqual(new Set(rolesOf(pair, unreachable, trashed)), new Set(['inbox']), 'nothing was done without seeing both sides')
      await pair.closeApp()
      for (let resync = 1; resync <= 3; resync++) {
        assert.equal((await pair.sync()).stoppedBy, undefined)
        assert.deepEqual(rolesOf(pair, reachable, trashed), trashed.map((name) => (emptied.includes(name) ? undefined : 'trash')), `${reachable}, resync ${resync}`)
        for (const role of rolesOf(pair, unreachable, trashed)) assert.ok(role === 'trash' || role === undefined, `${unreachable}, resync ${resync}: ${role}`)
      }
      assert.equal((await pair.sandbox.compare()).equalOutsideTrash, true)
      await assertQuiet(pair)
    })
  })

  test(`AC-12: what leaves ${reachable} without passing through its trash while ${unreachable} is unreachable stays on ${unreachable}, and is never put back`, async () => {
    await withPair(async (pair) => {
      const { faults, clock } = pair.sandbox.shared
      const left = Array.from({ length: 6 }, (_, n) => `m${n}`)
      faults.set(DOWN[unreachable])
      assert.notEqual((await pair.sync()).stoppedBy, undefined)
      faults.set([])
      for (const name of left) await pair.people[reachable].purge(await find(pair, reachable, name))
      clock.advance(DAYS * DAY_MS)
      const before = mailboxesOf(pair.sandbox)[unreachable].map(({ id, path, read, flag }) => [id, path, read, flag])
      await pair.closeApp()
      for (let resync = 1; resync <= 3; resync++) {
        const report = await pair.sync()
        assert.equal(report.stoppedBy, undefined)
        assert.equal(report.findings.find(({ kind }) => kind === 'departed')?.count, left.length, 'what left is listed')
        assert.deepEqual(new Set(rolesOf(pair, reachable, left)), new Set([undefined]), `resync ${resync}`)
        assert.deepEqual(mailboxesOf(pair.sandbox)[unreachable].map(({ id, path, read, flag }) => [id, path, read, flag]), before, `resync ${resync}`)
      }
      await assertQuiet(pair)
    })
  })
}
