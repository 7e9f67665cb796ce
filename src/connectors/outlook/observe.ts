import { interleave } from '../../platform/interleave.ts'
import type { Checkpoints, ObservationEnd, ObservationPage } from '../connector.ts'
import type { Folders } from './folders.ts'
import { observeFolder, type FolderReader } from './observe-folder.ts'
import type { Receipts } from './receipts.ts'

/** Scope of the note that `Receipts` keeps. */
const RECEIPTS_SCOPE = 'receipts'

export interface Observer extends FolderReader {
  readonly folders: Folders
  readonly receipts: Receipts
  readonly concurrency: number
}

/**
 * Folders first, then what changed in each of them, several folders at once. Nearly always the folders are those that they were:
 * so as many as can be under way beside the question for folders are asked for at the same time, and told after it.
 */
export async function* observeMailbox(observer: Observer, checkpoints: Checkpoints, signal: AbortSignal): AsyncGenerator<ObservationPage, ObservationEnd> {
  const { folders, receipts, concurrency } = observer
  receipts.recall(checkpoints.get(RECEIPTS_SCOPE))
  const pagesOf = (id: string) => observeFolder(observer, id, checkpoints.get(id), signal)
  const begun = new Map(folders.remembered(checkpoints).slice(0, concurrency - 1).map((id) => [id, begin(pagesOf(id))]))
  try {
    const { page, synced } = await folders.observe(checkpoints, signal)
    if (page !== undefined) yield page
    const sources = synced.map(({ id }) => () => begun.get(id)?.read() ?? pagesOf(id))
    for await (const seen of interleave(sources, concurrency)) {
      receipts.notice(seen.messages)
      const note = receipts.changedNote()
      yield note === undefined ? seen.page : { ...seen.page, checkpoints: { ...seen.page.checkpoints, [RECEIPTS_SCOPE]: note } }
    }
    return { isQuiet: async () => true }
  } finally {
    await Promise.allSettled([...begun.values()].map(({ end }) => end()))
  }
}

/** Asks for the first value now, and not only when somebody reads; a failure is told to the reader. */
function begin<T>(source: AsyncGenerator<T, void>) {
  const first = source.next()
  first.catch(() => {})
  const read = async function* (): AsyncGenerator<T, void> {
    for (let step = await first; step.done !== true; step = await source.next()) yield step.value
  }
  return { read, end: () => source.return() }
}
