import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ImapFlow } from 'imapflow'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import type { Fault } from '../../src/sandbox/faults.ts'
import { graphClient, type GraphClient } from '../../src/sandbox/seed/graph-client.ts'
import type { SeedMarks } from '../../src/sandbox/seed/places.ts'
import { openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'

const EFFECTS = ['cut-after', 'error-after', 'cut-before'] as const
/** When all mail was received. */
export const AT = new Date('2026-01-05T08:00:00Z')
export const UNREAD: SeedMarks = { read: false, flagged: false, answered: false }
/** A folder on both sides. */
export const SHELF = ['shelf']

/** People at work between two runs. Whatever they do is done three times, so that there are a first, a middle and a last write. */
export interface Desk {
  readonly pair: SandboxPair
  readonly imap: ImapFlow
  readonly graph: GraphClient
  /** Rises with every episode. */
  readonly turn: number
  /** Lets so much time pass that a draft counts as left alone. */
  readonly rest: () => void
}

/** A kind of write, and what people do so that a run makes at least two of it. */
export interface WriteKind {
  readonly name: string
  /** As the simulated clouds call it. */
  readonly match: string
  readonly options?: SandboxPairOptions
  /** Done and synced before. */
  readonly before?: (desk: Desk) => Promise<void>
  /** @returns how many messages there are more of. */
  readonly edit: (desk: Desk) => Promise<number>
  /** Messages of several megabytes: the mailboxes are compared once, at the end. */
  readonly large?: true
}

export const THREE = [1, 2, 3]

/**
 * Makes an undisturbed run to see how many writes of this kind it makes, then one for each way to lose the first, a middle and the last answer:
 * each must end equal, without duplicates, and with nothing left to do.
 */
export function tryLostAnswers(kind: WriteKind): void {
  test(`${kind.name}: done or not, and the answer is lost, at the first, a middle and the last one`, async (t) => {
    const room = await openRoom(kind.options)
    try {
      const { writes } = await episode(room, kind, undefined)
      assert.ok(writes >= 2, `only ${writes} writes of this kind`)
      for (const effect of EFFECTS) {
        for (const skip of new Set([0, Math.floor((writes - 1) / 2), writes - 1])) {
          const label = `${effect}, ${skip + 1} of ${writes}`
          const { hits } = await episode(room, kind, { match: kind.match, effect, skip, status: 503 }).catch((error: unknown) => {
            throw new Error(`${label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
          })
          assert.equal(hits, 1, `${label}: was hit`)
        }
      }
      await assertEqual(room, 'at the end')
      t.diagnostic(`${writes} writes in the undisturbed run`)
    } finally {
      await room.close()
    }
  })
}

interface Room {
  readonly desk: Omit<Desk, 'turn'>
  turn: number
  /** Messages that each side should hold. */
  messages: number
  close(): Promise<void>
}

async function openRoom(options: SandboxPairOptions = {}): Promise<Room> {
  const clock = impatient()
  const pair = await openSandboxPair({ ...options, clock })
  const { ready } = pair.sandbox
  const graph = await graphClient(ready)
  const auth = { user: ready.accounts.dingtalk.address, pass: ready.accounts.dingtalkSeed.imapPassword }
  const imap = new ImapFlow({ host: ready.imap.host, port: ready.imap.port, secure: false, doSTARTTLS: false, auth, logger: false, disableAutoIdle: true })
  await imap.connect()
  const { dingtalk, outlook } = pair.people
  for (const person of [dingtalk, outlook]) await person.ensureFolder(SHELF)
  for (const n of THREE) for (const person of [dingtalk, outlook]) await person.put('inbox', mime(`old-${n}-${person === dingtalk ? 'd' : 'o'}`), UNREAD, AT)
  await pair.sync()
  const close = async (): Promise<void> => {
    await imap.logout()
    await pair.close()
  }
  return { desk: { pair, imap, graph, rest: () => void clock.wait(180_000) }, turn: 0, messages: 6, close }
}

/** The system's clock, on which waiting takes no time. */
function impatient(): Clock {
  let ahead = 0
  return {
    now: () => systemClock.now() + ahead,
    wait: async (ms) => {
      ahead += ms
    },
  }
}

/** Edits, and runs under the fault until one says that all is done; then everything must be as if nothing had happened. */
async function episode(room: Room, kind: WriteKind, fault: Fault | undefined): Promise<{ writes: number; hits: number }> {
  const desk = { ...room.desk, turn: ++room.turn }
  const { pair } = desk
  const { faults, ledger, clock } = pair.sandbox.shared
  if (kind.before !== undefined) {
    await kind.before(desk)
    await pair.sync()
    if (room.turn === 1) room.messages = messagesOf(pair)[0]
  }
  room.messages += await kind.edit(desk)
  clock.advance(2000)
  ledger.clear()
  const watch = countHits(pair)
  faults.set(fault === undefined ? [] : [fault])
  let report = await pair.sync()
  for (let more = 0; more < 2 && (report.stoppedBy !== undefined || !report.quiet); more++) report = await pair.sync()
  faults.set([])
  const hits = watch.end()
  const writes = watch.matching(kind.match)
  assert.equal(report.stoppedBy, undefined)
  assert.equal(report.quiet, true)
  assert.deepEqual(messagesOf(pair), [room.messages, room.messages], 'nothing is lost or doubled')
  if (kind.large === undefined) await assertEqual(room, 'after the runs')
  pair.writes()
  assert.equal((await pair.sync()).quiet, true)
  assert.equal(pair.writes(), 0, 'one more run writes nothing')
  assert.deepEqual(ledger.outbound().filter(({ client }) => client === pair.sandbox.ready.accounts.outlook.clientId || client === 'tongbu'), [], 'nothing was sent')
  return { writes, hits }
}

async function assertEqual({ desk: { pair }, messages }: Room, when: string): Promise<void> {
  const comparison = await pair.sandbox.compare()
  // When a draft was sent means nothing: it was not.
  const differences = comparison.differences.filter(({ kind, path }) => kind !== 'date' || path !== '(drafts)')
  assert.deepEqual(differences, [], when)
  assert.equal(comparison.messages, messages, when)
}

/** How many messages each side holds, DingTalk first. */
function messagesOf({ sandbox }: SandboxPair): [dingtalk: number, outlook: number] {
  const { dingtalk, outlook, ready } = sandbox
  return [dingtalk.snapshot(ready.accounts.dingtalk.address).messages.length, outlook.snapshot(ready.accounts.outlook.address).messages.length]
}

/** Counts requests by kind, and those that a fault hit. */
function countHits({ sandbox }: SandboxPair): { end: () => number; matching: (match: string) => number } {
  const { faults } = sandbox.shared
  const next = faults.next.bind(faults)
  const seen: string[] = []
  let hits = 0
  faults.next = (cloud, kind) => {
    seen.push(`${cloud} ${kind}`)
    const fault = next(cloud, kind)
    if (fault !== undefined) hits++
    return fault
  }
  const end = (): number => {
    faults.next = next
    return hits
  }
  return { end, matching: (match) => seen.filter((request) => new RegExp(match).test(request)).length }
}

/** The header of a mail without its end. */
export const head = (name: string, type: string): string[] => [
  `Message-ID: <${name}@story.example>`,
  'From: chen@factory.example',
  'To: anna@trading.example',
  `Subject: ${name}`,
  'Date: Mon, 05 Jan 2026 08:00:00 +0000',
  'MIME-Version: 1.0',
  `Content-Type: ${type}`,
]

/** A small mail of this name. */
export const mime = (name: string): Buffer => Buffer.from([...head(name, 'text/plain; charset=utf-8'), '', `Body of ${name}`, ''].join('\r\n'))
