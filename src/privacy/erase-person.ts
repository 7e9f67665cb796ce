import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { SIDES, type Side } from '../domain/side.ts'
import type { AuditRecord, ChangeSet, PairStore } from '../engine/ports.ts'
import type { Clock } from '../platform/clock.ts'
import { checkTraces, type BareFile } from './check-traces.ts'
import { findPerson, type FindOptions, type Found } from './find-person.ts'
import { countsIn, type NamingPlace } from './naming.ts'
import { needlesOf, type Person } from './person.ts'
import type { PersonalStore } from './ports.ts'
import { addCounts, digestOf, subjectOf, type ChainHead, type Counts, type Proof } from './proof.ts'

/** What a person decides about an erasure. */
export interface ErasureRequest {
  readonly person: Person
  /** Who does it, and why, as it will stand in the proof and in the audit. */
  readonly by: string
  readonly because: string
  /** Also messages of others that only name the person. */
  readonly mentions: boolean
  /** Although messages are still in a mailbox, from where the next run reads them again. */
  readonly evenIfPresent: boolean
  /** Also rows of messages that are gone, of which nobody can tell any more whose they were. */
  readonly unattributed: boolean
}

export interface ErasureTools extends Omit<FindOptions, 'person' | 'mentions' | 'remembered' | 'store'> {
  readonly store: PersonalStore
  readonly pairStore: (pair: string) => PairStore
  readonly audit: { verify(pair: string): Promise<{ readonly records: number; readonly head: string; readonly broken?: unknown }> }
  /** What names people beside their messages. */
  readonly naming: readonly NamingPlace[]
  readonly files: () => AsyncIterable<BareFile>
  readonly clock: Clock
  /** Keeps the proof; only then the erasure has ended. */
  readonly keepProof: (proof: Proof) => Promise<void>
}

/** What an erasure would find, in numbers. */
export interface ErasurePlan {
  /** Rows of the mirror, by pair. */
  readonly rows: Counts
  /** By place. */
  readonly places: Readonly<Record<string, { readonly messages: number; readonly held: number; readonly mentions: number }>>
  /** What names the person beside their messages, by place. */
  readonly naming: Readonly<Record<string, Counts>>
  /** What is still in a mailbox and has to be deleted there first, trash and recoverable items included. */
  readonly present: Found['present']
  readonly unreadable: number
  readonly others: number
  readonly unattributed: number
}

export type Erasure = { readonly outcome: 'erased'; readonly proof: Proof; readonly salt: string } | { readonly outcome: 'still-present'; readonly plan: ErasurePlan }

/** What is noted of an erasure until it has ended, so that one that was killed is finished and not begun anew. It does not say of whom. */
interface Note {
  readonly id: string
  readonly subject: string
  readonly salt: string
  readonly startedAt: Instant
  readonly before: Readonly<Record<string, ChainHead>>
  /** Rows that were found, by pair: what told whose they are may be erased, or deleted in the mailbox, before they are. */
  readonly remembered: Readonly<Record<string, readonly ItemRef[]>>
  /** What is to go from each place, by its names there: a later attempt finds less of it. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** What was to go, by pair or place, noted before it goes: a later attempt finds less of it. */
  readonly erasing: Readonly<Record<string, Counts>>
  /** What places told of beside that. */
  readonly told: Readonly<Record<string, Counts>>
}

/** Counts what would be erased, and writes nothing. */
export async function planErasure(request: Pick<ErasureRequest, 'person' | 'mentions'>, tools: Omit<FindOptions, 'person' | 'mentions' | 'remembered' | 'store'> & Pick<ErasureTools, 'store' | 'naming'>): Promise<ErasurePlan> {
  const note = await noteOf(request.person, tools.store)
  return planOf(await findPerson({ ...tools, ...request, remembered: note?.remembered ?? {} }), await namingOf(request.person, tools.naming))
}

const total = (refs: ReadonlyMap<string, readonly unknown[]>): number => [...refs.values()].reduce((sum, { length }) => sum + length, 0)

/** Places where nothing names the person are left out. */
async function namingOf(person: Person, naming: readonly NamingPlace[]): Promise<Record<string, Counts>> {
  const found: Record<string, Counts> = {}
  for (const place of naming) {
    const counts = countsIn(await place.find(person))
    if (Object.keys(counts).length > 0) found[place.name] = counts
  }
  return found
}

