import assert from 'node:assert/strict'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from '../../src/backup/repository.ts'
import { folderFiles } from '../../src/platform/folder-files.ts'
import { backUp, mailboxLines, newTestBackup, openTestBackup, pointLines } from '../support/backup-scene.ts'
import { FileLife, type FileDeath } from '../support/file-life.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'
import type { openScratch } from '../support/scratch.ts'
import { told } from './memory-kills.ts'

const { signal } = new AbortController()

/** What is done to a backup, and what must hold after it was killed and done again. */
export interface BackupStory {
  readonly name: string
  act(world: World, repository: Repository): Promise<unknown>
  /** After one that was not killed. */
  ended(world: World, repository: Repository): Promise<void>
}

/** A pair and a backup of it with two points, the last of them older than the mailboxes. */
export interface World {
  readonly pair: MemoryPair
  readonly folder: string
  /** What each point must read back as. */
  readonly points: Map<string, string[]>
}

/** Kills a story before, within and after each of its effects. @returns the number of kills */
export async function killBackupEverywhere(story: BackupStory, scratch: ReturnType<typeof openScratch>): Promise<number> {
  const prepared = await prepare(scratch)
  const undisturbed = new FileLife()
  await inCopyOf(prepared, scratch, (world) => live(story, world, undisturbed))
  let kills = 0
  for (const [at, writes] of undisturbed.effects.entries()) {
    for (const when of writes ? (['before', 'within', 'after'] as const) : (['before', 'after'] as const)) {
      const death = { atEffect: at + 1, when }
      await told({ story: story.name, ...death }, () => inCopyOf(prepared, scratch, (world) => killAndGoOn(story, world, death)))
      kills++
    }
  }
  await prepared.pair.loseState()
  return kills
}

async function prepare(scratch: ReturnType<typeof openScratch>): Promise<World> {
  const pair = new MemoryPair()
  const folder = scratch.path('prepared')
  const points = new Map<string, string[]>()
  const repository = await newTestBackup(pair, folder)
  const { left } = pair.clouds
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 3; n++) left.add(mail(`${round} ${n} ${noise(round * 5 + n).repeat(n === 0 ? 3 : 1)}`), left.folder('inbox').id, { read: n % 2 === 0 })
    const [first] = left.messages.keys()
    if (round > 0 && first !== undefined) left.expunge(first)
    const { point } = await backUp(pair, repository)
    points.set(point.id, mailboxLines(pair))
    pair.clock.advance(86_400_000)
  }
  for (let n = 0; n < 6; n++) pair.clouds.right.add(mail(`new ${n} ${noise(100 + n)}`), pair.clouds.right.folder('inbox').id)
  await repository.close()
  return { pair, folder, points }
}

/** Text that does not compress away. */
const noise = (seed: number): string => Array.from({ length: 90 }, (_, at) => ((seed + 1) * 7919 * (at + 3) * (at + 11)).toString(36)).join('')

async function inCopyOf(prepared: World, scratch: ReturnType<typeof openScratch>, work: (world: World) => Promise<void>): Promise<void> {
  const folder = scratch.path('copy')
  cpSync(prepared.folder, folder, { recursive: true })
  try {
    await work({ ...prepared, folder, points: new Map(prepared.points) })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function live(story: BackupStory, world: World, life: FileLife): Promise<void> {
  const repository = await openTestBackup(world.pair, world.folder, life.files(folderFiles(world.folder)))
  try {
    await story.act(world, repository)
  } finally {
    await repository.close()
  }
}

async function killAndGoOn(story: BackupStory, world: World, death: FileDeath): Promise<void> {
  const life = new FileLife(death)
  const dying = await openTestBackup(world.pair, world.folder, life.files(folderFiles(world.folder)))
  await assert.rejects(story.act(world, dying))
  assert.ok(life.isDead)
  await dying.close()

  const repository = await openTestBackup(world.pair, world.folder)
  try {
    assert.deepEqual((await repository.verify({ signal })).damage, [], 'after the kill')
    await story.act(world, repository)
    await story.ended(world, repository)
    assert.deepEqual(readdirSync(join(world.folder, 'tmp')), [])
    for (const [id, lines] of world.points) assert.deepEqual(await pointLines(repository, id), lines)
  } finally {
    await repository.close()
  }
}

/** A restore point is taken. */
export const BACK_UP: BackupStory = {
  name: 'backup',
  act: async (world, repository) => {
    const { point } = await backUp(world.pair, repository)
    world.points.set(point.id, mailboxLines(world.pair))
  },
  ended: async (world, repository) => {
    const ids = (await repository.points()).map(({ id }) => id)
    // A point that was saved just before the kill is one, too.
    for (const id of ids) if (!world.points.has(id)) world.points.set(id, mailboxLines(world.pair))
    assert.ok(ids.length === world.points.size && ids.length <= 4)
    assert.deepEqual(await repository.writing((writer) => writer.unfinished('test')), [])
  },
}

/** The first of two points is dropped. */
export const PRUNE: BackupStory = {
  name: 'prune',
  act: async ({ points }, repository) => {
    const [first = ''] = points.keys()
    await repository.prune({ drop: [first], signal })
  },
  ended: async ({ points }, repository) => {
    const ids = (await repository.points()).map(({ id }) => id)
    assert.equal(ids.length, 1)
    for (const id of points.keys()) if (!ids.includes(id)) points.delete(id)
    const again = await repository.prune({ drop: [], isDryRun: true, signal })
    assert.deepEqual([again.packsRemoved, again.packsRewritten], [0, 0])
  },
}

/** One message that is in both points is erased from them. */
export const ERASE: BackupStory = {
  name: 'erase',
  act: async (world, repository) => repository.erase(new Set([await blobOf(world, repository)]), signal),
  ended: async (world, repository) => {
    const blob = await blobOf(world, repository)
    assert.equal(repository.has(blob), false)
    for (const [id, lines] of world.points) {
      const left = lines.filter((line) => !line.includes(ERASED))
      world.points.set(id, left)
      assert.deepEqual(await pointLines(repository, id), left)
    }
  },
}

/** The only mail with these words, and the name that it had before anything was done. */
const ERASED = '0 2 '
const names = new Map<string, string>()

async function blobOf({ points }: World, repository: Repository): Promise<string> {
  const [second = ''] = points.keys()
  const known = names.get(second)
  if (known !== undefined) return known
  for await (const { blob = '' } of repository.entries({ id: second })) {
    const content = await repository.open(blob)
    const isIt = (await content.bytes()).toString().includes(ERASED)
    await content.dispose()
    if (isIt) names.set(second, blob)
  }
  return names.get(second) ?? ''
}
