import assert from 'node:assert/strict'
import { initRepository, openRepository, type Repository } from '../../src/backup/repository.ts'
import { KEY } from '../../src/backup/backup.test-kit.ts'
import type { Point } from '../../src/backup/point.ts'
import { takePoint } from '../../src/backup/take-point.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { rollbackPair, type RollbackReport } from '../../src/engine/rollback.ts'
import { folderFiles } from '../../src/platform/folder-files.ts'
import { randomId } from '../../src/platform/ids.ts'
import { generator } from '../../src/sandbox/faults.ts'
import type { Store } from '../../src/store/open-store.ts'
import { newTestBackup } from '../support/backup-scene.ts'
import type { MemoryPair } from '../support/memory-pair.ts'
import { rollBack, takeMemoryPoint, towards } from '../support/rollback-scene.ts'
import { openScratch } from '../support/scratch.ts'
import { drawHistory } from './commands.ts'
import type { Facts } from './mailboxes.ts'
import { MEMORY_FACTS, newModelPair, openMemoryWorld } from './memory-world.ts'
import { playHistory } from './play.ts'
import { SANDBOX_FACTS, startSandboxWorlds, type SandboxWorld } from './sandbox-world.ts'
import type { World } from './world.ts'

export interface RollbacksWanted {
  readonly world: 'memory' | 'sandbox'
  readonly points: number
  readonly commands: number
  /** The first seed. */
  readonly from?: number
}

/** A world with a backup. */
interface Ground {
  readonly world: World
  readonly facts: Facts
  readonly repository: Repository
  takePoint(): Promise<Point>
  store(): Promise<Store>
  rollBack(point: Point, options: { readonly includeDeparted: boolean; readonly auditSeq: number }): Promise<RollbackReport>
}

/** Both mailboxes at one moment. */
interface Then {
  readonly point: Point
  readonly lines: Readonly<Record<Side, readonly string[]>>
  readonly folders: Readonly<Record<Side, readonly string[]>>
}

/**
 * Histories of what people do, in which restore points are taken at any time, also while something is still to cross; then both sides
 * go back to one of them. In half of them also what had left comes back. @returns how many points were gone back to
 */
export async function rollBackEverywhere({ world, points, commands, from = 1 }: RollbacksWanted): Promise<number> {
  const sandbox = world === 'sandbox' ? await startSandboxWorlds() : undefined
  try {
    for (let seed = from; seed < from + points; seed++) {
      using scratch = openScratch()
      const ground = sandbox === undefined ? await memoryGround(newModelPair(), scratch.folder) : await sandboxGround(sandbox.open(seed % 2 === 0), scratch.path('backup'))
      try {
        await rollBackOnce(ground, seed, commands)
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      } finally {
        await ground.repository.close()
        await ground.world.close()
      }
    }
    return points
  } finally {
    await sandbox?.close()
  }
}

async function memoryGround(pair: MemoryPair, folder: string): Promise<Ground> {
  const repository = await newTestBackup(pair, folder)
  return {
    world: openMemoryWorld(pair),
    facts: MEMORY_FACTS,
    repository,
    takePoint: () => takeMemoryPoint(pair, repository),
    store: async () => {
      await pair.pairStore()
      return pair.store as Store
    },
    rollBack: (point, options) => rollBack(pair, repository, point, { scope: 'everything', ...options }),
  }
}

async function sandboxGround(world: SandboxWorld, folder: string): Promise<Ground> {
  const { clock } = await world.running()
  const options = { files: folderFiles(folder), key: KEY, newId: randomId, clock }
  await initRepository(options)
  const repository = await openRepository(options)
  const signal = AbortSignal.timeout(600_000)
  return {
    world,
    facts: SANDBOX_FACTS,
    repository,
    store: async () => (await world.running()).store,
    takePoint: async () => {
      const { store, mailboxes } = await world.running()
      const head = (await store.audit.search('anna', { most: 1, isNewestFirst: true }))[0]
      const audit = head === undefined ? {} : { audit: { seq: head.seq, hash: head.hash } }
      return (await takePoint(repository, { pair: 'anna', why: 'asked', mailboxes, store: store.pair('anna'), clock, newId: randomId, signal, ...audit })).point
    },
    rollBack: async (point, options) => {
      const { store, mailboxes } = await world.running()
      const context = { pair: 'anna', run: randomId(), mailboxes, store: store.pair('anna'), policy: DEFAULT_POLICY, clock, newId: randomId, signal, onProgress: () => {}, backup: repository }
      return rollbackPair(context, await towards(point, repository, { scope: 'everything', ...options }))
    },
  }
}