const planOf = ({ rows, places, present, unreadable, others, unattributed }: Found, naming: ErasurePlan['naming']): ErasurePlan => ({
  rows: Object.fromEntries([...rows].map(([pair, refs]) => [pair, refs.length])),
  places: Object.fromEntries([...places].map(([name, { keys, held, mentions }]) => [name, { messages: keys.size, held: held.size, mentions }])),
  naming,
  present,
  unreadable,
  others,
  unattributed: total(unattributed),
})

/**
 * Erases a person from the database and from every place that holds content, looks through everything once more, and proves it. Killed at
 * any point, the same call goes on. While messages of theirs are in a mailbox it does nothing but remember which rows are theirs.
 * @throws {SyncError} `NAMES_PERSON` where the reason or the name names the person by address; `STORE_LOCKED`; `LAST_ADMINISTRATOR`; what a place failed with
 */
export async function erasePerson(request: ErasureRequest, tools: ErasureTools): Promise<Erasure> {
  refuseNaming(request)
  const { person, mentions } = request
  for (const place of tools.naming) await place.refuse?.(person)
  const before = await noteOf(person, tools.store)
  let note: Note = before ?? (await beginNote(person, tools))
  const keep = async (change: Partial<Note>): Promise<void> => {
    note = { ...note, ...change }
    await tools.store.keepNote(note.id, JSON.stringify(note))
  }
  const found = await findPerson({ ...tools, person, mentions, remembered: note.remembered })
  // Once this is kept, the rows are found again whatever happens to the messages.
  await keep({ remembered: Object.fromEntries([...found.rows].filter(([, refs]) => refs.length > 0)) })
  if (found.present.length > 0 && !request.evenIfPresent) return { outcome: 'still-present', plan: planOf(found, await namingOf(person, tools.naming)) }
  const erasing = async (what: string, counts: Counts): Promise<void> => keep({ erasing: { ...note.erasing, [what]: mostOf(note.erasing[what], counts) } })
  for (const pair of tools.pairs) {
    const changes = await changesOf(pair, found, request, tools)
    await erasing(`pair ${pair}`, countsOf(changes))
    await tools.pairStore(pair).commit(changes)
  }
  await keep({ told: addCounts(note.told, { database: { countedPeopleUnlinked: await tools.store.unlinkPeople(person.addresses) } }) })
  for (const place of tools.places) {
    const here = found.places.get(place.name)
    const keys = new Set([...(note.keys[place.name] ?? []), ...(here?.keys ?? [])].filter((key) => here?.held.has(key) !== true))
    await keep({ keys: { ...note.keys, [place.name]: [...keys] } })
    await erasing(place.name, { messages: keys.size })
    const { messages: _counted, ...told } = await place.erase({ keys, messageIds: found.messageIds }, tools.signal)
    await keep({ told: addCounts(note.told, { [place.name]: told }) })
  }
  for (const place of tools.naming) {
    await erasing(place.name, countsIn(await place.find(person)))
    await place.erase(person, { by: request.by, run: note.id })
  }
  await keep({ remembered: {}, keys: {} })
  await tools.store.scrub()
  const check = await checkTraces({ ...tools, person, mentions, messageIds: found.messageIds })
  const proof = await recorded(request, { note, found, check }, tools)
  await tools.keepProof(proof)
  const { salt } = note
  await tools.store.keepNote(note.id, null)
  await tools.store.scrub()
  return { outcome: 'erased', proof, salt }
}

function refuseNaming({ person, by, because }: ErasureRequest): void {
  const text = `${by}\n${because}`.toLowerCase()
  if (needlesOf(person).some((address) => text.includes(address))) throw new SyncError('NAMES_PERSON', 'The reason, or the name of who does this, holds the address that is to be erased. Both stay in the audit and in the proof.')
}

async function noteOf(person: Person, store: Pick<PersonalStore, 'notes'>): Promise<Note | undefined> {
  const notes = [...(await store.notes()).values()].map((text) => JSON.parse(text) as Note)
  return notes.find(({ subject, salt }) => subject === subjectOf(person, salt))
}

async function beginNote(person: Person, { newId, clock, pairs, audit }: ErasureTools): Promise<Note> {
  const salt = newId() + newId()
  const before: Record<string, ChainHead> = {}
  for (const pair of pairs) before[pair] = await headOf(audit, pair)
  return { id: `e${newId()}`, subject: subjectOf(person, salt), salt, startedAt: toInstant(clock.now()) ?? '', before, remembered: {}, keys: {}, erasing: {}, told: {} }
}

async function headOf(audit: ErasureTools['audit'], pair: string): Promise<ChainHead> {
  const { records, head } = await audit.verify(pair)
  return { records, head }
}

