import type { Repository } from '../backup/repository.ts'
import type { ContentPlace } from './place.ts'

/** The backup as a place that holds content. `afterErasure`: brings in step what is made from it, such as an index of it. */
export const backupPlace = (repository: Pick<Repository, 'mails' | 'erase' | 'files'>, afterErasure: (signal: AbortSignal) => Promise<unknown> = async () => {}): ContentPlace => ({
  name: 'backup',
  async *contents(signal) {
    for await (const { blob, entries, content } of repository.mails(signal)) {
      const positions = entries.map(({ pair, side, id, ref, internetMessageId }) => ({ pair, side, id, ...(ref === undefined ? {} : { ref }), ...(internetMessageId === undefined ? {} : { messageId: internetMessageId }) }))
      yield { key: blob, positions, content }
    }
  },
  erase: async ({ keys, messageIds }, signal) => {
    const { blobs, entries, points, packsRemoved, packsWritten } = await repository.erase(keys, signal, messageIds)
    await afterErasure(signal)
    return { messages: blobs.length, entriesOfRestorePoints: entries, restorePointsChanged: points.length, packsRemoved: packsRemoved.length, packsWritten: packsWritten.length }
  },
  files: () => repository.files(),
})
