import assert from 'node:assert/strict'
import { Crash, Life, type Death } from '../support/crash.ts'
import { mail, type MemoryPair } from '../support/memory-pair.ts'
import { imageOf, preparePair } from '../support/prepared-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { deathsOf, told } from './memory-kills.ts'

/** What follows a killed undo: the undo again at once, or first a run that carries over what is back already. */
export type Resumption = 'undo' | 'sync first'

const MISTAKEN = 'run2'

const six = ({ clouds: { left, right } }: MemoryPair): void => {
  const outer = left.addFolder('客戶')
  const inner = left.addFolder('歐洲', outer.id)
  for (const n of [0, 1, 2]) left.add(mail(`l${n}`), n === 2 ? inner.id : left.folder('inbox').id, { read: n === 1, flag: n === 0 ? 'flagged' : 'none' })
  for (const n of [0, 1, 2]) right.add(mail(`r${n}`), right.folder('inbox').id, { answered: n === 0, tags: n === 1 ? ['red'] : [] })
}

const nth = (pair: MemoryPair, side: 'left' | 'right', name: string): string => {
  const found = [...pair.clouds[side].messages.values()].find((message) => message.mime.includes(`Subject: ${name}\r\n`))
  if (found === undefined) throw new Error(`no message ${name}`)
  return found.id
}

/** Everything that an undo takes back, on both sides, and a folder that went along. */
const mistakes = (pair: MemoryPair): void => {
  const { left, right } = pair.clouds
  left.mark(nth(pair, 'left', 'l0'), { read: true, flag: 'none' })
  for (const name of ['l0', 'l2', 'r0']) left.move(nth(pair, 'left', name), left.folder('trash').id, true)
  for (const name of ['歐洲', '客戶']) left.removeFolder([...left.folders.values()].find((folder) => folder.name === name)?.id ?? '')
  right.mark(nth(pair, 'right', 'r1'), { tags: ['blue'], forwarded: true })
  right.move(nth(pair, 'right', 'l1'), right.folder('junk').id, false)
  right.move(nth(pair, 'right', 'r2'), right.folder('trash').id, false)
}

interface Before {
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly folders: readonly string[]
}

/** Kills the undo of a run before and after every effect, in each order of completion. @returns the number of kills */
export async function killUndoEverywhere({ orders, resumption }: { readonly orders: number; readonly resumption: Resumption }): Promise<number> {
  using scratch = openScratch()
  const { begin, before } = await prepareMistake(scratch)
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const effects = await effectsOf(begin(), order)
    assert.ok(effects > 15, `only ${effects} effects`)
    for (const death of deathsOf(effects, order)) {
      await told([resumption, death], () => killAndResume(begin(), death, resumption, before))
      kills++
    }
  }
  return kills
}

/** Makes the mistakes and answers what was before them. */
function editedFrom(pair: MemoryPair): Before {
  const before = { left: pair.lines('left'), right: pair.lines('right'), folders: pair.folderPaths('right') }
  mistakes(pair)
  return before
}

/** The mistakes have crossed: each pair that is begun is about to take them back. */
async function prepareMistake(scratch: ReturnType<typeof openScratch>): Promise<{ begin: () => MemoryPair; before: Before }> {
  let before: Before | undefined
  const prepared = await preparePair({ before: six, edits: (pair) => void (before = editedFrom(pair)) }, scratch)
  const pair = prepared.begin()
  assert.equal((await pair.sync()).run, MISTAKEN)
  const moment = pair.moment()
  await pair.loseState()
  const image = imageOf(pair)
  assert.ok(before !== undefined)
  return { begin: () => prepared.begin(image, moment), before }
}

/** Kills the run that carries the mistakes over before and after every effect; once it was resumed, all of its runs are taken back. @returns the number of kills */
export async function killMistakeEverywhere({ orders }: { readonly orders: number }): Promise<number> {
  using scratch = openScratch()
  let before: Before | undefined
  const prepared = await preparePair({ before: six, edits: (pair) => void (before = editedFrom(pair)) }, scratch)
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const first = prepared.begin()
    const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
    await first.sync({ untilQuiet: true }, life)
    await first.loseState()
    for (const death of deathsOf(life.effects, order)) {
      await told(death, async () => {
        const pair = prepared.begin()
        await assert.rejects(pair.sync({ untilQuiet: true }, new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
        await pair.sync()
        for (const run of ['run3', 'run2']) if ((await (await pair.pairStore()).run(run)) !== undefined) await pair.undo({ of: run })
        assert.ok(before !== undefined)
        await assertAsBefore(pair, before)
      })
      kills++
    }
  }
  return kills
}

async function effectsOf(pair: MemoryPair, order: number): Promise<number> {
  const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
  await pair.undo({ of: MISTAKEN }, life)
  await pair.loseState()
  return life.effects
}

async function killAndResume(pair: MemoryPair, death: Death, resumption: Resumption, before: Before): Promise<void> {
  await assert.rejects(pair.undo({ of: MISTAKEN }, new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
  if (resumption === 'sync first') await pair.sync()
  const again = await pair.undo({ of: MISTAKEN })
  assert.deepEqual([again.planned, again.listed, again.failed, again.stoppedBy], [[], [], 0, undefined])
  assert.deepEqual(await (await pair.pairStore()).journal(), [], 'nothing is left begun')
  await assertAsBefore(pair, before)
}

async function assertAsBefore(pair: MemoryPair, before: Before): Promise<void> {
  assert.equal((await pair.sync()).quiet, true)
  for (const side of ['left', 'right'] as const) assert.deepEqual(pair.lines(side), before[side], side)
  assert.deepEqual(pair.folderPaths('right'), before.folders)
  assert.deepEqual(pair.folderPaths('left'), before.folders)
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision, 'one more run writes nothing')
  await pair.loseState()
}
