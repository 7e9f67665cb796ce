import type { Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { count, counted, megabytes } from '../render.ts'
import { withArchive } from './with-archive.ts'

export function indexArchive(invocation: Invocation): Promise<number> {
  return withArchive(invocation, async (archive, looking, line) => {
    const indexed = await archive.index({ ...looking, isRebuild: invocation.given['rebuild'] === true })
    line.clear()
    printResult(invocation, indexed, () => `${counted(indexed.takenIn, 'message')} taken in; ${count(indexed.added)} read into the index, ${count(indexed.removed)} taken out. It has ${counted(indexed.messages, 'message')} and ${counted(indexed.terms, 'term')}.`)
    return EXIT.ok
  })
}

export function pruneArchive(invocation: Invocation): Promise<number> {
  const isDryRun = invocation.given['dryRun'] === true
  return withArchive(invocation, async (archive, looking, line) => {
    const pruned = await archive.prune({ ...looking, isDryRun })
    line.clear()
    printResult(invocation, pruned, () => {
      const { due, kept, held, inMailbox, backup } = pruned
      const stay = `${count(kept)} are kept for now, ${count(held)} by a legal hold; ${count(inMailbox)} are still in a mailbox.`
      const room = backup?.bytesAfter === undefined ? '' : ` The backup had ${megabytes(backup.bytesBefore)} and has ${megabytes(backup.bytesAfter)}.`
      return isDryRun ? `${counted(due, 'message')} would be dropped. ${stay} Nothing was written.` : `${counted(due, 'message')} dropped. ${stay}${room}`
    })
    return EXIT.ok
  })
}
