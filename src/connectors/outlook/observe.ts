import type { Checkpoints, ObservationEnd, ObservationPage } from '../connector.ts'
import type { Folders } from './folders.ts'
import { interleave } from './interleave.ts'
import { observeFolder, type FolderReader } from './observe-folder.ts'
import type { Receipts } from './receipts.ts'

/** Scope of the note that `Receipts` keeps. */
const RECEIPTS_SCOPE = 'receipts'

export interface Observer extends FolderReader {
  readonly folders: Folders
  readonly receipts: Receipts
  readonly concurrency: number
}

/** Folders first, then what changed in each of them, several folders at once. */
export async function* observeMailbox(observer: Observer, checkpoints: Checkpoints, signal: AbortSignal): AsyncGenerator<ObservationPage, ObservationEnd> {
  const { folders, receipts } = observer
  receipts.recall(checkpoints.get(RECEIPTS_SCOPE))
  const { page, synced } = await folders.observe(checkpoints, signal)
  if (page !== undefined) yield page
  const sources = synced.map(({ id }) => () => observeFolder(observer, id, checkpoints.get(id), signal))
  for await (const seen of interleave(sources, observer.concurrency)) {
    receipts.notice(seen.messages)
    const note = receipts.changedNote()
    yield note === undefined ? seen.page : { ...seen.page, checkpoints: { ...seen.page.checkpoints, [RECEIPTS_SCOPE]: note } }
  }
  return { quiet: true }
}
