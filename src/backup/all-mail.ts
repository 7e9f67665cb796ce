import type { Spool } from '../platform/spool.ts'
import { spool } from '../platform/spool.ts'
import { kindOf, readPack } from './packs.ts'
import type { PointEntry } from './point.ts'
import { readList } from './read-list.ts'
import { refresh, type Tools } from './tools.ts'

/** A message of the backup, and the places in mailboxes that restore points have it at. */
export interface KeptMail {
  readonly blob: string
  /** Each place once, however many points have it. */
  readonly entries: readonly (PointEntry & { readonly pair: string })[]
  /** Freed when the next one is asked for. */
  readonly content: Spool
}

/** Every message in every pack once, also what no point has any more, in the order in which packs are read quickest. @throws {SyncError} `BACKUP_DAMAGED` */
export async function* allMail(tools: Tools, open: (blob: string) => Promise<Spool>, signal: AbortSignal): AsyncGenerator<KeptMail> {
  await refresh(tools)
  const entries = await entriesByBlob(tools, open, signal)
  const seen = new Set<string>()
  for (const pack of tools.index.packs().filter((each) => kindOf(each) === 'mail')) {
    for await (const { id, content } of readPack(pack, tools)) {
      signal.throwIfAborted()
      if (seen.has(id)) continue
      seen.add(id)
      const whole = await spool(content)
      try {
        yield { blob: id, entries: entries.get(id) ?? [], content: whole }
      } finally {
        await whole.dispose()
      }
    }
  }
}

/** Points share lists, and each is read once for a pair. */
async function entriesByBlob({ points }: Tools, open: (blob: string) => Promise<Spool>, signal: AbortSignal): Promise<ReadonlyMap<string, KeptMail['entries']>> {
  const found = new Map<string, Map<string, PointEntry & { readonly pair: string }>>()
  const read = new Set<string>()
  for (const { pair, lists } of await points.all()) {
    for (const list of lists) {
      signal.throwIfAborted()
      if (read.has(`${pair} ${list}`)) continue
      read.add(`${pair} ${list}`)
      for (const entry of await readList(list, open)) {
        if (entry.blob === undefined) continue
        const ofBlob = found.get(entry.blob) ?? new Map<string, PointEntry & { readonly pair: string }>()
        ofBlob.set(`${pair} ${entry.side} ${entry.id}`, { ...entry, pair })
        found.set(entry.blob, ofBlob)
      }
    }
  }
  return new Map([...found].map(([blob, ofBlob]) => [blob, [...ofBlob.values()]]))
}
