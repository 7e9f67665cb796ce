import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { meetPeople, type People } from '../../src/sandbox/seed/people.ts'
import { openScratch } from '../support/scratch.ts'
import { AT, mime, SHELF, THREE, UNREAD } from './lost-answers.ts'
import { told } from './memory-kills.ts'
import { assertEqual } from './sandbox-kills.ts'
import { resume, runUntilKilled, type Kill } from './sandbox-story.ts'

const STEPS = '^imap UID (COPY|STORE|EXPUNGE)$'

/** All messages go to the shelf, or back. */
async function move(people: People, turn: number): Promise<void> {
  for (const message of await people.outlook.messages()) await people.outlook.move(message, turn % 2 === 1 ? SHELF : 'inbox')
}

/** From now on the first few steps are done and refused. */
const refuse = ({ shared }: Sandbox, times: number): void => shared.faults.set([{ match: STEPS, effect: 'error-after', times }])

test('moves by COPY and EXPUNGE, done and refused, and killed before and after each write, and again in what follows, leave one message each', async (t) => {
  using scratch = openScratch()
  const url = `sqlite:${scratch.path('moves.db')}`
  const sandbox = await startSandbox({ dingtalk: { copyKeepsSource: true } })
  const people = await meetPeople(sandbox.ready)
  try {
    await people.outlook.ensureFolder(SHELF)
    for (const n of THREE) await people.outlook.put('inbox', mime(`kept-${n}`), UNREAD, AT)
    await runUntilKilled(sandbox, url, undefined)
    await move(people, 1)
    refuse(sandbox, 4)
    const { writes } = await runUntilKilled(sandbox, url, undefined)
    assert.ok(writes >= 3 * THREE.length)
    let turn = 1
    let killed = 0
    for (const kill of Array.from({ length: writes }, (_, at) => (['before', 'after'] as const).map((when): Kill => ({ atWrite: at + 1, when }))).flat()) {
      await told(kill, async () => {
        await move(people, ++turn)
        for (const each of [kill, { atWrite: 1, when: kill.when }]) {
          refuse(sandbox, 4)
          if ((await runUntilKilled(sandbox, url, each)).wasKilled) killed++
        }
        refuse(sandbox, 4)
        assert.equal(await resume(sandbox, url), 0, 'one more run writes nothing')
        await assertEqual({ sandbox, messages: THREE.length, superseded: 0 })
        return true
      })
    }
    t.diagnostic(`${killed} kills`)
    assert.ok(killed >= writes)
    const ours = sandbox.shared.ledger.outbound().filter(({ client }) => client === sandbox.ready.accounts.outlook.clientId)
    assert.deepEqual(ours, [])
  } finally {
    sandbox.shared.faults.set([])
    await people.close()
    await sandbox.close()
  }
})