async function rollBackOnce(ground: Ground, seed: number, commands: number): Promise<void> {
  const random = generator(seed)
  const { world } = ground
  const taken: Then[] = []
  const takeMaybe = async (): Promise<void> => {
    if (taken.length === 0 || random() < 0.2) taken.push({ point: await ground.takePoint(), ...(await stateOf(world)) })
  }
  const watched: World = {
    ...world,
    sync: async (...args) => {
      await takeMaybe()
      const outcome = await world.sync(...args)
      await takeMaybe()
      return outcome
    },
  }
  await playHistory(drawHistory(random, commands), watched, ground.facts)
  const chosen: Then | undefined = taken[Math.floor(random() * taken.length)]
  assert.ok(chosen !== undefined, 'no point was taken')
  const includeDeparted = random() < 0.5
  // A database that was lost since knows nothing of what came before: all that it has is later.
  const { audit, pair } = chosen.point
  const [there] = audit === undefined ? [] : await (await ground.store()).audit.search(pair, { after: audit.seq - 1, most: 1 })
  const options = { includeDeparted, auditSeq: audit !== undefined && there?.hash === audit.hash ? audit.seq : 0 }
  await assertAsThen(world, chosen, await ground.rollBack(chosen.point, options))
  const again = await ground.rollBack(chosen.point, options)
  assert.deepEqual(again.done, { left: {}, right: {} }, 'asked again it has nothing to do')
  await assertSettles(world)
}

async function stateOf(world: World): Promise<Pick<Then, 'lines' | 'folders'>> {
  const [left, right] = [await world.look('left'), await world.look('right')]
  const linesOf = ({ messages }: typeof left): string[] => messages.map(({ path, serial, subject, body, id, marks }) => `${path} | ${JSON.stringify([serial, subject, body, id])} | ${JSON.stringify(marks)}`).sort()
  return { lines: { left: linesOf(left), right: linesOf(right) }, folders: { left: left.folders.toSorted(), right: right.folders.toSorted() } }
}

async function assertAsThen(world: World, { lines, folders }: Then, { planned, listed, stoppedBy, failed, compared }: RollbackReport): Promise<void> {
  assert.deepEqual([planned, stoppedBy, failed], [[], undefined, 0])
  assert.equal(compared.differs + compared.unread, 0)
  const now = await stateOf(world)
  for (const side of SIDES) {
    const missing = without(lines[side], now.lines[side])
    assert.equal(missing.length, listed.filter(({ on, why }) => on === side && why === 'left').length, `${side} lacks ${missing.join('\n')}`)
    const more = without(now.lines[side], lines[side]).filter((line) => !line.startsWith('trash'))
    assert.deepEqual(more, [], `${side} has more`)
    assert.deepEqual(now.folders[side], folders[side], `folders of ${side}`)
  }
}

/** What of `lines` is not among `others`, each as often as it is not. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}

/** The next runs agree with each other: nothing is lost, and soon nothing is left to do. */
async function assertSettles(world: World): Promise<void> {
  const before = await stateOf(world)
  const policy = { conflictsWonBy: 'right', departed: 'keep' } as const
  for (let run = 1; run <= 3; run++) await world.sync(policy)
  world.writes()
  const outcome = await world.sync(policy)
  assert.deepEqual([outcome, world.writes(), world.sent()], [{ quiet: true, failed: 0, holds: 0, stoppedBy: undefined }, 0, 0], 'no more is written, and nothing was sent')
  const after = await stateOf(world)
  const content = (line: string): string => line.split(' | ')[1] ?? ''
  for (const side of SIDES) assert.deepEqual(without(before.lines[side].map(content), after.lines[side].map(content)), [], `nothing of ${side} is lost`)
}
