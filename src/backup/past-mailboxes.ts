import { SIDES, type Side } from '../domain/side.ts'
import type { Point, PointEntry, PointFolder } from './point.ts'
import type { Repository } from './repository.ts'

/** One mailbox as a point has it. */
export interface PastSide {
  readonly folders: readonly PointFolder[]
  readonly unavailable: readonly string[]
  readonly messages: readonly PointEntry[]
}

/** Both mailboxes of a point, without content. @throws {SyncError} `BACKUP_DAMAGED` where not all of it can be read */
export async function pastMailboxes(repository: Repository, point: Point): Promise<Readonly<Record<Side, PastSide>>> {
  const messages: Record<Side, PointEntry[]> = { left: [], right: [] }
  for await (const entry of repository.entries(point)) messages[entry.side].push(entry)
  const [left, right] = SIDES.map((side): PastSide => ({ folders: point.sides[side].folders, unavailable: point.sides[side].unavailable, messages: messages[side] })) as [PastSide, PastSide]
  return { left, right }
}
