import { openArchive, type Archive, type ArchivePrune, type Found, type NewHold } from './archive/archive.ts'
import type { CatchUpOptions } from './archive/catch-up.ts'
import { exportMessages, textOf, type ArchiveFormat, type ExportedMessages } from './archive/export-messages.ts'
import type { Hold } from './archive/holds.ts'
import type { ArchivedMessage } from './archive/message.ts'
import { factsOf } from './archive/print-messages.ts'
import type { ArchiveQuery } from './archive/search.ts'
import type { Repository } from './backup/repository.ts'
import type { Config } from './config/config.ts'
import type { Deed } from './domain/deed.ts'
import { SyncError } from './domain/errors.ts'
import type { Clock } from './platform/clock.ts'
import { namedFolder, type FolderFiles } from './platform/folder-files.ts'
import type { NewId } from './platform/ids.ts'
import type { Telemetry } from './platform/telemetry.ts'
import { recordDeed } from './record-deed.ts'
import type { Store } from './store/store.ts'

export type { Hold as LegalHold } from './archive/holds.ts'
export type { ArchivedMessage } from './archive/message.ts'
export type { ArchiveQuery, FoundMessage } from './archive/search.ts'

/** A person who wants something, for the audit. */
export interface Asked {
  readonly by: string
}

/** A message as it is shown to a person. */
export interface ShownMessage extends ArchivedMessage {
  /** Absent where the message cannot be taken apart. */
  readonly text?: string
  /** What is known of it beside its subject, for people. */
  readonly facts: ReturnType<typeof factsOf>
  /** Names of legal holds that keep it. */
  readonly holds: readonly string[]
}

/**
 * The archive of this configuration. Whoever is shown content of it, or a list of messages, is recorded in the audit of each pair first. All but
 * `isConfigured`, `afterPoint` and `beforePrune` throw `BAD_CONFIG` where there is no archive, and what `Archive` throws.
 */
export interface Archives {
  readonly isConfigured: boolean
  /** Takes in what a new restore point holds. A failure is told to the log, and the next point makes up for it. */
  afterPoint(pair: string): Promise<void>
  /** Takes in every restore point, so that none is dropped with what only it has; nothing where there is no archive. */
  beforePrune(): Promise<void>
  /** Takes in every restore point that is not in it yet, and brings the index in step. */
  index(options: CatchUpOptions & { readonly isRebuild: boolean }): Promise<{ readonly takenIn: number } & Awaited<ReturnType<Archive['index']>>>
  search(query: ArchiveQuery, options: CatchUpOptions & Asked & { readonly most: number }): Promise<Found>
  show(ref: string, options: CatchUpOptions & Asked): Promise<ShownMessage>
  /** Where a message is and was, without a record: nobody is shown any of it. */
  locate(ref: string, options: CatchUpOptions): Promise<Pick<ArchivedMessage, 'ref' | 'pair' | 'blob' | 'size' | 'receivedAt' | 'places' | 'messageId'>>
  /** Writes what fits into an empty folder. */
  export(query: ArchiveQuery, options: CatchUpOptions & Asked & { readonly to: string | FolderFiles; readonly format: ArchiveFormat; readonly creator: string }): Promise<ExportedMessages>
  /** Without a record, which who erases a person or answers one makes of the whole. */
  naming: Archive['naming']
  /** Without a record, too. */
  erase: Archive['erase']
  /** Asked for one message after the other; what is not in the archive yet is taken in at the first. */
  holdsOnIds: Archive['holdsOnIds']
  prune(options: CatchUpOptions & Partial<Asked> & { readonly isDryRun: boolean }): Promise<ArchivePrune>
  holds(): Promise<readonly Hold[]>
  /** @returns also how many messages it covers now */
  addHold(hold: NewHold, options: CatchUpOptions): Promise<Hold & { readonly covered: number }>
  endHold: Archive['endHold']
  close(): Promise<void>
}

export interface ArchivesOptions {
  readonly config: Pick<Config, 'archive' | 'pairs'>
  readonly clock: Clock
  readonly newId: NewId
  readonly telemetry: Telemetry
  readonly repository: () => Promise<Repository>
  /** One in which the audit may be written, beside whoever owns the pairs. */
  readonly store: () => Promise<Store>
}

