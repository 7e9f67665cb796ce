import pLimit from 'p-limit'
import type { Mailbox } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import { toInstant } from '../domain/instant.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { PastFolder } from '../domain/past.ts'
import { SIDES, type Side } from '../domain/side.ts'
import type { PairStore } from '../engine/ports.ts'
import { readMailbox } from '../engine/read-mailbox.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import type { Spool } from '../platform/spool.ts'
import { inOrder, type AuditHead, type Point, type PointEntry, type PointReason } from './point.ts'
import type { Repository } from './repository.ts'
import type { Writer } from './writer.ts'

export interface TakePointOptions {
  readonly pair: string
  readonly why: PointReason
  readonly pinned?: boolean
  readonly mailboxes: Readonly<Record<Side, Mailbox>>
  /** Tells our names of what it knows. */
  readonly store: Pick<PairStore, 'folders' | 'itemsById'>
  readonly audit?: AuditHead
  readonly clock: Clock
  readonly newId: NewId
  readonly signal: AbortSignal
  readonly onProgress?: (progress: PointProgress) => void
}

export interface PointProgress {
  readonly phase: 'listing' | 'reading'
  /** Messages listed, or messages read of those that have to be. */
  readonly done: number
  readonly total?: number
}

/** What taking a point came to. */
export interface TakenPoint {
  readonly point: Point
  /** Messages that were read, and their bytes of MIME. */
  readonly read: number
  readonly bytes: number
  /** Messages that were known from before, and not read again. */
  readonly known: number
  /** Messages that are in the point without content, with the reason. */
  readonly unreadable: readonly PointEntry[]
  /** Messages that were listed and were gone when they were to be read, and are not in the point. */
  readonly vanished: number
}

/** A message that moves gets a new id on IMAP: a mailbox where some were gone is listed again, so often. */
const MOST_LISTINGS = 3

/**
 * Reads both mailboxes of a pair and saves them as they are. Needs neither the pair nor its database for itself. What the last point
 * has, or one that was never finished, is not read again. Each message is in the point, with the reason where it could not be read.
 * @throws {SyncError} what a cloud or the backup folder failed with: what was read until then is kept for the next time
 */
export async function takePoint(repository: Repository, options: TakePointOptions): Promise<TakenPoint> {
  return repository.writing(async (writer) => {
    const known = await knownOf(options.pair, repository, writer)
    const taking = new Taking(writer, options, known)
    try {
      return await taking.run()
    } catch (error) {
      await taking.keep().catch(() => undefined)
      throw error
    }
  })
}

const keyOf = ({ side, id }: Pick<PointEntry, 'side' | 'id'>): string => `${side} ${id}`

/** What tells whether a message was read before: no more, as there is one for each message of both mailboxes. */
type Known = Pick<PointEntry, 'blob' | 'size' | 'listedSize' | 'version' | 'roleClass'>

/** What was read of these mailboxes before, by side and the cloud's id. */
async function knownOf(pair: string, repository: Repository, writer: Writer): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  const last = (await repository.points(pair)).at(-1)
  const note = (entry: PointEntry): void => {
    const { blob, size, listedSize, version, roleClass } = entry
    if (blob !== undefined && repository.has(blob)) known.set(keyOf(entry), { blob, listedSize, roleClass, ...optional('size', size), ...optional('version', version) })
  }
  if (last !== undefined) for await (const entry of repository.entries(last)) note(entry)
  for (const entry of await writer.unfinished(pair)) note(entry)
  return known
}

/** What was read of one side. */
interface SideRead {
  readonly folders: readonly PastFolder[]
  readonly unavailable: readonly string[]
  readonly entries: readonly PointEntry[]
}

/** One point on its way. */
class Taking {
  #read = 0
  #bytes = 0
  #known = 0
  #vanished = 0
  #listed = 0
  #toTry = 0
  #tried = 0
  /** Packed since the last note. */
  #fresh: PointEntry[] = []
  readonly #oneByOne = pLimit(1)
  readonly #failed = new AbortController()
  readonly #signal: AbortSignal
  readonly #writer: Writer
  readonly #options: TakePointOptions
  readonly #before: Map<string, Known>

  constructor(writer: Writer, options: TakePointOptions, before: Map<string, Known>) {
    this.#writer = writer
    this.#options = options
    this.#before = before
    this.#signal = AbortSignal.any([options.signal, this.#failed.signal])
  }

