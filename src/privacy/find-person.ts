import pLimit from 'p-limit'
import type { Mailbox } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { readMailbox } from '../engine/read-mailbox.ts'
import type { NewId } from '../platform/ids.ts'
import { lookAt, type Look } from './look-at-message.ts'
import type { Person } from './person.ts'
import type { ContentPlace, HeldContent, IsHeld, Position } from './place.ts'
import type { MirrorRow, PersonalStore } from './ports.ts'

export interface FindOptions {
  readonly person: Person
  /** Whether a message that only names the person counts as theirs. */
  readonly mentions: boolean
  readonly store: Pick<PersonalStore, 'rows' | 'bindings'>
  /** All that were ever written or are configured. */
  readonly pairs: readonly string[]
  readonly places: readonly ContentPlace[]
  /** Of a pair that is configured. */
  readonly mailboxes: (pair: string) => Promise<Readonly<Record<Side, Mailbox>> | undefined>
  readonly isHeld: IsHeld
  /** Rows that were found to be the person's before, by pair: what told it may be gone since. */
  readonly remembered: Readonly<Record<string, readonly ItemRef[]>>
  readonly newId: NewId
  readonly signal: AbortSignal
  readonly onProgress?: (progress: FindProgress) => void
  /** Shown what a place holds of the person, what somebody has to keep too, before it is freed. */
  readonly onTheirs?: (held: HeldContent, look: Look, place: string) => Promise<void>
}

export interface FindProgress {
  /** The name of a place, or of a pair. */
  readonly where: string
  readonly done: number
}

/** What one place holds of the person. */
export interface FoundInPlace {
  readonly keys: ReadonlySet<string>
  /** Messages of theirs that somebody has to keep. */
  readonly held: ReadonlySet<string>
  /** Messages of others that name them, where those do not count. */
  readonly mentions: number
}

/** Where the person is. */
export interface Found {
  readonly places: ReadonlyMap<string, FoundInPlace>
  readonly messageIds: ReadonlySet<string>
  /** Rows of the mirror, by pair. */
  readonly rows: ReadonlyMap<string, readonly ItemRef[]>
  /** Their bindings, by pair. */
  readonly bindings: ReadonlyMap<string, readonly string[]>
  /** Messages that still are in a mailbox; none are left out. */
  readonly present: readonly { readonly pair: string; readonly side: Side; readonly messages: number }[]
  /** Messages in mailboxes that could not be read, and may be theirs. */
  readonly unreadable: number
  /** Other people who wrote or received those messages. */
  readonly others: number
  /** Rows of messages that are gone, of which nobody can tell any more whose they were, by pair. */
  readonly unattributed: ReadonlyMap<string, readonly ItemRef[]>
}

/** Looks through every place and both mailboxes of every pair, and writes nothing. @throws {SyncError} what a place or a cloud failed with */
export async function findPerson(options: FindOptions): Promise<Found> {
  const knowledge = new Knowledge(options)
  const places = new Map<string, FoundInPlace>()
  for (const place of options.places) places.set(place.name, await searchPlace(place, knowledge, options))
  const present: Found['present'][number][] = []
  const mirrors = new Map<string, readonly MirrorRow[]>()
  let unreadable = 0
  for (const pair of options.pairs) {
    mirrors.set(pair, await options.store.rows(pair))
    const mailboxes = await options.mailboxes(pair)
    if (mailboxes === undefined) continue
    for (const side of SIDES) {
      const found = await searchMailbox(mailboxes[side], { pair, side }, knowledge, options)
      if (found.messages > 0) present.push({ pair, side, messages: found.messages })
      unreadable += found.unreadable
    }
  }
  const rows = new Map<string, readonly ItemRef[]>()
  const bindings = new Map<string, readonly string[]>()
  const unattributed = new Map<string, readonly ItemRef[]>()
  for (const [pair, mirror] of mirrors) {
    const of = await rowsOf(pair, mirror, knowledge, options)
    rows.set(pair, of.rows)
    bindings.set(pair, of.bindings)
    unattributed.set(pair, of.unattributed)
  }
  return { places, messageIds: knowledge.messageIds, rows, bindings, present, unreadable, others: knowledge.others.size, unattributed }
}

const keyOf = ({ pair, side, id }: Pick<Position, 'pair' | 'side' | 'id'>): string => `${pair} ${side} ${id}`

/** What looking at contents has told. */
class Knowledge {
  readonly messageIds = new Set<string>()
  readonly digests = new Set<string>()
  readonly heldIds = new Set<string>()
  /** Message-IDs of what is somebody else's. */
  readonly strangers = new Set<string>()
  readonly others = new Set<string>()
  readonly refs = new Set<ItemRef>()
  /** What is known of messages in mailboxes, by `keyOf`. */
  readonly positions = new Map<string, Verdict>()
  readonly #options: FindOptions

  constructor(options: FindOptions) {
    this.#options = options
  }

  async learn(look: Look, positions: readonly Position[]): Promise<Verdict> {
    const verdict = await this.#judge(look)
    for (const position of positions) this.positions.set(keyOf(position), verdict)
    const ids = [look.messageId, ...positions.map(({ messageId }) => messageId)].filter((id) => id !== undefined)
    const known = verdict === 'theirs' ? this.messageIds : verdict === 'held' ? this.heldIds : this.strangers
    for (const id of ids) known.add(id)
    if (verdict !== 'theirs') return verdict
    if (look.digest !== undefined) this.digests.add(look.digest)
    for (const { ref } of positions) if (ref !== undefined) this.refs.add(ref)
    for (const address of look.others) this.others.add(address)
    return verdict
  }