function mostOf(a: Counts = {}, b: Counts): Counts {
  return Object.fromEntries(Object.keys({ ...a, ...b }).map((what) => [what, Math.max(a[what] ?? 0, b[what] ?? 0)]))
}

/** Of all pairs together, and of each place. */
function erasedOf({ erasing, told }: Note): Record<string, Counts> {
  let erased: Record<string, Counts> = { database: {} }
  for (const [what, counts] of Object.entries(erasing)) erased = addCounts(erased, { [what.startsWith('pair ') ? 'database' : what]: counts })
  return addCounts(erased, told)
}

type Erasing = Required<Pick<ChangeSet, 'deletedItems' | 'deletedBindings' | 'settled' | 'released' | 'checkpoints'>>

const countsOf = ({ deletedItems, deletedBindings, released, settled, checkpoints }: Erasing): Counts => ({ rowsOfTheMirror: deletedItems.length, bindings: deletedBindings.length, setAside: released.length, journal: settled.length, checkpoints: checkpoints.length })

/** All rows of one pair, for one transaction. */
async function changesOf(pair: string, found: Found, { unattributed, evenIfPresent }: ErasureRequest, { pairStore, store }: ErasureTools): Promise<Erasing> {
  const memory = pairStore(pair)
  const refs = [...(found.rows.get(pair) ?? []), ...(unattributed ? (found.unattributed.get(pair) ?? []) : [])]
  const theirs = new Set(refs)
  const bindings = unattributed ? (await store.bindings(pair)).filter(({ left, right }) => theirs.has(left ?? '') || theirs.has(right ?? '')).map(({ id }) => id) : [...(found.bindings.get(pair) ?? [])]
  const settled = (await memory.journal()).filter(({ operation }) => refsIn(operation).some((ref) => theirs.has(ref))).map(({ token }) => token)
  const released = (await memory.setAside()).filter(({ item }) => theirs.has(item)).map(({ item }) => item)
  const checkpoints: NonNullable<ChangeSet['checkpoints']>[number][] = []
  for (const side of SIDES) {
    const remembered = await memory.checkpoints(side)
    const isNamed = [...remembered.values()].some((value) => namesOne(value, found.messageIds))
    // A row that is gone while its message is not has to be read again: what the mailbox tells next is what changed since.
    if (isNamed || (evenIfPresent && isPresent(found, pair, side))) for (const scope of remembered.keys()) checkpoints.push({ side, scope, value: null })
  }
  return { deletedItems: refs, deletedBindings: bindings, settled, released, checkpoints }
}

const isPresent = ({ present }: Found, pair: string, side: Side): boolean => present.some((each) => each.pair === pair && each.side === side)

function refsIn(operation: Operation): ItemRef[] {
  if (operation.kind === 'bind') return [operation.left, operation.right]
  return 'item' in operation ? [operation.item] : []
}

const namesOne = (text: string, messageIds: ReadonlySet<string>): boolean => text.includes('<') && [...text.matchAll(/<[^<>]+>/g)].some(([id]) => messageIds.has(id))

/** The proof, once the audit has the record of it. */
async function recorded({ by, because, unattributed }: ErasureRequest, { note, found, check }: { readonly note: Note; readonly found: Found; readonly check: Proof['check'] }, { pairs, pairStore, audit, clock }: ErasureTools): Promise<Proof> {
  const inPlaces = [...found.places.values()]
  const endedAt = toInstant(clock.now()) ?? ''
  const said: Omit<Proof, 'digest' | 'audit'> = {
    format: 'tongbu-erasure-proof',
    version: 1,
    id: note.id,
    subject: note.subject,
    startedAt: note.startedAt,
    endedAt,
    by,
    because,
    erased: erasedOf(note),
    left: {
      held: inPlaces.reduce((sum, { held }) => sum + held.size, 0),
      mentions: inPlaces.reduce((sum, { mentions }) => sum + mentions, 0),
      inMailboxes: found.present.reduce((sum, { messages }) => sum + messages, 0),
      unattributed: unattributed ? 0 : total(found.unattributed),
      unreadable: found.unreadable,
    },
    othersConcerned: found.others,
    check,
  }
  const digest = digestOf(said)
  const record: AuditRecord = { at: endedAt, run: note.id, kind: 'erase', by, reason: because, detail: JSON.stringify({ proof: digest }) }
  const heads: Record<string, { before: ChainHead; after: ChainHead }> = {}
  for (const pair of pairs) {
    await pairStore(pair).commit({ audit: [record] })
    heads[pair] = { before: note.before[pair] ?? { records: 0, head: '' }, after: await headOf(audit, pair) }
  }
  return { ...said, digest, audit: heads }
}
