import type { Repository } from '../backup/repository.ts'
import type { Writer } from '../backup/writer.ts'
import type { ArchiveIndex } from './archive-index.ts'
import { messageName } from './catch-up.ts'
import { fateOf, type RetentionRules } from './holds.ts'
import type { ArchivedMessage } from './message.ts'
import { sightingsIn } from './take-in.ts'

/** How many messages of a pair stay, and why, and how many go. */
export interface Judged {
  readonly due: number
  readonly held: number
  readonly kept: number
  readonly inMailbox: number
  /** Of `due`, by pair. */
  readonly dueByPair: Readonly<Record<string, number>>
}

/** Decides about every message in the index. @returns also the names of those that are due */
export async function judge(repository: Repository, index: ArchiveIndex<ArchivedMessage>, rules: RetentionRules): Promise<{ readonly judged: Judged; readonly due: ReadonlySet<string> }> {
  const inMailbox = new Map<string, ReadonlySet<string>>()
  const due = new Set<string>()
  const counts = { 'in-mailbox': 0, held: 0, kept: 0, due: 0 }
  const dueByPair: Record<string, number> = {}
  for (const number of index.find([])) {
    const message = index.head(number)
    if (message === undefined) continue
    const { pair, blob } = message
    const there = inMailbox.get(pair) ?? (rules.hasMailboxes(pair) ? await lastSeen(pair, repository) : new Set())
    inMailbox.set(pair, there)
    const fate = fateOf(message, there.has(blob), rules)
    counts[fate]++
    if (fate !== 'due') continue
    due.add(messageName(message, repository))
    dueByPair[pair] = (dueByPair[pair] ?? 0) + 1
  }
  return { judged: { due: counts.due, held: counts.held, kept: counts.kept, inMailbox: counts['in-mailbox'], dueByPair }, due }
}

/** What the last restore point of a pair holds. */
async function lastSeen(pair: string, repository: Repository): Promise<ReadonlySet<string>> {
  const blobs = new Set<string>()
  const last = (await repository.points(pair)).at(-1)
  if (last !== undefined) for await (const { blob } of repository.entries(last)) if (blob !== undefined) blobs.add(blob)
  return blobs
}

/** Drops what is due from lists and index. A list without it is there before the old one goes; killed at any point, the next call goes on. */
export async function dropDue(repository: Repository, index: ArchiveIndex<ArchivedMessage>, { writer, rules }: { readonly writer: Writer; readonly rules: RetentionRules }): Promise<Judged> {
  const { judged, due } = await judge(repository, index, rules)
  for (const list of await repository.keptLists()) {
    const sightings = await sightingsIn(list, repository)
    const kept = sightings.filter((sighting) => !due.has(messageName(sighting, repository)))
    const [first] = kept
    if (kept.length === sightings.length) continue
    if (first !== undefined) await writer.keepList(first.pair, kept)
    await writer.dropList(list)
  }
  index.remove([...due], new Set(await repository.keptLists()))
  return judged
}