  async run(): Promise<TakenPoint> {
    const { pair, why, pinned = false, clock, audit } = this.#options
    const takenAt = toInstant(clock.now()) ?? ''
    const [left, right] = await this.#orNone(SIDES.map((side) => this.#readSide(side)))
    if (left === undefined || right === undefined) throw new SyncError('BROKEN_INVARIANT', 'A side was not read.')
    const entries = [...left.entries, ...right.entries]
    const point = await this.#writer.savePoint({
      pair,
      takenAt,
      why,
      pinned,
      ...(audit === undefined ? {} : { audit }),
      folders: { left: left.folders, right: right.folders },
      unavailable: { left: left.unavailable, right: right.unavailable },
      entries,
    })
    return { point, read: this.#read, bytes: this.#bytes, known: this.#known, unreadable: entries.filter(({ unreadable }) => unreadable !== undefined), vanished: this.#vanished }
  }

  /** Makes durable what was read, for this point or the next attempt at one. */
  async keep(): Promise<void> {
    await this.#writer.flush()
    await this.#writer.keepUnfinished(this.#options.pair, this.#fresh.splice(0))
  }

  /** All of it, or the first failure, once nothing of it is at work any more. */
  async #orNone<Result>(work: readonly Promise<Result>[]): Promise<Result[]> {
    let first: { readonly error: unknown } | undefined
    const results: Result[] = []
    const one = async (each: Promise<Result>, at: number): Promise<void> => {
      try {
        results[at] = await each
      } catch (error) {
        first ??= { error }
        this.#failed.abort(error)
      }
    }
    await Promise.all(work.map(one))
    if (first !== undefined) throw first.error
    return results
  }

  async #readSide(side: Side): Promise<SideRead> {
    const found = new Map<string, PointEntry>()
    for (let listing = 1; ; listing++) {
      const seen = await this.#list(side)
      for (const id of found.keys()) if (!seen.items.has(id)) found.delete(id)
      const missing = await this.#readItems(side, seen, found)
      if (missing === 0 || listing === MOST_LISTINGS) {
        this.#vanished += missing
        return { folders: seen.folders, unavailable: seen.unavailable, entries: [...found.values()] }
      }
    }
  }

  async #list(side: Side): Promise<Listed> {
    const { mailboxes, newId, store } = this.#options
    const unavailable = new Set<string>()
    const listing = await readMailbox(noting(mailboxes[side], unavailable), side, newId, this.#signal, (messages) => {
      this.#listed += messages
      this.#options.onProgress?.({ phase: 'listing', done: this.#listed })
    })
    const idOf = new Map(listing.folders.map(({ ref, id }) => [ref, id]))
    const refs = new Map((await store.folders()).filter((folder) => folder.side === side).map(({ id, ref }) => [id, ref]))
    const folders = listing.folders
      .filter(({ presence }) => presence === 'present')
      .map(({ id, name, parent, role }): PastFolder => ({ id, ...optional('ref', refs.get(id)), name, ...optional('parent', parent === undefined ? undefined : idOf.get(parent)), ...optional('role', role) }))
    return { folders, unavailable: [...unavailable], items: new Map(listing.items.map((item) => [item.id, item])), folderOf: (item) => idOf.get(item.folder) ?? '', refs: await this.#refsOf(side, listing.items) }
  }

  async #refsOf(side: Side, items: readonly Item[]): Promise<ReadonlyMap<string, ItemRef>> {
    const refs = new Map<string, ItemRef>()
    for (let at = 0; at < items.length; at += REFS_AT_ONCE) {
      for (const { id, ref } of await this.#options.store.itemsById(side, items.slice(at, at + REFS_AT_ONCE).map(({ id }) => id))) refs.set(id, ref)
    }
    return refs
  }

  /** Adds what is listed to `found`. @returns how many were gone meanwhile */
  async #readItems(side: Side, listed: Listed, found: Map<string, PointEntry>): Promise<number> {
    const toRead: PointEntry[] = []
    for (const item of listed.items.values()) {
      const entry = entryOf(item, listed)
      const before = found.get(item.id) ?? this.#before.get(keyOf(entry))
      if (before === undefined || !isSame(before, entry)) toRead.push(entry)
      else {
        if (!found.has(item.id)) this.#known++
        found.set(item.id, { ...entry, ...optional('blob', before.blob), ...optional('size', before.size) })
      }
    }
    this.#toTry += toRead.length
    let missing = 0
    const take = (id: string, read: PointEntry | undefined): void => {
      if (read === undefined) missing++
      else found.set(id, read)
      this.#tried++
      this.#options.onProgress?.({ phase: 'reading', done: this.#tried, total: this.#toTry })
    }
    const queue = (await this.#readTogether(side, inOrder(toRead), take)).values()
    const worker = async (): Promise<void> => {
      for (const entry of queue) take(entry.id, await this.#readOne(side, entry))
    }
    await this.#orNone(Array.from({ length: READS_AT_ONCE }, worker))
    return missing
  }

  /** Reads many at a time where the mailbox can. @returns what has to be read alone */
  async #readTogether(side: Side, entries: readonly PointEntry[], take: (id: string, read: PointEntry) => void): Promise<readonly PointEntry[]> {
    const mailbox = this.#options.mailboxes[side]
    const left = new Map(entries.map((entry) => [entry.id, entry]))
    await this.#patiently(async () => {
      const wanted = [...left.values()].map(({ id, folder, listedSize }) => ({ id, folderId: folder, size: listedSize }))
      for await (const { id, mime } of mailbox.readMany?.(wanted, this.#signal) ?? []) {
        const entry = left.get(id)
        if (entry === undefined || !left.delete(id)) await mime.dispose()
        else take(id, await this.#packed(entry, mime))
      }
    })
    return [...left.values()]
  }

  /** The entry with its content, or with the reason why there is none; nothing where the message is gone. */
  async #readOne(side: Side, entry: PointEntry): Promise<PointEntry | undefined> {
    const mime = await this.#readMime(side, entry).catch((error: unknown) => {
      if (error instanceof SyncError && (error.scope === 'item' || error.scope === 'collection')) return error
      throw error
    })
    if (mime instanceof SyncError) return mime.code === 'NOT_FOUND' ? undefined : { ...entry, unreadable: { code: mime.code, message: mime.message } }
    return await this.#packed(entry, mime)
  }

  async #packed(entry: PointEntry, mime: Spool): Promise<PointEntry> {
    try {
      return await this.#oneByOne(() => this.#pack(entry, mime))
    } finally {
      await mime.dispose()
    }
  }

  async #pack(entry: PointEntry, mime: Spool): Promise<PointEntry> {
    const { blob } = await this.#writer.put(mime)
    const whole = { ...entry, blob, size: mime.size }
    this.#fresh.push(whole)
    this.#read++
    this.#bytes += mime.size
    if (this.#writer.isFull) await this.keep()
    return whole
  }

  #readMime(side: Side, { id, folder: folderId }: PointEntry): Promise<Spool> {
    return this.#patiently(() => this.#options.mailboxes[side].read({ id, folderId, priority: 'bulk' }, this.#signal))
  }

  /** What a cloud cannot give now it is asked for again a few times, at its own pace. */
  async #patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      this.#signal.throwIfAborted()
      try {
        return await ask()
      } catch (error) {
        const mayPass = error instanceof SyncError && (error.code === 'THROTTLED' || error.code === 'REMOTE_FAILURE')
        if (!mayPass || attempt === MOST_ATTEMPTS) throw error
        await this.#options.clock.wait(error.retryAfterMs ?? 1000 * 2 ** attempt, this.#signal)
      }
    }
  }
}

