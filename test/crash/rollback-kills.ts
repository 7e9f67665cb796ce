import assert from 'node:assert/strict'
import type { RollbackOptions } from '../../src/engine/rollback.ts'
import type { Repository } from '../../src/backup/repository.ts'
import type { PairContext } from '../../src/engine/pair-context.ts'
import { newTestBackup } from '../support/backup-scene.ts'
import { Crash, Life, type Death } from '../support/crash.ts'
import { mail, type MemoryPair } from '../support/memory-pair.ts'
import { imageOf, preparePair } from '../support/prepared-pair.ts'
import { takeMemoryPoint, towards } from '../support/rollback-scene.ts'
import { openScratch } from '../support/scratch.ts'
import { deathsOf, told } from './memory-kills.ts'

/** What follows a killed rollback: the rollback again at once, or first a run that somebody started by mistake. */
export type Resumption = 'rollback' | 'sync first'

const before = ({ clouds: { left, right } }: MemoryPair): void => {
  const outer = left.addFolder('客戶')
  const inner = left.addFolder('歐洲', outer.id)
  for (const n of [0, 1, 2]) left.add(mail(`l${n}`), n === 2 ? inner.id : left.folder('inbox').id, { read: n === 1, flag: n === 0 ? 'flagged' : 'none' }, `2026-01-0${n + 1}T08:00:00Z`)
  for (const n of [0, 1, 2]) right.add(mail(`r${n}`), right.folder('inbox').id, { answered: n === 0, tags: n === 1 ? ['red'] : [] }, `2026-01-0${n + 4}T08:00:00Z`)
}

const nth = (pair: MemoryPair, side: 'left' | 'right', name: string): string => {
  const found = [...pair.clouds[side].messages.values()].find((message) => message.mime.includes(`Subject: ${name}\r\n`))
  if (found === undefined) throw new Error(`no message ${name}`)
  return found.id
}

/** What people then do; a run carries it over. */
const mistakes = (pair: MemoryPair): void => {
  const { left } = pair.clouds
  left.mark(nth(pair, 'left', 'l0'), { read: true, flag: 'none' })
  for (const name of ['l1', 'l2', 'r0']) left.move(nth(pair, 'left', name), left.folder('trash').id, true)
  for (const name of ['歐洲', '客戶']) left.removeFolder([...left.folders.values()].find((folder) => folder.name === name)?.id ?? '')
  left.move(nth(pair, 'left', 'r1'), left.folder('junk').id, true)
  left.add(mail('new'), left.folder('inbox').id, {}, '2026-01-09T08:00:00Z')
}

interface Scene {
  readonly begin: () => MemoryPair
  readonly options: RollbackOptions
  readonly backup: NonNullable<PairContext['backup']>
  readonly lines: Readonly<Record<'left' | 'right', readonly string[]>>
  readonly folders: readonly string[]
}

/** Kills the rollback of the right mailbox before and after every effect, in each order of completion. @returns the number of kills */
export async function killRollbackEverywhere({ orders, resumption, inFlight }: { readonly orders: number; readonly resumption: Resumption; readonly inFlight: readonly Death['inFlight'][] }): Promise<number> {
  using scratch = openScratch()
  const { scene, repository } = await prepare(scratch)
  let kills = 0
  for (let order = 1; order <= orders; order++) {
    const effects = await effectsOf(scene, order)
    assert.ok(effects > 15, `only ${effects} effects`)
    for (const death of deathsOf(effects, order).filter((each) => inFlight.includes(each.inFlight))) {
      await told([resumption, death], () => killAndResume(scene, death, resumption))
      kills++
    }
  }
  await repository.close()
  return kills
}

async function prepare(scratch: ReturnType<typeof openScratch>): Promise<{ readonly scene: Scene; readonly repository: Repository }> {
  const prepared = await preparePair({ before, edits: () => {} }, scratch)
  const pair = prepared.begin()
  const repository = await newTestBackup(pair, scratch.path('backup'))
  const point = await takeMemoryPoint(pair, repository)
  const lines = { left: pair.lines('left'), right: pair.lines('right') }
  const folders = pair.folderPaths('right')
  mistakes(pair)
  await pair.sync()
  for (const name of ['l1', 'r0']) pair.clouds.right.expunge(nth(pair, 'right', name))
  await pair.sync()
  const moment = pair.moment()
  await pair.loseState()
  const image = imageOf(pair)
  return { scene: { begin: () => prepared.begin(image, moment), options: await towards(point, repository, { sides: ['right'] }), backup: repository, lines, folders }, repository }
}

async function effectsOf({ begin, options, backup }: Scene, order: number): Promise<number> {
  const pair = begin()
  const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
  await pair.rollback(options, backup, life)
  await pair.loseState()
  return life.effects
}

async function killAndResume({ begin, options, backup, lines, folders }: Scene, death: Death, resumption: Resumption): Promise<void> {
  const pair = begin()
  await assert.rejects(pair.rollback(options, backup, new Life(death)), (error) => error instanceof Crash || String(error).includes('Crash'))
  if (resumption === 'sync first') await pair.sync()
  const again = await pair.rollback(options, backup)
  assert.deepEqual([again.planned, again.failed, again.stoppedBy, again.compared.differs + again.compared.unread], [[], 0, undefined, 0])
  assert.deepEqual(await (await pair.pairStore()).journal(), [], 'nothing is left begun')
  const outside = (side: 'left' | 'right'): string[] => pair.lines(side).filter((line) => !line.startsWith('trash'))
  assert.deepEqual(outside('right'), lines.right, 'the right is as in the point')
  assert.equal((await pair.sync()).quiet, true)
  assert.deepEqual(outside('right'), lines.right, 'and stays so')
  assert.deepEqual(outside('left').filter((line) => !line.includes('Subject: new~')), lines.left, 'the left follows')
  assert.equal(outside('left').length, lines.left.length + 1, 'and what is new there stays')
  assert.deepEqual(pair.folderPaths('right'), folders)
  const { revision } = pair
  await pair.sync()
  assert.equal(pair.revision, revision, 'one more run writes nothing')
  await pair.loseState()
}
