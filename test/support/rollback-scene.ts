import { pastMailboxes } from '../../src/backup/past-mailboxes.ts'
import type { Point } from '../../src/backup/point.ts'
import type { Repository } from '../../src/backup/repository.ts'
import type { RollbackOptions, RollbackReport } from '../../src/engine/rollback.ts'
import { SIDES } from '../../src/domain/side.ts'
import { backUp } from './backup-scene.ts'
import type { MemoryPair, Wrap } from './memory-pair.ts'

/** Takes a point of the pair as it is now, with where the audit stands. */
export async function takeMemoryPoint(pair: MemoryPair, repository: Repository): Promise<Point> {
  await pair.pairStore()
  const head = (await pair.store!.audit.search('test', { most: 1_000_000 })).at(-1)
  const { point } = await backUp(pair, repository, head === undefined ? {} : { audit: { seq: head.seq, hash: head.hash } })
  return point
}

/** What a rollback of this pair to that point is told. Default: what Tongbu did, on both sides. */
export async function towards(point: Point, repository: Repository, options: Partial<RollbackOptions> = {}): Promise<RollbackOptions> {
  return { point: point.id, past: await pastMailboxes(repository, point), auditSeq: point.audit?.seq ?? 0, sides: SIDES, scope: 'ours', ...options }
}

/** Rolls back. */
export const rollBack = async (pair: MemoryPair, repository: Repository, point: Point, options: Partial<RollbackOptions> = {}, wrap: Wrap = {}): Promise<RollbackReport> =>
  pair.rollback(await towards(point, repository, options), repository, wrap)