const MOST_ATTEMPTS = 4
/** Reads that are asked for at once of each side. How many are on their way is for the connector to say; over IMAP it reads those of a folder together. */
const READS_AT_ONCE = 32
const REFS_AT_ONCE = 500

interface Listed {
  readonly folders: readonly PastFolder[]
  readonly unavailable: readonly string[]
  /** By the cloud's id. */
  readonly items: ReadonlyMap<string, Item>
  readonly folderOf: (item: Item) => string
  readonly refs: ReadonlyMap<string, ItemRef>
}

const entryOf = (item: Item, { folderOf, refs }: Listed): PointEntry => ({
  side: item.side,
  id: item.id,
  ...optional('ref', refs.get(item.id)),
  folder: folderOf(item),
  roleClass: item.roleClass,
  receivedAt: item.receivedAt,
  marks: item.marks,
  ...optional('internetMessageId', item.internetMessageId),
  ...optional('origin', item.origin),
  listedSize: item.size,
  ...(item.roleClass === 'draft' ? optional('version', item.etag) : {}),
})

/** Whether the content of a message is what it was: a cloud's id is of one content, but for drafts and for what Outlook lets people edit. */
const isSame = (before: Known, now: Known): boolean => before.blob !== undefined && before.listedSize === now.listedSize && before.version === now.version && before.roleClass === now.roleClass

/** The mailbox, and a note of each folder that it cannot list. */
const noting = (mailbox: Mailbox, unavailable: Set<string>): Mailbox => ({
  ...mailbox,
  async *observe(checkpoints, signal, areKnown) {
    const pages = mailbox.observe(checkpoints, signal, areKnown)
    for (;;) {
      const next = await pages.next()
      if (next.done === true) return next.value
      if (next.value.unavailable !== undefined) unavailable.add(next.value.unavailable.folderId)
      yield next.value
    }
  },
})

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [key in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { readonly [key in Key]?: Value }))
