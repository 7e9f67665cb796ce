import assert from 'node:assert/strict'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { meetPeople, type People } from '../../src/sandbox/seed/people.ts'
import { deliverLarge, edit, makeShelves, resume, runUntilKilled, STORIES, type Kill, type Story } from './sandbox-story.ts'
import { told } from './memory-kills.ts'

/** Turns before mailboxes and database are new: they grow with each. */
const TURNS = 20

/** The simulated clouds with a database, and what should be in them. */
interface Room {
  readonly sandbox: Sandbox
  readonly people: People
  readonly url: string
  turn: number
  messages: number
  superseded: number
}

interface Run {
  readonly writes: number
  readonly wasKilled: boolean
}

/**
 * World 2: the connectors and both simulated clouds over loopback, killed before and after every write.
 * Each kill is a turn: people edit on both sides, the run is killed, the next one ends equal, and the one after that writes nothing.
 * @param urls of databases that are not there yet @param stories by their place in `STORIES` @returns the number of kills
 */
export async function killAtEveryWrite({ urls, stories }: { readonly urls: readonly string[]; readonly stories: readonly number[] }): Promise<number> {
  const unused = urls.values()
  const inNewRoom = <Result>(work: (room: Room) => Promise<Result>): Promise<Result> => inRoom(unused.next().value ?? '', work)
  let killed = 0
  for (const story of STORIES.filter((_, at) => stories.includes(at))) {
    const kills = await inNewRoom(async (room) => {
      await turn(room, story, undefined)
      return killsOf(await turn(room, story, undefined))
    })
    while (kills.length > 0) {
      await inNewRoom(async (room) => {
        await turn(room, story, undefined)
        for (const kill of kills.splice(0, TURNS)) if (await told(kill, () => turn(room, story, kill).then(({ wasKilled }) => wasKilled))) killed++
      })
    }
  }
  return killed
}

/** The same for a message that takes several requests to create. */
export async function killWithinLarge({ url }: { readonly url: string }): Promise<number> {
  let killed = 0
  await inRoom(url, async (room) => {
    for (const kill of killsOf(await largeTurn(room, undefined))) if (await told(kill, () => largeTurn(room, kill).then(({ wasKilled }) => wasKilled))) killed++
    await assertEqual(room)
  })
  return killed
}

const killsOf = ({ writes }: Run): Kill[] => Array.from({ length: writes }, (_, at) => (['before', 'after'] as const).map((when) => ({ atWrite: at + 1, when }))).flat()

async function inRoom<Result>(url: string, work: (room: Room) => Promise<Result>): Promise<Result> {
  const sandbox = await startSandbox({ outlook: { maxRequestsPerWindow: 1e9 } })
  const people = await meetPeople(sandbox.ready)
  try {
    await makeShelves(people)
    return await work({ sandbox, people, url, turn: 0, messages: 0, superseded: 0 })
  } finally {
    await people.close()
    await sandbox.close()
  }
}

async function turn(room: Room, story: Story, kill: Kill | undefined): Promise<Run> {
  const { messages, superseded } = await edit(room.people, [story], ++room.turn)
  room.messages += messages
  room.superseded += superseded
  const { writes, wasKilled } = await endQuiet(room, kill)
  await assertEqual(room)
  return { writes, wasKilled }
}

async function largeTurn(room: Room, kill: Kill | undefined): Promise<Run> {
  await deliverLarge(room.people, ++room.turn)
  room.messages += 2
  const { writes, wasKilled } = await endQuiet(room, kill)
  // Comparing many large messages takes longer than all the rest, and is done once at the end.
  const { dingtalk, outlook, ready } = room.sandbox
  const sizes = [dingtalk.snapshot(ready.accounts.dingtalk.address), outlook.snapshot(ready.accounts.outlook.address)].map((snapshot) => snapshot.messages.length)
  assert.deepEqual(sizes, [room.messages, room.messages], 'no duplicate, nothing lost')
  return { writes, wasKilled }
}

async function endQuiet({ sandbox, url }: Room, kill: Kill | undefined): Promise<Run> {
  const first = await runUntilKilled(sandbox, url, kill)
  assert.equal(await resume(sandbox, url), 0, 'one more run writes nothing')
  const ours = sandbox.shared.ledger.outbound().filter(({ client }) => client === sandbox.ready.accounts.outlook.clientId)
  assert.deepEqual(ours, [])
  return first
}

/** As many messages as people made, the same on both sides. */
export async function assertEqual({ sandbox, messages, superseded }: Pick<Room, 'sandbox' | 'messages' | 'superseded'>): Promise<void> {
  const comparison = await sandbox.compare()
  const differences = comparison.differences.map(({ kind, path, detail }) => `${kind} ${path}: ${detail}`)
  assert.deepEqual(differences, Array.from({ length: superseded }, () => 'missing-left (trash): only on the right, a copy'), 'only superseded copies of late twins lie in one trash')
  assert.equal(comparison.messages, messages, 'no duplicate, nothing lost')
}
