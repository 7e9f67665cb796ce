import type { Checkpoints } from '../connector.ts'
import type { JoinKeys } from './join-index.ts'

/** What is remembered of one message of the IMAP channel: how it is known on the other, and the tags it last had there. */
export interface JoinNote {
  readonly keys: JoinKeys
  readonly tags: readonly string[]
  readonly forwarded: boolean
}

const PREFIX = 'join/'
type Row = readonly [messageId: string, arrival: string, tags?: readonly string[], forwarded?: 1]

/** Present once every message was noted: a mailbox that had only one channel before is listed anew. */
export const JOINED_SCOPE = 'join'

/** Whether a checkpoint is ours. */
export const isJoinScope = (scope: string): boolean => scope.startsWith(PREFIX)

/** Notes by IMAP id, kept in chunks of checkpoints (`join/<folder>/<first id>`), so that a change rewrites little. */
export class JoinNotes {
  readonly #chunks = new Map<string, Map<string, JoinNote>>()
  readonly #chunkOf = new Map<string, string>()
  readonly #changed = new Set<string>()
  readonly #passing = new Map<string, JoinNote>()

  constructor(checkpoints: Checkpoints) {
    for (const [scope, text] of checkpoints) {
      if (!isJoinScope(scope)) continue
      for (const [id, row] of Object.entries<Row>(JSON.parse(text))) this.#put(scope, id, toNote(row))
    }
  }

  get(id: string): JoinNote | undefined {
    return this.#passing.get(id) ?? this.#chunks.get(this.#chunkOf.get(id) ?? '')?.get(id)
  }

  /** Remembers until the next observation, which will tell it anew. */
  setForNow(id: string, note: JoinNote): void {
    this.#passing.set(id, note)
  }

  /** Notes of one page lie together. */
  set(folderId: string, pageId: string, id: string, note: JoinNote): void {
    const scope = this.#chunkOf.get(id) ?? `${PREFIX}${folderId}/${pageId.slice(pageId.indexOf('/') + 1)}`
    const before = this.get(id)
    if (before !== undefined && JSON.stringify(toRow(before)) === JSON.stringify(toRow(note))) return
    this.#put(scope, id, note)
    this.#changed.add(scope)
  }

  /** Forgets folders that are no more. */
  keepFolders(folderIds: ReadonlySet<string>): void {
    const noted = new Set([...this.#chunks.keys()].map((scope) => scope.slice(PREFIX.length, scope.indexOf('/', PREFIX.length))))
    for (const folderId of noted) if (!folderIds.has(folderId)) this.keepOnly(folderId, new Set())
  }

  /** Forgets what a listing of the folder no longer holds. */
  keepOnly(folderId: string, ids: ReadonlySet<string>): void {
    for (const [scope, chunk] of this.#chunks) {
      if (!scope.startsWith(`${PREFIX}${folderId}/`)) continue
      for (const id of chunk.keys()) {
        if (ids.has(id)) continue
        chunk.delete(id)
        this.#chunkOf.delete(id)
        this.#changed.add(scope)
      }
    }
  }

  /** Checkpoints to store with the page that is told next. */
  takeChanges(): Record<string, string | null> {
    const changes: Record<string, string | null> = {}
    for (const scope of this.#changed) {
      const chunk = this.#chunks.get(scope) ?? new Map<string, JoinNote>()
      changes[scope] = chunk.size === 0 ? null : JSON.stringify(Object.fromEntries([...chunk].map(([id, note]) => [id, toRow(note)])))
      if (chunk.size === 0) this.#chunks.delete(scope)
    }
    this.#changed.clear()
    return changes
  }

  #put(scope: string, id: string, note: JoinNote): void {
    const chunk = this.#chunks.get(scope) ?? new Map<string, JoinNote>()
    chunk.set(id, note)
    this.#chunks.set(scope, chunk)
    this.#chunkOf.set(id, scope)
  }
}

const toRow = ({ keys, tags, forwarded }: JoinNote): Row => {
  const known = [keys.messageId ?? '', keys.arrival] as const
  if (forwarded) return [...known, tags, 1]
  return tags.length === 0 ? known : [...known, tags]
}

const toNote = ([messageId, arrival, tags = [], forwarded]: Row): JoinNote => ({
  keys: { messageId: messageId === '' ? undefined : messageId, arrival },
  tags,
  forwarded: forwarded === 1,
})
