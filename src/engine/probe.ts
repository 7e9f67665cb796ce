import type { RemoteMessage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { Item } from '../domain/item.ts'
import { NO_MARKS, type MarkName, type Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { parseMessage, type ParsedMessage } from '../mime/parse-message.ts'
import { probeMessage } from '../mime/probe-message.ts'
import { MARK_NAMES, representMarks, sameMark } from '../reconcile/merge-marks.ts'
import { apply } from './apply.ts'
import { cleanProbe, PROBE, PROBE_FOLDER, PROBE_PAIR, probeFolder, type ProbeNote } from './clean-probe.ts'
import { digest } from './digests.ts'
import { Mirror } from './mirror.ts'
import { observe } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import { prepare } from './prepare.ts'
import { recover } from './recover.ts'
import { now } from './rows.ts'
import { dueNow } from './sync-pair.ts'

/** What the last two-way test of a pair found, as JSON text. */
export const PROBED = 'probed'

/** What may differ between a test message and its copy. */
export type ProbeDifference = 'subject' | 'text' | 'attachment' | 'sent' | 'received' | 'folder' | MarkName

/** What became of the test message of one side. */
export interface ProbedDirection {
  readonly from: Side
  /** `arrived`: as it should. `differs`: it arrived, and something is not the same. `missing`: it did not arrive in time. `refused`: a mailbox did not take it. */
  readonly outcome: 'arrived' | 'differs' | 'missing' | 'refused'
  /** From putting it in until it was on the other side, in milliseconds. */
  readonly tookMs?: number
  readonly differences: readonly ProbeDifference[]
  /** Whether the copy has the bytes of the message. */
  readonly isExact: boolean
  /** Whether marks that were changed on the copy came back, and in how many milliseconds. */
  readonly marksBack?: { readonly came: boolean; readonly tookMs: number }
  /** Why it was refused: the code of the error. */
  readonly code?: string
}

/** Something that a vendor's documents leave open, answered by trying it. */
export interface ProbedFact {
  readonly on: Side
  readonly what: 'keeps-received-date' | 'keeps-marks' | 'keeps-bytes' | 'reads-the-same-twice'
  readonly answer: boolean
}

/** What a two-way test found. */
export interface Probed {
  readonly run: string
  readonly at: Instant
  /** Whether both clouds were simulated, or those of a customer. */
  readonly place: 'simulation' | 'tenant'
  readonly directions: readonly ProbedDirection[]
  readonly facts: readonly ProbedFact[]
  /** Whether another look at both mailboxes found nothing of the test any more. */
  readonly isClean: boolean
}

export interface ProbeOptions {
  readonly place: Probed['place']
  /** The person who wants it. */
  readonly by?: string
  /** How long a message may be on its way, in milliseconds. Default: a minute. */
  readonly patienceMs?: number
}

const MARKS: Marks = { ...NO_MARKS, read: true, flag: 'flagged', answered: true }
const HOUR_MS = 3_600_000
/** Old enough that a date of today would show. */
const AGE_MS = { sent: 49 * HOUR_MS, received: 48 * HOUR_MS }
const PATIENCE_MS = 60_000
const PAUSE_MS = 500

/**
 * Puts a message into a folder of its own on each side, lets the sync carry it and nothing else, compares, changes marks on the copy and
 * sees them come back; then removes everything and looks again. What it puts in is noted before: whatever kills it, the next run of the pair clears it away.
 */
export async function probe(context: PairContext, { place, by, patienceMs = PATIENCE_MS }: ProbeOptions): Promise<Probed> {
  const { store, run, newId } = context
  await recover(context)
  await observe(context)
  const folders = await store.folders()
  const note: ProbeNote = { run, tokens: { left: newId(), right: newId() }, had: SIDES.filter((side) => probeFolder(folders, side) !== undefined) }
  await store.commit({ facts: { [PROBE]: JSON.stringify(note) }, audit: [{ at: now(context), run, kind: 'probe', reason: 'two-way test', ...(by === undefined ? {} : { by }) }] })
  const probing = new Probing(context, note, patienceMs)
  let directions: readonly ProbedDirection[]
  try {
    directions = await probing.bothWays()
  } finally {
    if (!context.signal.aborted) await cleanProbe(note, context)
  }
  const probed: Probed = { run, at: toInstant(context.clock.now()) ?? '', place, directions, facts: probing.facts, isClean: await isClean(note, context) }
  await store.commit({ facts: { [PROBED]: JSON.stringify(probed) } })
  return probed
}

/** Looks at both mailboxes anew; what is known of the test as bound is given up. */
async function isClean(note: ProbeNote, context: PairContext): Promise<boolean> {
  await carry(context)
  const folders = await context.store.folders()
  for (const side of SIDES) {
    const folder = probeFolder(folders, side)
    if (folder === undefined) continue
    const left = await context.store.itemsInFolder(side, folder.ref)
    if (!note.had.includes(side) || left.some(({ origin }) => origin?.pair === PROBE_PAIR)) return false
  }
  return true
}

/** One pass of the sync over the folder of the test alone. */
async function carry(context: PairContext): Promise<void> {
  const unsettled = await recover(context)
  const observed = await observe(context)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const mirror = new Mirror(context.store)
    const names = new Set((await context.store.folders()).filter(({ name, parent }) => name === PROBE_FOLDER && parent === undefined).map(({ ref }) => ref))
    const prepared = await prepare(mirror, context, { observed, unsettled, alreadyTrashed: 0, isDecided: false, within: names })
    const due = dueNow(prepared.operations.filter((operation) => isWithin(operation, names, mirror)))
    if (due.length === 0) return
    const { stoppedBy, failed, unanswered } = await apply(due, mirror, context)
    if (stoppedBy !== undefined) throw stoppedBy
    if (failed + unanswered > 0) return
  }
}

const MOST_ROUNDS = 8

/** Whether an operation is about the folder of the test or what is in it. */
function isWithin(operation: Operation, folders: ReadonlySet<string>, mirror: Mirror): boolean {
  const refs = new Set<string | undefined>()
  if ('from' in operation) refs.add(operation.from)
  if ('left' in operation) refs.add(operation.left).add(operation.right)
  if ('item' in operation) refs.add(operation.item)
  if (operation.kind === 'change-folder' || operation.kind === 'delete-folder') refs.add(operation.folder)
  const binding = 'binding' in operation && operation.binding !== undefined ? mirror.binding(operation.binding) : undefined
  refs.add(binding?.left).add(binding?.right)
  return [...refs].some((ref) => ref !== undefined && (folders.has(ref) || folders.has(mirror.item(ref)?.folder ?? '')))
}

/** A message that was put in, and what is known of it. */
interface Placed {
  readonly from: Side
  readonly folderId: string
  readonly message: RemoteMessage
  readonly content: ParsedMessage
  readonly marks: Marks
  readonly receivedAt: Instant
  readonly at: number
}

class Probing {
  readonly facts: ProbedFact[] = []
  readonly #context: PairContext
  readonly #note: ProbeNote
  readonly #patienceMs: number

  constructor(context: PairContext, note: ProbeNote, patienceMs: number) {
    this.#context = context
    this.#note = note
    this.#patienceMs = patienceMs
  }

  async bothWays(): Promise<readonly ProbedDirection[]> {
    const directions: ProbedDirection[] = []
    for (const from of SIDES) directions.push(await this.#direction(from))
    return directions
  }

  async #direction(from: Side): Promise<ProbedDirection> {
    this.#context.onProgress({ phase: 'applying', pass: 0, done: from === 'left' ? 0 : 1, total: 2 })
    const nothing = { from, differences: [], isExact: false } as const
    try {
      const placed = await this.#place(from)
      try {
        const arrived = await this.#waitFor(() => this.#copyOf(placed))
        const tookMs = this.#context.clock.now() - placed.at
        if (arrived === undefined) return { ...nothing, outcome: 'missing' }
        const { differences, isExact } = await this.#compare(placed, arrived)
        return { from, outcome: differences.length === 0 ? 'arrived' : 'differs', tookMs, differences, isExact, marksBack: await this.#marksBack(placed, arrived) }
      } finally {
        await placed.content.dispose()
      }
    } catch (error) {
      if (error instanceof SyncError && error.scope === 'item') return { ...nothing, outcome: 'refused', code: error.code }
      throw error
    }
  }

  async #place(from: Side): Promise<Placed> {
    const { mailboxes, store, clock, signal } = this.#context
    const mailbox = mailboxes[from]
    const folderId = probeFolder(await store.folders(), from)?.id ?? (await mailbox.createFolder(PROBE_FOLDER, undefined, signal)).id
    const token = this.#note.tokens[from]
    const source = await probeMessage(token, clock.now() - AGE_MS.sent)
    const content = await parseMessage(source)
    const marks = representMarks(MARKS, mailbox.capabilities.marks)
    const receivedAt = toInstant(clock.now() - AGE_MS.received) ?? ''
    const origin = { pair: PROBE_PAIR, side: from, id: token, token, ...content.digests, roleClass: 'received', route: 'exact' } as const
    try {
      const message = await mailbox.create({ folderId, source, content, marks, receivedAt, roleClass: 'received', origin }, signal)
      await this.#readBack(from, folderId, message, { content, marks, receivedAt })
      return { from, folderId, message, content, marks, receivedAt, at: clock.now() }
    } finally {
      await source.dispose()
    }
  }

  /** What a mailbox makes of what is put in answers what its vendor's documents leave open. */
  async #readBack(on: Side, folderId: string, message: RemoteMessage, { content, marks, receivedAt }: Pick<Placed, 'content' | 'marks' | 'receivedAt'>): Promise<void> {
    const reads = [await this.#read(on, message.id, folderId), await this.#read(on, message.id, folderId)]
    const [first, second] = reads
    this.facts.push(
      { on, what: 'keeps-received-date', answer: message.envelope?.receivedAt === receivedAt },
      { on, what: 'keeps-marks', answer: differingMarks(message.marks, marks).length === 0 },
      { on, what: 'keeps-bytes', answer: first?.digests.exact === content.digests.exact },
      { on, what: 'reads-the-same-twice', answer: first?.digests.exact === second?.digests.exact },
    )
    for (const each of reads) await each.dispose()
  }

  async #read(side: Side, id: string, folderId: string): Promise<ParsedMessage> {
    const source = await this.#context.mailboxes[side].read({ id, folderId }, this.#context.signal)
    try {
      return await parseMessage(source)
    } finally {
      await source.dispose()
    }
  }

  async #copyOf({ from, message }: Placed): Promise<Item | undefined> {
    const { store } = this.#context
    const [item] = await store.itemsById(from, [message.id])
    const [binding] = item === undefined ? [] : await store.bindingsOf([item.ref])
    const ref = binding?.[opposite(from)]
    return ref === undefined ? undefined : (await store.itemsByRef([ref]))[0]
  }

  async #compare(placed: Placed, copy: Item): Promise<Pick<ProbedDirection, 'differences' | 'isExact'>> {
    const { mailboxes, store, signal } = this.#context
    const folder = (await store.folders()).find(({ ref }) => ref === copy.folder)
    const differences: ProbeDifference[] = []
    const { content, receivedAt, marks } = placed
    const look = async (found: ParsedMessage): Promise<void> => {
      const attachments = ({ attachments: all }: ParsedMessage): string => JSON.stringify(all.map(({ name, sha256 }) => [name, sha256]).toSorted())
      if (found.subject !== content.subject) differences.push('subject')
      if (textOf(found) !== textOf(content)) differences.push('text')
      if (attachments(found) !== attachments(content)) differences.push('attachment')
      if (found.sentAt !== content.sentAt) differences.push('sent')
    }
    const digested = await digest(mailboxes[copy.side], copy, folder?.id, signal, look)
    if (copy.receivedAt !== receivedAt) differences.push('received')
    if (folder?.name !== PROBE_FOLDER) differences.push('folder')
    const canHold = MARK_NAMES.filter((name) => isWritable(mailboxes[copy.side].capabilities.marks[name]) && isWritable(mailboxes[placed.from].capabilities.marks[name]))
    differences.push(...differingMarks(copy.marks, marks).filter((name) => canHold.includes(name)))
    return { differences, isExact: digested?.digests?.exact === content.digests.exact }
  }

  /** Marks are changed on the copy as a person would, and should come back. */
  async #marksBack(placed: Placed, copy: Item): Promise<NonNullable<ProbedDirection['marksBack']>> {
    const { mailboxes, store, signal, clock } = this.#context
    const folder = (await store.folders()).find(({ ref }) => ref === copy.folder)
    const begunAt = clock.now()
    await mailboxes[copy.side].mark({ id: copy.id, folderId: folder?.id ?? '', marks: copy.marks }, { read: false, flag: 'none' }, signal)
    const came = await this.#waitFor(async () => {
      const [item] = await store.itemsById(placed.from, [placed.message.id])
      return item?.marks.read === false && item.marks.flag === 'none' ? item : undefined
    })
    return { came: came !== undefined, tookMs: clock.now() - begunAt }
  }

  /** Lets the sync carry until something is there, or for as long as it may take. */
  async #waitFor(look: () => Promise<Item | undefined>): Promise<Item | undefined> {
    const { clock, signal } = this.#context
    for (const end = clock.now() + this.#patienceMs; ; ) {
      await carry(this.#context)
      const found = await look()
      if (found !== undefined || clock.now() >= end) return found
      await clock.wait(PAUSE_MS, signal)
    }
  }
}

const isWritable = (access: string): boolean => access !== 'none' && access !== 'read'

const differingMarks = (found: Marks, wanted: Marks): readonly MarkName[] => MARK_NAMES.filter((name) => !sameMark(found[name], wanted[name]))

/** The words of a text, whatever a cloud made of its line ends. */
const textOf = ({ body }: ParsedMessage): string => body.content.replaceAll(/<[^>]*>|&nbsp;/g, ' ').replaceAll(/\s+/g, ' ').trim()
