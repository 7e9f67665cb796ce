import assert from 'node:assert/strict'
import { SIDES } from '../../src/domain/side.ts'
import { REHEARSAL } from '../../src/engine/clean-rehearsal.ts'
import { mailboxLines, newTestBackup } from '../support/backup-scene.ts'
import { Crash, Life, type Death } from '../support/crash.ts'
import { mail, type MemoryPair } from '../support/memory-pair.ts'
import { imageOf, preparePair } from '../support/prepared-pair.ts'
import { takeMemoryPoint, towards } from '../support/rollback-scene.ts'
import { openScratch } from '../support/scratch.ts'
import { deathsOf, told } from './memory-kills.ts'

const before = ({ clouds: { left, right } }: MemoryPair): void => {
  for (const n of [0, 1]) left.add(mail(`l${n}`), left.folder('inbox').id, { read: n === 1 }, `2026-01-0${n + 1}T08:00:00Z`)
  right.add(mail('r0'), right.folder('sent').id, { answered: true }, '2026-01-04T08:00:00Z')
}

/** Kills a rehearsal before and after every effect; then somebody syncs, as `serve` would. @returns the number of kills */
export async function killRehearsalEverywhere({ orders, inFlight }: { readonly orders: number; readonly inFlight: readonly Death['inFlight'][] }): Promise<number> {
  using scratch = openScratch()
  const prepared = await preparePair({ before, edits: () => {} }, scratch)
  const first = prepared.begin()
  const backup = await newTestBackup(first, scratch.path('backup'))
  const point = await takeMemoryPoint(first, backup)
  const options = { ...(await towards(point, backup)), most: 2 }
  const image = [imageOf(first), first.moment()] as const
  await first.loseState()
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const undisturbed = prepared.begin(...image)
    const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
    const rehearsal = await undisturbed.rehearse(options, backup, life)
    assert.deepEqual([rehearsal.isEqual, rehearsal.compared.left?.exact, rehearsal.compared.right?.exact], [true, 2, 2])
    await undisturbed.loseState()
    for (const death of deathsOf(life.effects, order).filter((each) => inFlight.includes(each.inFlight))) {
      await told(death, async () => {
        const pair = prepared.begin(...image)
        const lines = mailboxLines(pair)
        await assert.rejects(pair.rehearse(options, backup, new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
        assert.equal((await pair.sync()).quiet, true)
        assert.deepEqual(mailboxLines(pair), lines, 'nothing of it is left, and nothing of it crossed')
        const store = await pair.pairStore()
        assert.deepEqual([await store.fact(REHEARSAL), (await store.folders()).filter(({ presence }) => presence === 'present').length], [undefined, SIDES.length * 5])
        await pair.loseState()
      })
      kills++
    }
  }
  await backup.close()
  return kills
}
