import pLimit from 'p-limit'
import { resolve } from 'node:path'
import { mustHave, pointDue } from './backup/due.ts'
import { exportPoint, type Exported, type ExportFormat } from './backup/export-point.ts'
import { keyText, makeKey, parseKey, provesCopy, type BackupKey } from './backup/key.ts'
import type { Point, PointReason } from './backup/point.ts'
import { pruneDue } from './backup/prune-due.ts'
import type { PruneReport } from './backup/prune.ts'
import { initRepository, openRepository, type Repository } from './backup/repository.ts'
import { pointsToDrop } from './backup/retention.ts'
import { takePoint, type PointProgress, type TakenPoint } from './backup/take-point.ts'
import type { BackupProof, VerifyOptions } from './backup/verify.ts'
import { createArchives, type Archives } from './archive-app.ts'
import type { BackupConfig, Config } from './config/config.ts'
import type { Mailbox } from './connectors/connector.ts'
import type { Deed } from './domain/deed.ts'
import { SyncError } from './domain/errors.ts'
import { INSTALLATION } from './domain/installation.ts'
import { toInstant, type Instant } from './domain/instant.ts'
import type { Side } from './domain/side.ts'
import type { Progress } from './engine/report.ts'
import type { Clock } from './platform/clock.ts'
import { folderFiles, isMissing, namedFolder, readOwnersFile, removeFile, writeOwnersFile, type FolderFiles } from './platform/folder-files.ts'
import type { NewId } from './platform/ids.ts'
import type { Telemetry } from './platform/telemetry.ts'
import { recordDeed, type DeedDone } from './record-deed.ts'
import type { Store } from './store/store.ts'

/** Where a backup and its key are. */
export interface BackupPlace {
  readonly folder: string
  readonly keyFile: string
  /** The public half of the key. */
  readonly recipient: string
}

/** How the backup of one pair stands, for whoever decides whether it may be relied on. From the backup folder alone. */
export interface BackupStanding {
  /** The last restore point of the pair. */
  readonly last?: Point
  /** There should have been a newer one by now. */
  readonly isLate: boolean
  /** When the whole backup was read back last, and whether all of it was as it was written. */
  readonly verified?: { readonly at: Instant; readonly isWhole: boolean }
  /** When it was shown last that a copy of the key is kept elsewhere. */
  readonly keyCopyShown?: { readonly at: Instant; readonly by?: string }
}

export interface TakeOptions {
  readonly why: PointReason
  readonly pinned?: boolean
  /** The person who wants it. */
  readonly by?: string
  readonly signal: AbortSignal
  readonly onProgress?: (progress: PointProgress) => void
}

