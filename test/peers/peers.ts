import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { ImapFlow } from 'imapflow'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { missingPackages, startDovecot, type Dovecot } from '../support/dovecot.ts'
import { howMany } from '../support/how-many.ts'
import { openImapPair } from '../support/imap-pair.ts'
import { connectTo } from '../support/imap-person.ts'
import { interimap, mbsync, type Peer, type PeerPair } from '../support/imap-peers.ts'
import { drawHistory, makeEdit, type History } from './history.ts'
import { readAccount } from './mailbox-state.ts'

const HISTORIES = howMany('PEER_HISTORIES', 200, 5000)
const FIRST = Number(process.env['PEER_FIRST'] ?? 1)

/** Makes two accounts equal, as far as it does such a thing, however many runs it takes. */
type Tool = (pair: PeerPair) => Promise<void>

const TOOLS: Readonly<Record<string, Tool>> = { tongbu: runTongbu, mbsync: twice(mbsync), interimap: twice(interimap) }

/** A folder that one side gained in the first run may take a second one to fill. */
function twice({ run }: Peer): Tool {
  return async (pair) => {
    await run(pair)
    await run(pair)
  }
}

/** Opened anew for every run, with what the database remembers. */
async function runTongbu({ port, password, left, right, state }: PeerPair): Promise<void> {
  const pair = await openImapPair({ port, password, left, right, database: `sqlite:${join(state, 'tongbu.db')}` })
  try {
    const report = await pair.sync({ untilQuiet: true })
    assert.deepEqual([report.stoppedBy, report.failed, report.quiet, report.holds], [undefined, 0, true, []], JSON.stringify(report))
    const again = await pair.sync()
    assert.deepEqual(again.done, { left: {}, right: {} }, 'a run after a quiet one does nothing')
  } finally {
    await pair.close()
  }
}

/** One history in the two accounts of one tool. @returns how they end, by side */
async function play(history: History, name: string, dovecot: Dovecot): Promise<Record<Side, string[]>> {
  const users = { left: `${name}-left`, right: `${name}-right` }
  const state = join(dovecot.folder, `state-${name}`)
  mkdirSync(state, { recursive: true })
  const people: Record<Side, ImapFlow> = { left: await connectTo(dovecot, users.left), right: await connectTo(dovecot, users.right) }
  try {
    const tool = TOOLS[name.split('-')[0] ?? '']
    const run = async (): Promise<void> => tool?.({ port: dovecot.port, password: dovecot.password, ...users, state })
    for (const round of history.rounds) {
      for (const edit of round) await makeEdit(people[edit.on], edit)
      for (const side of SIDES) await people[side].mailboxClose().catch(() => false)
      await run()
    }
    return { left: await readAccount(people.left), right: await readAccount(people.right) }
  } finally {
    await Promise.all(SIDES.map((side) => people[side].logout()))
  }
}

const missing = missingPackages(['dovecot', 'mbsync', 'interimap'])
if (missing.length > 0) {
  process.stderr.write(`Real peers are needed for this, and some are not here.\nNext: sudo apt-get install ${missing.join(' ')}\n`)
  process.exit(69)
}

/** See `drawHistory` for what is left out because the tools do it differently by design. */
describe(`${HISTORIES} histories over a real Dovecot: both accounts end as mbsync and interimap make theirs end`, { concurrency: 2 }, () => {
  let dovecot: Dovecot
  before(async () => {
    dovecot = await startDovecot()
  })
  after(() => dovecot.close())

  for (let seed = FIRST; seed < FIRST + HISTORIES; seed++) {
    test(`history ${seed}`, async () => {
      const history = drawHistory(seed)
      const ours = await play(history, `tongbu-${seed}`, dovecot)
      assert.deepEqual(ours.left, ours.right, `history ${seed}: our two accounts differ`)
      for (const peer of ['mbsync', 'interimap'].filter((name) => !history.notFor.includes(name))) {
        const theirs = await play(history, `${peer}-${seed}`, dovecot)
        for (const side of SIDES) assert.deepEqual(ours[side], theirs[side], `history ${seed}, ${side}: not as ${peer} has it`)
      }
    })
  }
})
