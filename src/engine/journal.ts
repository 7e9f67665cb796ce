import { SyncError } from '../domain/errors.ts'
import type { FolderRef } from '../domain/folder.ts'
import { toInstant } from '../domain/instant.ts'
import type { Operation } from '../domain/operation.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { JournalEntry } from './ports.ts'

/** Writes operations down, all in one commit; none of them may be begun before this resolves. */
export async function journal(operations: readonly Operation[], mirror: Mirror, context: PairContext): Promise<JournalEntry[]> {
  const at = toInstant(context.clock.now()) ?? ''
  const bookmarks = await bookmarkFolders(operations, mirror, context)
  const entries = operations.map((operation) => {
    const bookmark = bookmarks.get(newPlaceOf(operation) ?? '')
    return { token: context.newId(), operation, at, ...(bookmark === undefined ? {} : { bookmark }) }
  })
  await mirror.commit({ begun: entries })
  return entries
}

/** One note per target folder and window of where the folder ends, so that recovery need not read all of it. */
async function bookmarkFolders(operations: readonly Operation[], mirror: Mirror, context: PairContext): Promise<Map<string, string>> {
  const bookmarks = new Map<string, string>()
  for (const operation of operations) {
    const ref = newPlaceOf(operation)
    const folder = ref === undefined || bookmarks.has(ref) ? undefined : mirror.folder(ref)
    if (folder === undefined) continue
    try {
      const bookmark = await context.mailboxes[folder.side].bookmark?.(folder.id, context.signal)
      if (bookmark !== undefined) bookmarks.set(folder.ref, bookmark)
    } catch (error) {
      if (!(error instanceof SyncError && error.scope === 'item')) throw error
    }
  }
  return bookmarks
}

/** The folder in which an operation makes a message appear. */
function newPlaceOf(operation: Operation): FolderRef | undefined {
  const makesOne = operation.kind === 'copy' || operation.kind === 'restore-message' || operation.kind === 'move' || operation.kind === 'trash' || operation.kind === 'retire'
  return makesOne ? operation.folder : undefined
}
