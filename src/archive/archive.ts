import { join } from 'node:path'
import pLimit from 'p-limit'
import type { ErasureProof } from '../backup/erase.ts'
import type { PruneReport } from '../backup/prune.ts'
import type { Repository } from '../backup/repository.ts'
import type { Writer } from '../backup/writer.ts'
import { SyncError } from '../domain/errors.ts'
import { toInstant } from '../domain/instant.ts'
import type { Clock } from '../platform/clock.ts'
import type { Spool } from '../platform/spool.ts'
import { openArchiveIndex, type ArchiveIndex } from './archive-index.ts'
import { catchUp, messageName, type CatchUpOptions, type CaughtUp } from './catch-up.ts'
import { covers, type Hold, type RetentionRules } from './holds.ts'
import { idTerms, type ArchivedMessage } from './message.ts'
import { dropDue, judge, type Judged } from './retain.ts'
import { naming, search, type ArchiveQuery, type FoundMessage } from './search.ts'
import { takeInPoints } from './take-in.ts'

const INDEX = 'archive-index.sqlite'
const HOLDS = 'archive-holds'

export interface ArchiveOptions {
  readonly repository: Repository
  readonly clock: Clock
  readonly rules: Pick<RetentionRules, 'keepDays' | 'mailboxAddresses' | 'hasMailboxes'>
}

/** What came to be dropped, or would be. */
export interface ArchivePrune extends Judged {
  /** What the backup was pruned of then; absent in a dry run. */
  readonly backup?: PruneReport
}

/** One page of what was found. */
export interface Found {
  readonly messages: readonly FoundMessage[]
  /** Nothing more fits. */
  readonly isAll: boolean
}

export type NewHold = Omit<Hold, 'at' | 'ended'>

/**
 * For other parts, in short. To find a person: `naming`. To open a message: `open`. To erase some: `erase`, which respects holds; whoever erases
 * through the repository itself asks `holdsOnIds` first, and calls `index` in the end, which forgets what the lists no longer name.
 *
 * The messages of all restore points, for as long as they are to be kept, whatever becomes of the points and the mailboxes. Everything that
 * reads or looks brings the index in step first. Every method throws `BACKUP_DAMAGED`, `BACKUP_FOLDER`, `BACKUP_FULL` where the folder fails, and
 * those that write `BACKUP_BUSY`. Nothing is written to the audit here: whoever calls says who wants to know.
 */
export interface Archive {
  /** Takes in the restore points of a pair that are not in it yet. @returns how many messages are new */
  takeIn(pair: string): Promise<number>
  /** The same of every pair that has restore points. */
  takeInAll(): Promise<number>
  /** Brings the index in step, or makes it anew. */
  index(options: CatchUpOptions & { readonly isRebuild?: boolean }): Promise<CaughtUp & ReturnType<ArchiveIndex<ArchivedMessage>['counts']>>
  /** Newest first. */
  search(query: ArchiveQuery, options: CatchUpOptions & { readonly most: number }): Promise<Found>
  /** Every message that names this address in From, Sender, Reply-To, To, Cc or Bcc, copies too, in no order. */
  naming(address: string, options: CatchUpOptions): Promise<readonly ArchivedMessage[]>
  /** By its ref or the beginning of it. @throws {SyncError} `ARCHIVE_UNKNOWN` */
  message(ref: string, options: CatchUpOptions): Promise<ArchivedMessage>
  /** Its MIME, as it was read. Caller disposes. */
  open(message: Pick<ArchivedMessage, 'blob'>): Promise<Spool>
  /** Removes messages, by their refs, from the archive and from every restore point of every pair, for good. @throws {SyncError} `ARCHIVE_HELD` with nothing removed */
  erase(refs: readonly string[], options: CatchUpOptions): Promise<ErasureProof>
  /** Also those that were ended, oldest first. */
  holds(): Promise<readonly Hold[]>
  /** @throws {SyncError} `ARCHIVE_HELD` where there is one of that name */
  addHold(hold: NewHold): Promise<Hold>
  /** How many messages a hold covers, at present. */
  covered(hold: Hold, options: CatchUpOptions): Promise<number>
  /** @throws {SyncError} `ARCHIVE_UNKNOWN` */
  endHold(name: string, end: { readonly by: string; readonly because: string }): Promise<Hold>
  /** Names of holds that keep this message now. */
  holdsOn(message: ArchivedMessage): Promise<readonly string[]>
  /** Names of holds that keep a message of this Message-ID or of these bytes (`exactDigest`) now, whichever pair has it. */
  holdsOnIds(ids: Pick<ArchivedMessage, 'messageId' | 'digest'>, options: CatchUpOptions): Promise<readonly string[]>
  /** Drops what is due, and prunes the backup of it: nothing of it is left that no restore point holds. */
  prune(options: CatchUpOptions & { readonly isDryRun: boolean }): Promise<ArchivePrune>
  close(): void
}

