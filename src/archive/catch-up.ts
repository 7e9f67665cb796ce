import type { Repository } from '../backup/repository.ts'
import { SyncError } from '../domain/errors.ts'
import type { ArchiveIndex, IndexedMessage } from './archive-index.ts'
import { describe, idTerms, type ArchivedMessage, type Sighting } from './message.ts'
import { sightingsIn } from './take-in.ts'
import { termsOf } from './words.ts'

/** Messages that go into the index together, and terms of them that are held in memory until then. */
const MOST_TOGETHER = 10_000
const MOST_TERMS = 500_000
export interface CatchUpOptions {
  readonly signal: AbortSignal
  /** Told how many messages of how many were read. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What bringing the index in step came to. */
export interface CaughtUp {
  readonly added: number
  readonly removed: number
}

/** The name of a message in the index. */
export const messageName = ({ pair, blob }: Pick<Sighting, 'pair' | 'blob'>, repository: Pick<Repository, 'secretName'>): string => repository.secretName(`archived message ${pair} ${blob}`)

/** Digits of a name that people are shown. */
export const REF_DIGITS = 16

/**
 * Brings the index in step with the lists of the archive. Killed at any point, the next call goes on; what is in the index already is
 * not read again. @throws {SyncError} `BACKUP_DAMAGED` where a message or a list cannot be read
 */
export async function catchUp(repository: Repository, index: ArchiveIndex<ArchivedMessage>, { signal, onProgress = () => {} }: CatchUpOptions): Promise<CaughtUp> {
  const { lists, sightings, isWhole } = await readLists(repository, index)
  const removed = isWhole ? index.names().filter((name) => !sightings.has(name)) : []
  if (isWhole) index.remove(removed, new Set(lists))
  let batch: IndexedMessage<ArchivedMessage>[] = []
  let terms = 0
  let added = 0
  let done = 0
  for (const [name, seen] of sightings) {
    signal.throwIfAborted()
    const number = index.named(name)
    const known = number === undefined ? undefined : index.head(number)
    if (known === undefined) {
      const message = await readMessage(name, seen, repository)
      batch.push(message)
      added++
      terms += message.content?.terms.size ?? 0
    } else {
      const places = placesOf([...known.places, ...seen])
      if (places.length > known.places.length) batch.push({ name, head: { ...known, places } })
    }
    onProgress(++done, sightings.size)
    if (batch.length < MOST_TOGETHER && terms < MOST_TERMS) continue
    index.add(batch, [])
    batch = []
    terms = 0
  }
  index.add(batch, lists)
  return { added, removed: removed.length }
}

interface Listed {
  /** Lists that were read, or were in the index already. */
  readonly lists: readonly string[]
  /** By the name of the message. */
  readonly sightings: ReadonlyMap<string, readonly Sighting[]>
  /** All lists were read, because one that the index knew is gone: written anew, or with less. */
  readonly isWhole: boolean
}

const MOST_ATTEMPTS = 3

async function readLists(repository: Repository, index: ArchiveIndex<ArchivedMessage>): Promise<Listed> {
  for (let attempt = 1; ; attempt++) {
    const lists = await repository.keptLists()
    const known = index.lists()
    const there = new Set(lists)
    const isWhole = [...known].some((list) => !there.has(list))
    const sightings = new Map<string, Sighting[]>()
    try {
      for (const list of isWhole ? lists : lists.filter((each) => !known.has(each))) {
        for (const sighting of await sightingsIn(list, repository)) {
          const name = messageName(sighting, repository)
          const seen = sightings.get(name)
          if (seen === undefined) sightings.set(name, [sighting])
          else seen.push(sighting)
        }
      }
      return { lists, sightings, isWhole }
    } catch (error) {
      // Another process may write lists anew meanwhile.
      const after = new Set(await repository.keptLists())
      if (attempt === MOST_ATTEMPTS || lists.every((list) => after.has(list))) throw error
    }
  }
}

async function readMessage(name: string, seen: readonly Sighting[], repository: Repository): Promise<IndexedMessage<ArchivedMessage>> {
  const [first] = [...seen].sort((a, b) => (a.archivedAt < b.archivedAt ? -1 : 1))
  if (first === undefined) throw new SyncError('BROKEN_INVARIANT', 'A message of the archive was never seen.')
  const { pair, blob, size, receivedAt, archivedAt } = first
  const source = await repository.open(blob)
  try {
    const { about, text } = await describe(source)
    const head = { ref: name.slice(0, REF_DIGITS), pair, blob, size, receivedAt, archivedAt, places: placesOf(seen), ...about }
    return { name, head, content: { text, terms: termsOf(text).union(new Set(idTerms(about))) } }
  } finally {
    await source.dispose()
  }
}

/** Each place once, in the order in which it was seen. */
function placesOf(seen: ArchivedMessage['places']): ArchivedMessage['places'] {
  const places = new Map(seen.map(({ side, folder, roleClass }) => [`${side} ${folder}`, { side, folder, roleClass }] as const))
  return [...places.values()]
}
