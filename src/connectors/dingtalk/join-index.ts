import { createHash } from 'node:crypto'
import type { RemoteFolder } from '../connector.ts'
import { toInstant } from '../../domain/instant.ts'
import { messageIdOf } from '../../mime/message-id.ts'
import type { WireMessage } from './wire.ts'

/** By what one message is known on both channels: its Message-ID, and its received second with its size. */
export interface JoinKeys {
  readonly messageId: string | undefined
  readonly arrival: string
}

/** What the OpenAPI knows beyond IMAP of one message. */
export interface TagFact {
  readonly id: string
  readonly folder: string
  readonly keys: JoinKeys
  readonly tags: readonly string[]
  readonly forwarded: boolean
}

const short = (...parts: readonly (string | number | undefined)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 10)

interface JoinedFacts {
  readonly internetMessageId?: string | undefined
  readonly receivedAt: string
  readonly size: number
}

/** The keys of what a listing tells of a message. */
export function joinKeys({ internetMessageId, receivedAt, size }: JoinedFacts): JoinKeys {
  const messageId = messageIdOf(internetMessageId ?? '')
  return { messageId: messageId === undefined ? undefined : short(messageId), arrival: short(receivedAt, size) }
}

/** A message of the OpenAPI as a fact of the folder with this key. */
export const toFact = ({ id, internetMessageId, receivedDateTime, size, tags, isForwarded }: WireMessage, folder: string): TagFact => ({
  id,
  folder,
  keys: joinKeys({ internetMessageId, receivedAt: toInstant(Date.parse(receivedDateTime ?? '')) ?? '', size }),
  tags,
  forwarded: isForwarded,
})

/** One text for a folder on both channels: its role, or its name under its parent. System folders have other names on each. */
export function folderKeys(folders: readonly RemoteFolder[]): Map<string, string> {
  const byId = new Map(folders.map((folder) => [folder.id, folder]))
  const keyOf = (folder: RemoteFolder, depth = 0): string => {
    if (folder.role !== undefined) return `\\${folder.role}`
    const parent = folder.parentId === undefined || depth > 50 ? undefined : byId.get(folder.parentId)
    return `${parent === undefined ? '' : keyOf(parent, depth + 1)}/${folder.name.normalize('NFC')}`
  }
  return new Map(folders.map((folder) => [folder.id, keyOf(folder)]))
}

/** Facts of a whole mailbox, or of one folder, to be found by what IMAP shows. */
export class FactIndex {
  readonly #byMessageId = new Map<string, TagFact[]>()
  readonly #byArrival = new Map<string, TagFact[]>()

  add(fact: TagFact): void {
    if (fact.keys.messageId !== undefined) push(this.#byMessageId, fact.keys.messageId, fact)
    push(this.#byArrival, fact.keys.arrival, fact)
  }

  /** The one message that this is: by Message-ID if unique in the folder, else by arrival if that leaves exactly one; nothing in doubt. */
  find(keys: JoinKeys, folder: string): TagFact | undefined {
    const named = keys.messageId === undefined ? undefined : this.#byMessageId.get(keys.messageId)
    const candidates = named ?? this.#byArrival.get(keys.arrival) ?? []
    const here = candidates.filter((fact) => fact.folder === folder)
    // Moved between the two listings: then it is in another folder, and there is only one of it.
    const pool = here.length > 0 ? here : candidates
    if (pool.length === 1 && named !== undefined) return pool[0]
    const exact = pool.filter((fact) => fact.keys.arrival === keys.arrival)
    return exact.length === 1 ? exact[0] : undefined
  }

  *[Symbol.iterator](): Generator<TagFact> {
    for (const facts of this.#byArrival.values()) yield* facts
  }
}

function push(map: Map<string, TagFact[]>, key: string, fact: TagFact): void {
  const facts = map.get(key)
  if (facts === undefined) map.set(key, [fact])
  else if (!facts.some(({ id }) => id === fact.id)) facts.push(fact)
}