/** Opens the archive of a backup. The repository stays the caller's. */
export function openArchive({ repository, clock, rules }: ArchiveOptions): Archive {
  const index = openArchiveIndex<ArchivedMessage>(join(repository.root, INDEX), repository.secretName)
  const holdsInTurn = pLimit(1)
  const now = (): string => toInstant(clock.now()) ?? ''
  const inStep = (options: CatchUpOptions): Promise<CaughtUp> => catchUp(repository, index, options)
  const holds = async (): Promise<Hold[]> => JSON.parse((await repository.note(HOLDS)) ?? '[]') as Hold[]
  const changeHolds = (change: (all: readonly Hold[]) => Hold[]): Promise<Hold[]> =>
    holdsInTurn(() =>
      repository.writing(async (writer) => {
        const changed = change(await holds())
        await writer.writeNote(HOLDS, JSON.stringify(changed))
        return changed
      }),
    )
  const isCovered = (hold: Hold, each: ArchivedMessage | undefined): boolean => each !== undefined && covers(hold, each, rules.mailboxAddresses)
  const namesOfHoldsOn = async (messages: readonly ArchivedMessage[]): Promise<string[]> => (await holds()).filter((hold) => messages.some((each) => isCovered(hold, each))).map(({ name }) => name)
  const rulesNow = async (): Promise<RetentionRules> => ({ ...rules, holds: await holds(), now: clock.now() })
  const message: Archive['message'] = async (ref, options) => {
    await inStep(options)
    return messageOf(ref, index)
  }
  const takeIn = (pair: string): Promise<number> => repository.writing((writer) => takeInPoints(pair, { repository, writer, now: now() }))
  return {
    takeIn,
    takeInAll: async () => {
      let taken = 0
      for (const pair of new Set((await repository.points()).map((point) => point.pair))) taken += await takeIn(pair)
      return taken
    },
    index: async ({ isRebuild = false, ...options }) => {
      if (isRebuild) index.clear()
      return { ...(await inStep(options)), ...index.counts() }
    },
    search: async (query, { most, ...options }) => {
      await inStep(options)
      const messages: FoundMessage[] = []
      for (const found of search(index, query)) {
        options.signal.throwIfAborted()
        if (messages.length === most) return { messages, isAll: false }
        messages.push(found)
      }
      return { messages, isAll: true }
    },
    naming: async (address, options) => {
      await inStep(options)
      return [...naming(index, address)]
    },
    message,
    open: ({ blob }) => repository.open(blob),
    erase: async (refs, options) => {
      await inStep(options)
      const blobs = new Set(refs.map((ref) => messageOf(ref, index).blob))
      const sharing = index.find([]).flatMap((number) => index.head(number) ?? []).filter(({ blob }) => blobs.has(blob))
      const holding = await namesOfHoldsOn(sharing)
      if (holding.length > 0) throw new SyncError('ARCHIVE_HELD', `Kept by the legal hold ${holding.join(', ')}. Nothing was erased.`)
      const proof = await repository.erase(blobs, options.signal)
      index.remove(sharing.map((each) => messageName(each, repository)), new Set(await repository.keptLists()))
      return proof
    },
    holds,
    addHold: async (hold) => {
      const made = { ...hold, at: now() }
      await changeHolds((all) => {
        if (all.some(({ name }) => name === hold.name)) throw new SyncError('ARCHIVE_HELD', `There is a legal hold ${hold.name} already, or there was one.`)
        return [...all, made]
      })
      return made
    },
    covered: async (hold, options) => {
      await inStep(options)
      return index.find([]).filter((number) => isCovered(hold, index.head(number))).length
    },
    endHold: async (name, end) => {
      const isOpen = (hold: Hold): boolean => hold.name === name && hold.ended === undefined
      const changed = await changeHolds((all) => {
        if (!all.some(isOpen)) throw new SyncError('ARCHIVE_UNKNOWN', 'There is no legal hold of that name that has not ended.')
        return all.map((hold) => (isOpen(hold) ? { ...hold, ended: { at: now(), ...end } } : hold))
      })
      return changed.find((hold) => hold.name === name) as Hold
    },
    holdsOn: async (each) => namesOfHoldsOn([each]),
    holdsOnIds: async (ids, options) => {
      await inStep(options)
      return namesOfHoldsOn(idTerms(ids).flatMap((term) => index.find([term])).flatMap((number) => index.head(number) ?? []))
    },
    prune: async ({ isDryRun, ...options }) => {
      await inStep(options)
      if (isDryRun) return (await judge(repository, index, await rulesNow())).judged
      const judged = await repository.writing((writer: Writer) => holdsInTurn(async () => dropDue(repository, index, { writer, rules: await rulesNow() })))
      return { ...judged, backup: await repository.prune({ drop: [], isThorough: true, signal: options.signal }) }
    },
    close: () => index.close(),
  }
}

/** @throws {SyncError} `ARCHIVE_UNKNOWN` */
function messageOf(ref: string, index: ArchiveIndex<ArchivedMessage>): ArchivedMessage {
  const names = /^[0-9a-f]{4,64}$/.test(ref) ? index.namedLike(ref) : []
  const [name] = names
  const number = name === undefined ? undefined : index.named(name)
  const found = number === undefined ? undefined : index.head(number)
  if (found !== undefined && names.length === 1) return found
  throw new SyncError('ARCHIVE_UNKNOWN', names.length > 1 ? 'Several messages of the archive have a name that begins so.' : 'There is no message of that name in the archive.')
}