export interface RunAhead {
  readonly appliesHold: boolean
  /** Somebody waits for the run: a daily point is taken beside it. */
  readonly isServed: boolean
  readonly signal: AbortSignal
  /** See `PairContext.ending`. */
  readonly ending?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** With the secret half of the key. */
export type ShownKey = BackupPlace & { readonly secret: string }

/** What can be done with the backup of this configuration. All but `isConfigured` and `beforeRun` throw `BAD_CONFIG` where there is none. */
export interface Backups {
  readonly isConfigured: boolean
  /** What is kept in the same folder beside restore points. */
  readonly archive: Archives
  /**
   * Makes the folder and the key, and tells the secret half of it this once; with `untilKept` it is told again by `waitingKey` until `keyKept`.
   * @throws {SyncError} `BACKUP_FOLDER`, `BACKUP_KEY` where either is there already
   */
  init(wish?: { readonly untilKept: boolean }): Promise<ShownKey>
  /** The key that was made to be shown until it is kept, and that nobody has kept yet. */
  waitingKey(): Promise<ShownKey | undefined>
  place(): Promise<BackupPlace>
  /** Opened once; the key is tried first. @throws {SyncError} `BACKUP_KEY`, `BACKUP_FOLDER`, `BACKUP_DAMAGED` */
  repository(): Promise<Repository>
  /** Takes a restore point of a pair now, and records it. @throws {SyncError} `BACKUP_BUSY` and what the clouds and the folder fail with */
  take(pair: string, options: TakeOptions): Promise<TakenPoint>
  /**
   * Takes the restore point that is due before a run, if one is. @throws {SyncError} where it could not be taken and the run must not begin
   * without it; a daily one that fails is told to the log, and shows in the standing.
   */
  beforeRun(pair: string, run: RunAhead): Promise<void>
  standing(pair: string): Promise<BackupStanding>
  /** Reads everything back, and remembers when. */
  verify(options: VerifyOptions): Promise<BackupProof>
  /** Drops what `backup.keep` does not keep. */
  prune(options: { readonly isDryRun: boolean; readonly by?: string; readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void }): Promise<PruneReport>
  /**
   * For as long as the service runs: once a day drops what `backup.keep` and `archive.keepDays` do not keep, unless `backup.prune` is off.
   * Nothing that cannot be dropped now stops anything; it is tried again an hour later. Never rejects.
   */
  pruneDaily(mayWork: () => boolean, ending: AbortSignal): Promise<void>
  /** Keeps a point whatever `backup.keep` says, or no longer, and records it. @throws {SyncError} `UNKNOWN_POINT` */
  pin(point: string, pinned: boolean, by?: string): Promise<Point>
  export(options: { readonly point: string; readonly to: string | FolderFiles; readonly format: ExportFormat; readonly side?: Side; readonly by?: string; readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void }): Promise<Exported>
  /** Whether these words (the last characters of the key, or the text of a copy) or this file are a copy of the key; if so, that is remembered. */
  showKeyCopy(copy: { readonly words: string } | { readonly file: string }, by?: string): Promise<boolean>
  /** Writes into the audit that `by` says to keep a copy of the key, and tells a waiting one no more. What the gate asks for is a copy that was shown. */
  keyKept(by: string): Promise<void>
  close(): Promise<void>
}

export interface BackupsOptions {
  readonly config: Pick<Config, 'backup' | 'archive' | 'pairs'>
  readonly clock: Clock
  readonly newId: NewId
  readonly telemetry: Telemetry
  /** Opens both mailboxes of a pair for one restore point. */
  readonly openMailboxes: (pair: string) => Promise<Readonly<Record<Side, Mailbox>>>
  /** One in which the audit may be written, beside whoever owns the pairs. */
  readonly store: () => Promise<Store>
}

/** How long a run waits between two looks whether the backup folder is free. */
const TURN_MS = 2000
/** The note of whether the key is still to be kept by somebody. */
const KEY_WAITS = 'key-waits'
/** The note of when the backup was pruned last. */
const PRUNED = 'pruned'
/** How long after its start, and then how often, the service looks whether a prune is due. */
const FIRST_PRUNE_MS = 600_000
const PRUNE_LOOK_MS = 3_600_000
/** Daily points that are taken at one time: each lists two mailboxes whole. */
const DAILY_AT_ONCE = 2

export function createBackups(options: BackupsOptions): Backups {
  const { clock, newId, telemetry } = options
  const config = options.config.backup
  const closing = new AbortController()
  const daily = pLimit(DAILY_AT_ONCE)
  /** Daily points on their way, by pair. */
  const underway = new Map<string, Promise<void>>()
  /** When the newest restore point of each pair was taken, as far as it was looked at, in milliseconds. */
  const newestAt = new Map<string, number>()
  let opened: Promise<Repository> | undefined

  const configured = (): BackupConfig => {
    if (config === undefined) throw new SyncError('BAD_CONFIG', 'The configuration has no `backup`: say there in which folder the backup is to be, and where its key.')
    return config
  }
  const repository = (): Promise<Repository> => {
    opened ??= openAt(configured(), { clock, newId })
    // What cannot be opened now may be later: a disk that was not there.
    opened.catch(() => (opened = undefined))
    return opened
  }
  const archive = createArchives({ ...options, repository })
  const record = (pair: string, kind: Deed, about: Pick<DeedDone, 'about' | 'reason' | 'by'>): Promise<void> => recordDeed(options, pair, { kind, ...about })
  const take = async (pair: string, { by, ...request }: TakeOptions): Promise<TakenPoint> => {
    const folder = await repository()
    const store = await options.store()
    const [head] = await store.audit.search(pair, { most: 1, isNewestFirst: true })
    const mailboxes = await options.openMailboxes(pair)
    const about = { pair, mailboxes, store: store.pair(pair), ...(head === undefined ? {} : { audit: { seq: head.seq, hash: head.hash } }), clock, newId }
    const taken = await takePoint(folder, { ...about, ...request }).finally(() => Promise.all([mailboxes.left.close(), mailboxes.right.close()]))
    await record(pair, 'back-up', { about: taken.point.id, reason: request.why, by })
    newestAt.set(pair, Date.parse(taken.point.takenAt))
    await archive.afterPoint(pair)
    telemetry.gauge('tongbu_backup_time_seconds', { pair }, Date.parse(taken.point.takenAt) / 1000)
    return taken
  }
  /** Whoever writes to the folder has an end; who waits for it may be aborted. */
  const inTurn = async (pair: string, request: TakeOptions): Promise<void> => {
    for (;;) {
      try {
        await take(pair, request)
        return
      } catch (error) {
        if (!(error instanceof SyncError) || error.code !== 'BACKUP_BUSY') throw error
        await clock.wait(TURN_MS, request.signal)
      }
    }
  }
  const orTell = async (pair: string, work: Promise<void>): Promise<void> => {
    try {
      await work
    } catch (error) {
      if (closing.signal.aborted) return
      telemetry.log('warn', 'daily restore point failed', { pair, code: codeOf(error) })
    }
  }
  const beside = (pair: string, why: PointReason): void => {
    if (underway.has(pair)) return
    const taking = daily(() => orTell(pair, inTurn(pair, { why, signal: closing.signal }))).finally(() => underway.delete(pair))
    underway.set(pair, taking)
  }
  const noted = async <Value>(name: string): Promise<Value | undefined> => {
    const text = await (await repository()).note(name)
    return text === undefined ? undefined : (JSON.parse(text) as Value)
  }
  const remember = async (name: string, value: object): Promise<void> => (await repository()).writing((writer) => writer.writeNote(name, JSON.stringify(value)))
  const keyWaits = async (): Promise<boolean> => (await noted<{ readonly waits: boolean }>(KEY_WAITS))?.waits === true
  const now = (): Instant => toInstant(clock.now()) ?? ''
  const prune: Backups['prune'] = async ({ isDryRun, by, signal, onProgress }) => {
    const folder = await repository()
    if (!isDryRun) await archive.beforePrune()
    const drop = pointsToDrop(await folder.points(), configured().keep, clock.now())
    const report = await folder.prune({ drop: drop.map(({ id }) => id), isDryRun, signal, ...(onProgress === undefined ? {} : { onProgress }) })
    if (isDryRun) return report
    for (const { id, pair } of report.dropped) await record(pair, 'prune', { about: id, reason: 'not kept any more', by })
    await remember(PRUNED, { at: now() })
    return report
  }
  const pruneWhenDue = async (signal: AbortSignal): Promise<void> => {
    const due = pruneDue((await noted<{ readonly at: Instant }>(PRUNED))?.at, clock.now())
    if (due === 'first') await remember(PRUNED, { at: now() })
    if (due === 'untended') telemetry.log('warn', 'backup not pruned', { why: 'the last prune is over a month ago or of the future: run `tongbu backup prune` once' })
    if (due !== 'due') return
    const { dropped } = await prune({ isDryRun: false, signal })
    const archived = archive.isConfigured ? await archive.prune({ isDryRun: false, signal }) : undefined
    telemetry.log('info', 'backup pruned', { points: dropped.length, messages: archived === undefined ? 0 : Object.values(archived.dueByPair).reduce((sum, each) => sum + each, 0) })
  }

  return {
    isConfigured: config !== undefined,
    archive,
    init: async ({ untilKept } = { untilKept: false }) => {
      const made = await initAt(configured(), { clock, newId })
      if (untilKept) await remember(KEY_WAITS, { waits: true })
      return made
    },
    waitingKey: async () => {
      if (!(await keyWaits())) return undefined
      const { folder, keyFile } = configured()
      const { key } = await keyIn(keyFile)
      return { folder, keyFile, recipient: key.recipient, secret: key.identity }
    },
    place: async () => {
      const { folder, keyFile } = configured()
      return { folder, keyFile, recipient: (await keyIn(keyFile)).key.recipient }
    },
    repository,
    take,
    beforeRun: async (pair, { appliesHold, isServed, signal: stopped, ending, onProgress }) => {
      if (config === undefined) return
      const asked = { appliesHold, now: clock.now(), everyHours: config.everyHours }
      // Looking into the folder before every run would be most of what a run does that finds nothing.
      const known = newestAt.get(pair)
      if (known !== undefined && pointDue({ ...asked, points: [{ takenAt: toInstant(known) ?? '' }], isFirstSync: false }) === undefined) return
      const points = await (await repository()).points(pair)
      const isFirstSync = (await (await options.store()).pair(pair).fact('report')) === undefined
      for (const { takenAt } of points) if (Date.parse(takenAt) <= clock.now()) newestAt.set(pair, Date.parse(takenAt))
      const why = pointDue({ ...asked, points, isFirstSync })
      if (why === undefined) return
      const signal = ending === undefined ? stopped : AbortSignal.any([stopped, ending])
      const tell = ({ done, total }: PointProgress): void => onProgress?.({ phase: 'backing-up', pass: 0, done, ...(total === undefined ? {} : { total }) })
      const request = { why, signal, pinned: why === 'first-sync', onProgress: tell }
      if (mustHave(why)) await inTurn(pair, request)
      else if (isServed) beside(pair, why)
      else await orTell(pair, inTurn(pair, request))
      signal.throwIfAborted()
    },
    standing: async (pair) => {
      const last = (await (await repository()).points(pair)).at(-1)
      const verified = await noted<BackupStanding['verified'] & object>('verified')
      const keyCopyShown = await noted<BackupStanding['keyCopyShown'] & object>('key-copy')
      const isLate = last === undefined || clock.now() - Date.parse(last.takenAt) > 2 * configured().everyHours * 3_600_000
      return { isLate, ...(last === undefined ? {} : { last }), ...(verified === undefined ? {} : { verified }), ...(keyCopyShown === undefined ? {} : { keyCopyShown }) }
    },
    verify: async (request) => {
      const proof = await (await repository()).verify(request)
      await remember('verified', { at: proof.at, isWhole: proof.damage.length === 0 })
      return proof
    },
    prune,
    pruneDaily: async (mayWork, ending) => {
      if (config === undefined || config.prune === 'off') return
      for (let pauseMs = FIRST_PRUNE_MS; ; pauseMs = PRUNE_LOOK_MS) {
        await clock.wait(pauseMs, ending).catch(() => {})
        if (ending.aborted) return
        if (mayWork()) await pruneWhenDue(ending).catch((error: unknown) => telemetry.log('warn', 'backup not pruned', { code: codeOf(error) }))
      }
    },
    pin: async (id, pinned, by) => {
      const point = await (await repository()).writing((writer) => writer.changePoint(id, { pinned }))
      await record(point.pair, pinned ? 'pin' : 'unpin', { about: id, reason: pinned ? 'kept whatever its age' : 'kept as long as others', by })
      return point
    },
    export: async ({ point: id, to, by, ...request }) => {
      const folder = await repository()
      const point = await folder.point(id)
      // Before, so that no reading of content goes unrecorded.
      await record(point.pair, 'export', { about: id, reason: request.format, by })
      return exportPoint(folder, point, namedFolder(to), { ...request, names: namesIn(options.config, point.pair) })
    },
    showKeyCopy: async (copy, by) => {
      const { key, identity } = await keyIn(configured().keyFile)
      await repository()
      const isCopy = 'words' in copy ? provesCopy(key, copy.words) : await isCopyOf({ key, identity }, copy.file)
      if (isCopy) await remember('key-copy', { at: now(), ...(by === undefined ? {} : { by }) })
      return isCopy
    },
    keyKept: async (by) => {
      const tell = (): Promise<void> => record(INSTALLATION, 'answer', { reason: 'copy of the backup key kept', by })
      // Of a backup that cannot be opened no key waits to be shown.
      if (!(await keyWaits().catch(() => false))) return tell()
      await (await repository()).writing(async (writer) => {
        await tell()
        await writer.writeNote(KEY_WAITS, JSON.stringify({ waits: false }))
      })
    },
    close: async () => {
      closing.abort(new Error('closed'))
      await Promise.all(underway.values())
      await archive.close()
      await (await opened?.catch(() => undefined))?.close()
      opened = undefined
    },
  }
}

const codeOf = (error: unknown): string => (error instanceof SyncError ? error.code : 'unforeseen')

/** What the folders of an export are called. */
function namesIn({ pairs }: Pick<Config, 'pairs'>, pair: string): Readonly<Record<Side, string>> {
  return { left: pairs.find(({ name }) => name === pair)?.dingtalk === undefined ? 'imap' : 'dingtalk', right: 'outlook' }
}

type Chance = Pick<BackupsOptions, 'clock' | 'newId'>

async function openAt({ folder, keyFile }: BackupConfig, { clock, newId }: Chance): Promise<Repository> {
  const { key, isOwnersAlone } = await keyIn(keyFile)
  if (!isOwnersAlone) throw new SyncError('BACKUP_KEY', `Others than its owner may read the key file ${keyFile}.`)
  refuseKeyInside(folder, keyFile)
  return openRepository({ files: folderFiles(resolve(folder)), key, clock, newId })
}

async function initAt({ folder, keyFile }: BackupConfig, { clock, newId }: Chance): Promise<ShownKey> {
  refuseKeyInside(folder, keyFile)
  const files = folderFiles(resolve(folder))
  const there = await readOwnersFile(keyFile).then(() => true, (error: unknown) => !isMissing(error))
  if (there) throw new SyncError('BACKUP_KEY', `There is a key file ${keyFile} already. A new key would not open what was sealed with it.`)
  const isEmpty = (await files.list('.').catch(() => [])).length === 0
  if (!isEmpty) throw new SyncError('BACKUP_FOLDER', 'The backup folder is not empty: a new backup needs a folder of its own.')
  const key = await makeKey()
  // The key first: a backup whose key was not saved is none.
  await writeOwnersFile(keyFile, keyText(key, toInstant(clock.now()) ?? '')).catch((cause: unknown) => {
    throw new SyncError('BACKUP_KEY', `The key file ${keyFile} cannot be written.`, { cause })
  })
  // A folder that cannot be written leaves no key behind, which would stand in the way of the next try and opens nothing.
  await initRepository({ files, key, newId, clock }).catch(async (error: unknown) => {
    await removeFile(keyFile)
    throw error
  })
  return { folder, keyFile, recipient: key.recipient, secret: key.identity }
}

/** @throws {SyncError} `BACKUP_KEY` */
async function keyIn(path: string): Promise<{ readonly key: BackupKey; readonly isOwnersAlone: boolean; readonly identity: string }> {
  const file = await readOwnersFile(path).catch((cause: unknown) => {
    throw new SyncError('BACKUP_KEY', isMissing(cause) ? `There is no key file ${path}.` : `The key file ${path} cannot be read.`, { cause })
  })
  return { ...file, key: await parseKey(file.text) }
}

/** Whoever takes the folder would have the key with it. */
function refuseKeyInside(folder: string, keyFile: string): void {
  if (`${resolve(keyFile)}/`.startsWith(`${resolve(folder)}/`)) throw new SyncError('BACKUP_KEY', 'The key file is inside the backup folder: whoever takes the folder would have the key with it.')
}

/** Whether a file says the same as the key file, and is another file. */
async function isCopyOf({ key, identity }: { readonly key: BackupKey; readonly identity: string }, path: string): Promise<boolean> {
  const file = await readOwnersFile(path).catch((cause: unknown) => {
    throw new SyncError('BACKUP_KEY', `The copy ${path} cannot be read.`, { cause })
  })
  return file.identity !== identity && provesCopy(key, file.text)
}
