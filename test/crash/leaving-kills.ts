import assert from 'node:assert/strict'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { Crash, Life, type Death } from '../support/crash.ts'
import { mail, type MemoryPair } from '../support/memory-pair.ts'
import { imageOf, preparePair } from '../support/prepared-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { deathsOf, told } from './memory-kills.ts'

/** What follows a killed leaving: the leaving again at once, or first a sync, of somebody who thought better of it. */
export type Resumption = 'leave' | 'sync first'

const COPIES = 'remove'

const fill = ({ clouds }: MemoryPair): void => {
  for (const side of SIDES) for (const n of [0, 1, 2]) clouds[side].add(mail(`${side}${n}`), clouds[side].folder(n === 2 ? 'sent' : 'inbox').id, { read: n === 1, answered: n === 0, forwarded: n === 0 })
}

const ofSide = (lines: readonly string[], side: Side): string[] => lines.filter((line) => line.includes(`Subject: ${side}`))
const outside = (pair: MemoryPair, side: Side): string[] => pair.lines(side).filter((line) => !line.startsWith('trash |'))
const marked = (pair: MemoryPair): number => [...pair.clouds.right.messages.values()].filter(({ origin }) => origin !== undefined).length

/** Kills the leaving of a pair before and after every effect, in each order of completion. @returns the number of kills */
export async function killLeavingEverywhere({ orders, resumption }: { readonly orders: number; readonly resumption: Resumption }): Promise<number> {
  using scratch = openScratch()
  const prepared = await preparePair({ before: fill, edits: () => {} }, scratch)
  const first = prepared.begin()
  const before = { left: first.lines('left'), right: first.lines('right') }
  const [image, moment] = [imageOf(first), first.moment()]
  await first.loseState()
  const begin = (): MemoryPair => prepared.begin(image, moment)
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
    const undisturbed = begin()
    await undisturbed.leave({ copies: COPIES }, life)
    await undisturbed.loseState()
    assert.ok(life.effects > 10, `only ${life.effects} effects`)
    for (const death of deathsOf(life.effects, order)) {
      await told([resumption, death], () => killAndResume(begin(), death, resumption, before))
      kills++
    }
  }
  return kills
}

async function killAndResume(pair: MemoryPair, death: Death, resumption: Resumption, before: Readonly<Record<Side, readonly string[]>>): Promise<void> {
  await assert.rejects(pair.leave({ copies: COPIES }, new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
  assertNothingLost(pair, before)
  if (resumption === 'sync first') {
    const report = await pair.sync()
    assert.equal(report.stoppedBy, undefined)
    assertNothingLost(pair, before)
  }
  const { proof, failed, planned, stoppedBy } = await pair.leave({ copies: COPIES })
  assert.deepEqual([proof?.holds, failed, planned, stoppedBy], [true, 0, [], undefined])
  assertNothingLost(pair, before)
  assert.equal(marked(pair), 0)
  if (resumption === 'leave') for (const side of SIDES) assert.deepEqual(outside(pair, side).length, ofSide(before[side], side).length, `${side}: every copy is in trash`)
  assert.deepEqual(await (await pair.pairStore()).remembered(), {})
  const { broken } = (await pair.store?.audit.verify('test')) ?? assert.fail('no store')
  assert.equal(broken, undefined)
  const { revision } = pair
  await pair.leave({ copies: COPIES })
  assert.equal(pair.revision, revision, 'one more call writes nothing')
  await pair.loseState()
}

/** Every original lies where and as it was, whatever became of its copy; nothing is gone for good. */
function assertNothingLost(pair: MemoryPair, before: Readonly<Record<Side, readonly string[]>>): void {
  for (const side of SIDES) {
    assert.deepEqual(ofSide(outside(pair, side), side), ofSide(before[side], side), side)
    assert.ok(pair.lines(side).length >= before[side].length, `${side}: something is gone for good`)
  }
}
