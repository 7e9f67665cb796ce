import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { DingtalkSwitches } from '../../src/sandbox/dingtalk/switches.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { testAtOnce } from '../support/test-at-once.ts'
import { assertInStep, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const COUNT = 16
const MOVES = '^outlook (POST message/move|PATCH message)$|^imap (UID )?(STORE|COPY|MOVE|EXPUNGE)$'
const SHELF = ['供應商']

const SERVERS: Readonly<Record<string, Partial<DingtalkSwitches>>> = {
  'COPY moves': {},
  'COPY keeps the source': { copyKeepsSource: true },
  'COPY keeps the source, and there is no UIDPLUS': { copyKeepsSource: true, advertiseUidplus: false },
  'there is MOVE': { advertiseMove: true },
}

/** All messages lie in both inboxes; half of them are then moved on each side, some to trash. @returns where each is to be */
async function movedOnBothSides(pair: SandboxPair): Promise<Map<string, string>> {
  for (const cloud of ['dingtalk', 'outlook'] as const) await pair.people[cloud].ensureFolder(SHELF)
  for (let n = 0; n < COUNT; n++) await pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, AT)
  await pair.sync()
  const places = new Map<string, string>()
  for (const cloud of ['dingtalk', 'outlook'] as const) {
    for (const message of await pair.people[cloud].messages()) {
      const n = Number(/\d+/.exec(message.messageId)?.[0])
      if (n % 4 < 3 !== (cloud === 'outlook')) continue
      await pair.people[cloud].move(message, n % 3 === 0 ? 'trash' : SHELF)
      places.set(`<${message.messageId}>`, n % 3 === 0 ? 'trash' : 'shelf')
    }
  }
  return places
}

/** Runs until one has nothing more to do. @returns how many it took */
async function syncUntilQuiet(pair: SandboxPair): Promise<number> {
  for (let run = 1; run <= 12; run++) if ((await pair.sync()).quiet) return run
  assert.fail('never quiet')
}

/** Each message is once in each mailbox, and where it was moved to. */
function assertPlaces(pair: SandboxPair, places: ReadonlyMap<string, string>): void {
  for (const [cloud, messages] of Object.entries(mailboxesOf(pair.sandbox))) {
    const found = messages.map(({ internetMessageId, role }) => `${internetMessageId} ${role === 'trash' ? 'trash' : 'shelf'}`)
    assert.deepEqual(found.sort(), [...places].map(([id, place]) => `${id} ${place}`).sort(), cloud)
  }
}

const tests = new Map<string, (t: TestContext) => Promise<void>>()

for (const [server, dingtalk] of Object.entries(SERVERS)) {
  tests.set(`moves of which every second step is done and answered by an error end with one message each, in the right folder (${server})`, async (t) => {
    for (const seed of [1, 2, 3, 4]) {
      const pair = await openSandboxPair({ dingtalk })
      const { faults } = pair.sandbox.shared
      try {
        const places = await movedOnBothSides(pair)
        faults.set([{ match: MOVES, effect: 'error-after', status: 503, probability: 0.5, seed }])
        const runs = await syncUntilQuiet(pair)
        faults.set([])
        t.diagnostic(`seed ${seed}: ${runs} runs`)
        assertPlaces(pair, places)
        await assertInStep(pair, COUNT)
      } finally {
        faults.set([])
        await pair.close()
      }
    }
  })
}

tests.set('where no original can be expunged its copy is made once and stays on its side, it is told, and all else goes on until it can', async () => {
  const pair = await openSandboxPair({ dingtalk: { copyKeepsSource: true } })
  const { faults } = pair.sandbox.shared
  try {
    const places = await movedOnBothSides(pair)
    const moved = [...places.keys()].filter((id) => Number(/\d+/.exec(id)?.[0]) % 4 < 3).length
    faults.set([{ match: '^imap UID EXPUNGE$', effect: 'refuse', times: Infinity }])
    for (let run = 0; run < 3; run++) {
      if (run === 1) await pair.people.dingtalk.put('inbox', toldMail('m16'), UNREAD, AT)
      const { quiet, stoppedBy, findings } = await pair.sync()
      assert.deepEqual([quiet, stoppedBy], [false, undefined])
      assert.equal(findings.find(({ kind }) => kind === 'set-aside')?.count, moved)
    }
    const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
    assert.deepEqual([dingtalk.length, outlook.length], [COUNT + 1 + moved, COUNT + 1])
    faults.set([])
    await syncUntilQuiet(pair)
    await assertInStep(pair, COUNT + 1)
    assert.deepEqual((await pair.sync()).findings.filter(({ kind }) => kind === 'set-aside'), [])
  } finally {
    faults.set([])
    await pair.close()
  }
})

testAtOnce('moves while writes are answered by errors', tests)
