import assert from 'node:assert/strict'
import { SIDES } from '../../src/domain/side.ts'
import { PROBE } from '../../src/engine/clean-probe.ts'
import { mailboxLines } from '../support/backup-scene.ts'
import { Crash, Life, type Death } from '../support/crash.ts'
import { mail, type MemoryPair } from '../support/memory-pair.ts'
import { imageOf, preparePair } from '../support/prepared-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { deathsOf, told } from './memory-kills.ts'

const before = ({ clouds: { left, right } }: MemoryPair): void => {
  left.add(mail('l0'), left.folder('inbox').id, { read: true }, '2026-01-01T08:00:00Z')
  right.add(mail('r0'), right.folder('sent').id, { answered: true }, '2026-01-04T08:00:00Z')
}

/** Kills a two-way test before and after every effect; then somebody syncs, as `serve` would. @returns the number of kills */
export async function killProbeEverywhere({ orders, inFlight }: { readonly orders: number; readonly inFlight: readonly Death['inFlight'][] }): Promise<number> {
  using scratch = openScratch()
  const prepared = await preparePair({ before, edits: () => {} }, scratch)
  const first = prepared.begin()
  await first.sync()
  const image = [imageOf(first), first.moment()] as const
  await first.loseState()
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const undisturbed = prepared.begin(...image)
    const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
    const probed = await undisturbed.probe(life)
    assert.deepEqual(probed.directions.map(({ outcome, marksBack }) => [outcome, marksBack?.came]), [['arrived', true], ['arrived', true]])
    assert.ok(probed.isClean)
    await undisturbed.loseState()
    for (const death of deathsOf(life.effects, order).filter((each) => inFlight.includes(each.inFlight))) {
      await told(death, async () => {
        const pair = prepared.begin(...image)
        const lines = mailboxLines(pair)
        await assert.rejects(pair.probe(new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
        assert.equal((await pair.sync()).quiet, true)
        assert.deepEqual(mailboxLines(pair), lines, 'nothing of it is left, and nothing else was changed')
        const store = await pair.pairStore()
        assert.deepEqual([await store.fact(PROBE), (await store.folders()).filter(({ presence }) => presence === 'present').length], [undefined, SIDES.length * 5])
        await pair.loseState()
      })
      kills++
    }
  }
  return kills
}