  async #judge({ concern, messageId, digest }: Look): Promise<Verdict> {
    if (concern === 'none') return 'strange'
    if (concern === 'mention' && !this.#options.mentions) return 'mention'
    return (await this.#options.isHeld({ ...(messageId === undefined ? {} : { messageId }), ...(digest === undefined ? {} : { digest }) })) ? 'held' : 'theirs'
  }
}

type Verdict = 'theirs' | 'held' | 'mention' | 'strange'

async function searchPlace(place: ContentPlace, knowledge: Knowledge, { person, signal, onProgress = () => {}, onTheirs = async () => {} }: FindOptions): Promise<FoundInPlace> {
  const keys = new Set<string>()
  const held = new Set<string>()
  let [mentions, done] = [0, 0]
  for await (const content of place.contents(signal)) {
    const look = await lookAt(content.content, person)
    const verdict = await knowledge.learn(look, content.positions)
    if (verdict === 'theirs') keys.add(content.key)
    if (verdict === 'theirs' || verdict === 'held') await onTheirs(content, look, place.name)
    if (verdict === 'held') held.add(content.key)
    if (verdict === 'mention') mentions++
    onProgress({ where: place.name, done: ++done })
  }
  return { keys, held, mentions }
}

/** Reads what no place has told of already. */
async function searchMailbox(mailbox: Mailbox, at: { readonly pair: string; readonly side: Side }, knowledge: Knowledge, { person, newId, signal, onProgress = () => {} }: FindOptions): Promise<{ messages: number; unreadable: number }> {
  const { items, folders } = await readMailbox(mailbox, at.side, newId, signal, () => {})
  const folderIds = new Map(folders.map(({ ref, id }) => [ref, id]))
  let [messages, unreadable, done] = [0, 0, 0]
  const look = async (item: Item): Promise<void> => {
    signal.throwIfAborted()
    const position: Position = { ...at, id: item.id, ...(item.internetMessageId === undefined ? {} : { messageId: item.internetMessageId }) }
    try {
      const verdict = knowledge.positions.get(keyOf(position)) ?? (await readAndLearn(mailbox, position, folderIds.get(item.folder) ?? ''))
      if (verdict === 'theirs') messages++
    } catch (error) {
      if (!(error instanceof SyncError) || error.scope !== 'item') throw error
      // Gone meanwhile is fine.
      if (error.code !== 'NOT_FOUND') unreadable++
    }
    onProgress({ where: at.pair, done: ++done })
  }
  const readAndLearn = async (from: Mailbox, position: Position, folderId: string): Promise<Verdict> => {
    const content = await from.read({ id: position.id, folderId, priority: 'bulk' }, signal)
    try {
      return await knowledge.learn(await lookAt(content, person), [position])
    } finally {
      await content.dispose()
    }
  }
  const limit = pLimit(mailbox.capabilities.concurrency)
  const failed = await Promise.allSettled(items.map((item) => limit(() => look(item))))
  for (const result of failed) if (result.status === 'rejected') throw result.reason
  return { messages, unreadable }
}

/** The rows that are the person's, those bound to them, and those of which nobody can tell. */
async function rowsOf(pair: string, mirror: readonly MirrorRow[], knowledge: Knowledge, { store, remembered }: FindOptions): Promise<{ rows: ItemRef[]; bindings: string[]; unattributed: ItemRef[] }> {
  const known = new Set(remembered[pair] ?? [])
  const isHeld = ({ internetMessageId: id }: MirrorRow): boolean => id !== undefined && knowledge.heldIds.has(id)
  const isTheirs = (row: MirrorRow): boolean =>
    !isHeld(row) &&
    (known.has(row.ref) ||
      knowledge.refs.has(row.ref) ||
      knowledge.positions.get(keyOf({ pair, ...row })) === 'theirs' ||
      (row.internetMessageId !== undefined && knowledge.messageIds.has(row.internetMessageId)) ||
      row.digests.some((digest) => knowledge.digests.has(digest)))
  const held = new Set(mirror.filter(isHeld).map(({ ref }) => ref))
  const rows = new Set(mirror.filter(isTheirs).map(({ ref }) => ref))
  const all = await store.bindings(pair)
  const refsOf = ({ left, right }: (typeof all)[number]): ItemRef[] => [left, right].filter((ref) => ref !== undefined)
  for (const binding of all) if (refsOf(binding).some((ref) => rows.has(ref))) for (const ref of refsOf(binding)) if (!held.has(ref)) rows.add(ref)
  const partners = new Map(all.flatMap(({ left, right }) => (left === undefined || right === undefined ? [] : [[left, right] as const, [right, left] as const])))
  const presence = new Map(mirror.map((row) => [row.ref, row.presence]))
  const isGone = (ref: ItemRef | undefined): boolean => ref === undefined || (presence.get(ref) ?? 'gone') === 'gone'
  const isTold = (row: MirrorRow): boolean => knowledge.positions.has(keyOf({ pair, ...row })) || (row.internetMessageId !== undefined && knowledge.strangers.has(row.internetMessageId))
  const unattributed = mirror.filter((row) => isGone(row.ref) && isGone(partners.get(row.ref)) && !rows.has(row.ref) && !held.has(row.ref) && !isTold(row)).map(({ ref }) => ref)
  return { rows: [...rows], bindings: all.filter((binding) => refsOf(binding).some((ref) => rows.has(ref))).map(({ id }) => id), unattributed }
}
