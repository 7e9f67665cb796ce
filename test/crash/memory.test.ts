import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Crash, Life, type Death } from '../support/crash.ts'
import { MemoryPair } from '../support/memory-pair.ts'
import { STORIES, type Story } from './stories.ts'

/** Orders of completion in which every kill is made. */
const ORDERS = Number(process.env['CRASH_ORDERS'] ?? 4)

async function begin(story: Story): Promise<MemoryPair> {
  const pair = new MemoryPair(story.options)
  if (story.before !== undefined) {
    story.before(pair)
    await pair.sync()
  }
  story.edits(pair)
  return pair
}

/** The order of completion decides what is committed together, and so how many effects there are. */
async function undisturbed(story: Story, order: number): Promise<{ effects: number; left: string[]; right: string[] }> {
  const pair = await begin(story)
  const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
  const report = await pair.sync({ untilQuiet: true }, life)
  assert.equal(report.stoppedBy, undefined)
  assert.equal(report.quiet, true)
  const result = { effects: life.effects, left: pair.lines('left'), right: pair.lines('right') }
  await pair.loseState()
  return result
}

async function killed(story: Story, death: Death): Promise<MemoryPair> {
  const pair = await begin(story)
  await assert.rejects(pair.sync({ untilQuiet: true }, new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
  const resumed = await pair.sync()
  assert.equal(resumed.stoppedBy, undefined)
  const { revision } = pair
  const again = await pair.sync()
  assert.deepEqual(again.done, { left: {}, right: {} }, 'the run after the resumed one does nothing')
  assert.equal(pair.revision, revision)
  return pair
}

for (const story of STORIES) {
  test(`killed at every effect: ${story.name}`, async (t) => {
    let kills = 0
    for (let order = 1; order <= ORDERS; order++) {
      const expected = await undisturbed(story, order)
      for (let atEffect = 1; atEffect <= expected.effects; atEffect++) {
        for (const after of [false, true]) {
          for (const inFlight of ['done', 'lost'] as const) {
            const death = { atEffect, after, inFlight, order }
            const pair = await killed(story, death).catch((error: unknown) => {
              throw new Error(`${JSON.stringify(death)}: ${String(error)}`, { cause: error })
            })
            assert.deepEqual(pair.lines('left'), expected.left, JSON.stringify(death))
            assert.deepEqual(pair.lines('right'), expected.right, JSON.stringify(death))
            await pair.loseState()
            kills++
          }
        }
      }
    }
    t.diagnostic(`${kills} kills`)
  })
}
