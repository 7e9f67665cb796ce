import type { PastFolder, PastMailbox, PastMessage } from '../domain/past.ts'
import { SIDES, type Side } from '../domain/side.ts'
import type { Point } from './point.ts'
import type { Repository } from './repository.ts'

/** Both mailboxes of a point, without content. @throws {SyncError} `BACKUP_DAMAGED` where not all of it can be read */
export async function pastMailboxes(repository: Repository, point: Point): Promise<Readonly<Record<Side, PastMailbox>>> {
  const messages: Record<Side, PastMessage[]> = { left: [], right: [] }
  for await (const entry of repository.entries(point)) messages[entry.side].push(entry)
  const [left, right] = SIDES.map((side): PastMailbox => ({ folders: point.sides[side].folders, unavailable: point.sides[side].unavailable, messages: messages[side] })) as [PastMailbox, PastMailbox]
  return { left, right }
}

/** Names of folders from the top, with `/` between them, by the cloud's id of each. */
export function pathsOf(folders: readonly PastFolder[]): (id: string) => string {
  const byId = new Map(folders.map((folder) => [folder.id, folder]))
  const pathOf = (id: string, depth = 0): string => {
    const folder = byId.get(id)
    if (folder === undefined || depth > folders.length) return ''
    return folder.parent === undefined ? folder.name : `${pathOf(folder.parent, depth + 1)}/${folder.name}`
  }
  return pathOf
}
