import assert from 'node:assert/strict'
import { SIDES } from '../../src/domain/side.ts'
import { Crash, Life, type Death } from '../support/crash.ts'
import type { MemoryPair } from '../support/memory-pair.ts'
import { preparePair, type PreparedPair } from '../support/prepared-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { STORIES } from './stories.ts'

/** How a story ends when nobody disturbs it, and in how many effects: the order of completion decides what is committed together. */
export interface Ending {
  readonly effects: number
  readonly left: string[]
  readonly right: string[]
}

/** Kills one story before and after every effect, in each order of completion. @returns the number of kills */
export async function killEverywhere({ story, orders }: { readonly story: number; readonly orders: number }): Promise<number> {
  using scratch = openScratch()
  const prepared = await prepareStory(story, scratch)
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const expected = await undisturbed(prepared, order)
    for (const death of deathsOf(expected.effects, order)) {
      await told([death], () => killAndResume(prepared, [death], expected))
      kills++
    }
  }
  return kills
}

export function prepareStory(at: number, scratch: ReturnType<typeof openScratch>): Promise<PreparedPair> {
  const story = STORIES[at]
  if (story === undefined) throw new Error(`no story ${at}`)
  return preparePair(story, scratch)
}

export function* deathsOf(effects: number, order: number): Generator<Death> {
  for (let atEffect = 1; atEffect <= effects; atEffect++) {
    for (const after of [false, true]) for (const inFlight of ['done', 'lost'] as const) yield { atEffect, after, inFlight, order }
  }
}

export async function undisturbed(prepared: PreparedPair, order: number): Promise<Ending> {
  const pair = prepared.begin()
  const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
  const report = await pair.sync({ untilQuiet: true }, life)
  assert.equal(report.stoppedBy, undefined)
  assert.equal(report.quiet, true)
  const ending = { effects: life.effects, left: pair.lines('left'), right: pair.lines('right') }
  await pair.loseState()
  return ending
}

/** One life after another, each ended where it is told, and then one that is let live. @returns how many of the lives came to a violent end */
export async function killAndResume(prepared: PreparedPair, deaths: readonly Death[], expected: Ending): Promise<number> {
  const pair = prepared.begin()
  let died = 0
  for (const death of deaths) if (await dies(pair, death)) died++
  await assertEndsAs(pair, expected)
  await pair.loseState()
  return died
}

async function dies(pair: MemoryPair, death: Death): Promise<boolean> {
  try {
    await pair.sync({ untilQuiet: true }, new Life(death))
    return false
  } catch (error) {
    if (error instanceof Crash || String(error).includes('Crash')) return true
    throw error
  }
}

/**
 * Resumed, it comes to the same end, and has nothing more to do then.
 * @param mayTrash whether there may be more in the trash: a copy that was made again because what had become of it is forgotten
 */
export async function assertEndsAs(pair: MemoryPair, expected: Pick<Ending, 'left' | 'right'>, mayTrash = false): Promise<void> {
  const resumed = await pair.sync()
  assert.equal(resumed.stoppedBy, undefined)
  const { revision } = pair
  const again = await pair.sync()
  assert.deepEqual(again.done, { left: {}, right: {} }, 'the run after the resumed one does nothing')
  assert.equal(pair.revision, revision)
  for (const side of SIDES) assert.deepEqual(mayTrash ? withoutMoreTrash(pair.lines(side), expected[side]) : pair.lines(side), expected[side])
}

function withoutMoreTrash(lines: readonly string[], expected: readonly string[]): string[] {
  const missing = [...expected]
  return lines.filter((line) => {
    const at = missing.indexOf(line)
    if (at !== -1) missing.splice(at, 1)
    return at !== -1 || !line.startsWith('trash |')
  })
}

/** A failure says where to look. */
export async function told<Result>(where: unknown, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new Error(`${JSON.stringify(where)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