export function createArchives({ config, clock, newId, telemetry, repository, store }: ArchivesOptions): Archives {
  let opened: Promise<Archive> | undefined
  /** A hold must be seen on a message, too, that came with a point which could not be taken in then. */
  let allTakenIn: Promise<void> | undefined
  const archive = (): Promise<Archive> => {
    if (config.archive === undefined) throw new SyncError('BAD_CONFIG', 'The configuration has no `archive`: say there for how many days messages are to be kept.')
    opened ??= repository().then((each) => openArchive({ repository: each, clock, rules: rulesOf(config) }))
    opened.catch(() => (opened = undefined))
    return opened
  }
  const record = (pair: string, kind: Deed, about: { readonly reason: string; readonly by: string | undefined; readonly messages?: number }): Promise<void> => recordDeed({ clock, newId, store }, pair, { kind, ...about })
  /** One record for each pair that the messages are of. */
  const recordOf = async (messages: readonly Pick<ArchivedMessage, 'pair'>[], kind: Deed, about: { readonly reason: string; readonly by: string }): Promise<void> => {
    for (const [pair, ofPair] of Map.groupBy(messages, (each) => each.pair)) await record(pair, kind, { ...about, messages: ofPair.length })
  }
  const recordHold = async ({ name, pair }: Hold, kind: Deed, by: string): Promise<void> => {
    for (const each of pair === undefined ? config.pairs.map((one) => one.name) : [pair]) await record(each, kind, { reason: `legal hold ${name}`, by })
  }
  return {
    isConfigured: config.archive !== undefined,
    afterPoint: async (pair) => {
      if (config.archive === undefined) return
      try {
        await (await archive()).takeIn(pair)
      } catch (error) {
        telemetry.log('warn', 'restore point not archived', { pair, code: error instanceof SyncError ? error.code : 'unforeseen' })
      }
    },
    beforePrune: async () => {
      if (config.archive !== undefined) await (await archive()).takeInAll()
    },
    index: async (options) => {
      const it = await archive()
      return { takenIn: await it.takeInAll(), ...(await it.index(options)) }
    },
    search: async (query, { by, ...options }) => {
      const found = await (await archive()).search(query, options)
      await recordOf(found.messages, 'read', { reason: 'archive search', by })
      return found
    },
    show: async (ref, { by, ...options }) => {
      const it = await archive()
      const message = await it.message(ref, options)
      await recordOf([message], 'read', { reason: 'archive show', by })
      const content = await it.open(message)
      const text = await textOf(message, content).finally(() => content.dispose())
      return { ...message, ...(text === undefined ? {} : { text }), facts: factsOf(message), holds: await it.holdsOn(message) }
    },
    locate: async (ref, options) => (await archive()).message(ref, options),
    export: async (query, { by, to, format, creator, ...options }) => {
      const it = await archive()
      const { messages } = await it.search(query, { ...options, most: Infinity })
      await recordOf(messages, 'export', { reason: `archive export ${format}`, by })
      return exportMessages(it, messages, namedFolder(to), { format, at: clock.now(), creator, ...options })
    },
    naming: async (address, options) => (await archive()).naming(address, options),
    erase: async (refs, options) => (await archive()).erase(refs, options),
    holdsOnIds: async (ids, options) => {
      const it = await archive()
      await (allTakenIn ??= takeInOnce(it))
      return it.holdsOnIds(ids, options)
    },
    prune: async ({ by, ...options }) => {
      const pruned = await (await archive()).prune(options)
      if (!options.isDryRun) for (const [pair, messages] of Object.entries(pruned.dueByPair)) await record(pair, 'prune', { reason: 'archived long enough', by, messages })
      return pruned
    },
    holds: async () => (await archive()).holds(),
    addHold: async (hold, options) => {
      const it = await archive()
      const made = await it.addHold(hold)
      await recordHold(made, 'hold', hold.by)
      return { ...made, covered: await it.covered(made, options) }
    },
    endHold: async (name, end) => {
      const ended = await (await archive()).endHold(name, end)
      await recordHold(ended, 'release', end.by)
      return ended
    },
    close: async () => {
      ;(await opened?.catch(() => undefined))?.close()
      opened = undefined
    },
  }
}

/** Whoever cannot take in because another process writes cannot erase either. */
async function takeInOnce(archive: Archive): Promise<void> {
  await archive.takeInAll().catch((error: unknown) => {
    if (!(error instanceof SyncError) || error.code !== 'BACKUP_BUSY') throw error
  })
}

/** How long the messages of each pair are kept, and whose mailboxes it has. */
function rulesOf({ archive, pairs }: Pick<Config, 'archive' | 'pairs'>) {
  const byName = new Map(pairs.map((pair) => [pair.name, pair]))
  return {
    keepDays: (pair: string): number => byName.get(pair)?.archiveDays ?? archive?.keepDays ?? Infinity,
    hasMailboxes: (pair: string): boolean => byName.has(pair),
    mailboxAddresses: (pair: string): readonly string[] => {
      const found = byName.get(pair)
      return found === undefined ? [] : [found.dingtalk?.address, found.imap?.address, found.outlook.address].filter((each) => each !== undefined)
    },
  }
}
