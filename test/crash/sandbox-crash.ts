import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { prepare, runUntilKilled, type Kill } from './sandbox-story.ts'

/** World 2: the connectors and both simulated clouds over loopback, killed before and after every `stride`-th write. */
export function crashAtWrites(name: string, freshUrl: () => Promise<string>, stride: number): void {
  const withSandbox = async <Result>(work: (sandbox: Sandbox, url: string) => Promise<Result>): Promise<Result> => {
    const sandbox = await startSandbox()
    const people = await meetPeople(sandbox.ready)
    try {
      const url = await freshUrl()
      await prepare(people, () => runUntilKilled(sandbox, url, undefined))
      return await work(sandbox, url)
    } finally {
      await people.close()
      await sandbox.close()
    }
  }

  test(`${name}: killed at every ${stride === 1 ? '' : `${stride}th `}write to either cloud, resumed, and equal`, async (t) => {
    const total = await withSandbox((sandbox, url) => runUntilKilled(sandbox, url, undefined))
    assert.ok(total >= 15, `only ${total} writes`)
    let kills = 0
    for (let atWrite = 1; atWrite <= total; atWrite += stride) {
      for (const when of ['before', 'after'] as const) {
        await withSandbox((sandbox, url) => resumeAfter({ atWrite, when }, sandbox, url))
        kills++
      }
    }
    t.diagnostic(`${kills} kills`)
  })
}

async function resumeAfter(kill: Kill, sandbox: Sandbox, url: string): Promise<void> {
  const label = JSON.stringify(kill)
  await runUntilKilled(sandbox, url, kill)
  await runUntilKilled(sandbox, url, undefined)
  const comparison = await sandbox.compare()
  const differences = comparison.differences.map(({ kind, path, detail }) => `${kind} ${path}: ${detail}`)
  assert.deepEqual(differences, ['missing-left (trash): only on the right, a copy'], `${label}: only the superseded copy of the late twin lies in one trash`)
  assert.equal(comparison.messages, 18, `${label}: no duplicate, nothing lost`)
  assert.equal(await runUntilKilled(sandbox, url, undefined), 0, `${label}: one more run writes nothing`)
  const ours = sandbox.shared.ledger.outbound().filter(({ client }) => client === sandbox.ready.accounts.outlook.clientId)
  assert.deepEqual(ours, [], label)
}
