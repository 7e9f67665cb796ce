import type { Checkpoints } from '../connector.ts'
import type { JoinKeys } from './join-index.ts'
import { JOINED_SCOPE } from './join-state.ts'

/** What is remembered of one message of the IMAP channel: how it is known on the other, and the tags it last had there. */
export interface JoinNote {
  readonly keys: JoinKeys
  readonly tags: readonly string[]
  readonly forwarded: boolean
  /** Its id on the OpenAPI, where that was seen. */
  readonly there?: string | undefined
}

const PREFIX = `${JOINED_SCOPE}/`
type Row = readonly [messageId: string, arrival: string, tags?: readonly string[], forwarded?: 0 | 1, there?: string]

/** Whether a checkpoint is ours. */
export const isJoinScope = (scope: string): boolean => scope === JOINED_SCOPE || scope.startsWith(PREFIX)

/** Notes by IMAP id, kept in chunks of checkpoints (`join/<folder>/<first id>`), so that a change rewrites little. */
export class JoinNotes {
  readonly #chunks = new Map<string, Map<string, JoinNote>>()
  readonly #chunkOf = new Map<string, string>()
  readonly #changed = new Set<string>()
  readonly #passing: Map<string, JoinNote>

  /** `passing`: what we did ourselves since these checkpoints were stored. */
  constructor(checkpoints: Checkpoints, passing: ReadonlyMap<string, JoinNote> = new Map()) {
    this.#passing = new Map(passing)
    for (const [scope, text] of checkpoints) {
      if (!scope.startsWith(PREFIX)) continue
      for (const [id, row] of Object.entries<Row>(JSON.parse(text))) this.#put(scope, id, toNote(row))
    }
  }

  get(id: string): JoinNote | undefined {
    return this.#passing.get(id) ?? this.#chunks.get(this.#chunkOf.get(id) ?? '')?.get(id)
  }

  /** Every message that is known, by its IMAP id. */
  *entries(): Generator<readonly [id: string, note: JoinNote]> {
    for (const chunk of this.#chunks.values()) for (const entry of chunk) if (!this.#passing.has(entry[0])) yield entry
    yield* this.#passing
  }

  get size(): number {
    return this.#chunkOf.size
  }

  /** Remembers what a write of ours made of a message, until an observation has told it. */
  setForNow(id: string, note: JoinNote): void {
    this.#passing.set(id, note)
  }

  /** What no observation told yet. */
  get passing(): ReadonlyMap<string, JoinNote> {
    return this.#passing
  }

  /** An observation came to its end: what it did not tell of our writes is no more. */
  endPassing(): void {
    this.#passing.clear()
  }

  /** Notes of one page lie together. */
  set(folderId: string, pageId: string, id: string, note: JoinNote): void {
    const scope = this.#chunkOf.get(id) ?? `${PREFIX}${folderId}/${pageId.slice(pageId.indexOf('/') + 1)}`
    const before = this.#chunks.get(scope)?.get(id)
    this.#passing.delete(id)
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

const toRow = ({ keys, tags, forwarded, there }: JoinNote): Row => {
  const known = [keys.messageId ?? '', keys.arrival] as const
  if (there !== undefined) return [...known, tags, forwarded ? 1 : 0, there]
  if (forwarded) return [...known, tags, 1]
  return tags.length === 0 ? known : [...known, tags]
}

const toNote = ([messageId, arrival, tags = [], forwarded, there]: Row): JoinNote => ({
  keys: { messageId: messageId === '' ? undefined : messageId, arrival },
  tags,
  forwarded: forwarded === 1,
  there,
})
