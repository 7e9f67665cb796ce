import type { Backups } from './backup-app.ts'
import { pastMailboxes, pathsOf } from './backup/past-mailboxes.ts'
import type { Point } from './backup/point.ts'
import type { Repository } from './backup/repository.ts'
import { SyncError } from './domain/errors.ts'
import { NO_MARKS } from './domain/marks.ts'
import type { Operation } from './domain/operation.ts'
import type { PastMailbox, PastMessage } from './domain/past.ts'
import { SIDES, type Side } from './domain/side.ts'
import type { PairContext } from './engine/pair-context.ts'
import { rehearse, REHEARSED, type Rehearsal } from './engine/rehearse.ts'
import type { Progress } from './engine/report.ts'
import { rollbackPair, type RollbackOptions, type RollbackReport } from './engine/rollback.ts'
import type { Clock } from './platform/clock.ts'
import type { Explained } from './reconcile/explain.ts'
import type { RollbackScope } from './reconcile/plan-rollback.ts'
import type { Store } from './store/store.ts'

/** What one call works with. */
interface Call {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface RollbackRequest extends Call {
  /** The restore point; or of a message that only the archive has, the message, by its ref there. */
  readonly to: string | { readonly archived: string }
  readonly sides: readonly Side[]
  readonly scope: RollbackScope
  /** Also what vanished without having been seen in trash. Only with `everything` or `only`. */
  readonly includeDeparted?: boolean
  /** Of the point only one message (our name, the cloud's id or a Message-ID), or one folder (its path, with `/` between names). */
  readonly only?: { readonly message?: string; readonly folder?: string }
  readonly dryRun?: boolean
  /** Take no restore point of the present state first. */
  readonly noPoint?: boolean
  /** The person who wants it. */
  readonly by?: string
}

export interface RolledBack extends RollbackReport {
  /** What is still to be done. */
  readonly sentences: readonly Explained[]
  /** The restore point that was taken before anything was written. */
  readonly pointBefore?: string
}

export interface RehearsalRequest extends Call {
  /** Default: the newest restore point of the pair. */
  readonly point?: string
  /** Messages of each side. */
  readonly most: number
  readonly by?: string
}

/** Going back to a restore point, and trying whether that works. */
export interface Rollbacks {
  /**
   * Brings one mailbox or both back. The pair is paused before anything is written, and stays so until a person resumes it.
   * @throws {SyncError} `UNKNOWN_POINT`, `HISTORY_UNKNOWN`, `BACKUP_KEY` and others of the backup, before anything is written. What stops it later is in the report
   */
  rollBack(pair: string, request: RollbackRequest): Promise<RolledBack>
  /** Restores some messages into a folder of their own on each side, compares them, and takes them away. @throws {SyncError} as `rollBack`, and what a cloud fails with */
  rehearse(pair: string, request: RehearsalRequest): Promise<Rehearsal>
  /** What the last rehearsal found; nothing where none was ever finished. Asks no cloud. */
  lastRehearsal(pair: string): Promise<Rehearsal | undefined>
}

export interface RollbacksOptions {
  readonly backups: Pick<Backups, 'repository' | 'take' | 'archive'>
  readonly clock: Clock
  /** To look only, or to write beside whoever owns the pairs. */
  readonly store: (use: false | 'beside') => Promise<Store>
  /** Works on a pair that is nobody else's meanwhile. */
  readonly owning: <Result>(pair: string, call: Call, work: (context: PairContext) => Promise<Result>) => Promise<Result>
  readonly explain: (operations: readonly Operation[], context: PairContext) => Promise<Explained[]>
}

/** Pairs that go back now, for each application: a second rollback that waited for its turn would undo the first without anybody having seen that. */
const goingBack = new WeakMap<RollbacksOptions['backups'], Set<string>>()

async function alone<Result>(backups: RollbacksOptions['backups'], pair: string, work: () => Promise<Result>): Promise<Result> {
  const pairs = goingBack.get(backups) ?? new Set()
  goingBack.set(backups, pairs)
  if (pairs.has(pair)) throw new SyncError('STORE_LOCKED', `Another rollback of the pair "${pair}" is under way.`)
  pairs.add(pair)
  try {
    return await work()
  } finally {
    pairs.delete(pair)
  }
}

export function createRollbacks({ backups, clock, store, owning, explain }: RollbacksOptions): Rollbacks {
  const pause = async (pair: string): Promise<void> => {
    const { service } = await store('beside')
    const isPaused = (await service.pauses()).some((each) => each.pair === pair && each.until === undefined)
    if (!isPaused) await service.pause({ pair, by: 'rollback', since: clock.now() })
  }
  return {
    rollBack: async (pair, request) => {
      const repository = await backups.repository()
      const { point, past } = typeof request.to === 'string' ? await goalAt(repository, pair, request.to) : await archivedGoal({ repository, archive: backups.archive }, pair, request.to.archived, request)
      const goBack = async (context: PairContext): Promise<RolledBack> => {
        const auditSeq = point === undefined ? 0 : await auditSince(point, request, await store('beside'))
        let pointBefore: string | undefined
        const onBegin = async (): Promise<void> => {
          await pause(pair)
          if (request.noPoint === true) return
          const by = request.by === undefined ? {} : { by: request.by }
          pointBefore = (await backups.take(pair, { why: 'before-rollback', signal: context.signal, ...by })).point.id
        }
        const options: RollbackOptions = { ...about(request, past), point: point?.id ?? 'the archive', onlyBack: point === undefined, past, auditSeq, onBegin }
        const report = await rollbackPair({ ...context, backup: repository }, options)
        const sentences = await explain(report.planned, context)
        return { ...report, sentences, ...(pointBefore === undefined ? {} : { pointBefore }) }
      }
      const taken = () => owning(pair, request, goBack)
      return request.dryRun === true ? taken() : alone(backups, pair, taken)
    },
    rehearse: async (pair, { point: named, most, by, ...call }) => {
      const repository = await backups.repository()
      const point = named === undefined ? await newestOf(repository, pair) : await pointOf(repository, pair, named)
      const past = await pastMailboxes(repository, point)
      return owning(pair, call, (context) => rehearse({ ...context, backup: repository }, { point: point.id, past, sides: SIDES, most, ...(by === undefined ? {} : { by }) }))
    },
    lastRehearsal: async (pair) => {
      const text = await (await store(false)).pair(pair).fact(REHEARSED)
      return text === undefined ? undefined : (JSON.parse(text) as Rehearsal)
    },
  }
}

function about({ sides, scope, includeDeparted = false, only, dryRun = false, by }: RollbackRequest, past: Readonly<Record<Side, PastMailbox>>): Pick<RollbackOptions, 'sides' | 'scope' | 'includeDeparted' | 'only' | 'dryRun' | 'by'> {
  return { sides, scope, includeDeparted, dryRun, ...(only === undefined ? {} : { only: wanted(only, past) }), ...(by === undefined ? {} : { by }) }
}

/** What is to be gone back to; without a point where it is not one. */
interface Goal {
  readonly point?: Point
  readonly past: Readonly<Record<Side, PastMailbox>>
}

async function goalAt(repository: Repository, pair: string, id: string): Promise<Goal> {
  const point = await pointOf(repository, pair, id)
  return { point, past: await pastMailboxes(repository, point) }
}

/** A mailbox of which nothing is known but one message of the archive: in the folder of the newest restore point that has the name of the one where it was seen, else in the inbox. */
async function archivedGoal({ repository, archive }: { readonly repository: Repository; readonly archive: Backups['archive'] }, pair: string, ref: string, { signal, sides }: Pick<RollbackRequest, 'signal' | 'sides'>): Promise<Goal> {
  const found = await archive.locate(ref, { signal })
  if (found.pair !== pair) throw new SyncError('ARCHIVE_UNKNOWN', 'That message of the archive is one of another pair.')
  const point = await newestOf(repository, pair)
  const { blob, size, receivedAt, messageId } = found
  const mailboxOf = (side: Side): PastMailbox => {
    const { folders } = point.sides[side]
    const seen = found.places.find((place) => place.side === side) ?? found.places[0]
    const path = pathsOf(folders)
    const folder = folders.find(({ id }) => path(id) === seen?.folder) ?? folders.find(({ role }) => role === 'inbox')
    if (folder === undefined || !sides.includes(side)) return { folders, unavailable: [], messages: [] }
    const message: PastMessage = { id: `archive ${found.ref}`, folder: folder.id, roleClass: seen?.roleClass ?? 'received', receivedAt, marks: UNMARKED, listedSize: size, blob, ...(messageId === undefined ? {} : { internetMessageId: messageId }) }
    return { folders, unavailable: [], messages: [message] }
  }
  return { past: { left: mailboxOf('left'), right: mailboxOf('right') } }
}

/** The archive knows no marks: what comes back has been read once. */
const UNMARKED: PastMessage['marks'] = { ...NO_MARKS, read: true }

/** @throws {SyncError} `UNKNOWN_POINT` */
async function pointOf(repository: Repository, pair: string, id: string): Promise<Point> {
  const point = await repository.point(id)
  if (point.pair !== pair) throw new SyncError('UNKNOWN_POINT', `The restore point ${id} is one of the pair "${point.pair}", not of "${pair}".`)
  return point
}

async function newestOf(repository: Repository, pair: string): Promise<Point> {
  const newest = (await repository.points(pair)).at(-1)
  if (newest === undefined) throw new SyncError('UNKNOWN_POINT', `There is no restore point of the pair "${pair}" yet.`)
  return newest
}

/** Where the audit stood at the point. @throws {SyncError} `HISTORY_UNKNOWN` where it has to tell what was done since, and cannot */
async function auditSince({ audit, id, pair }: Point, { scope, only }: RollbackRequest, store: Store): Promise<number> {
  if (audit === undefined) return 0
  const [there] = await store.audit.search(pair, { after: audit.seq - 1, most: 1 })
  if (there?.hash === audit.hash) return audit.seq
  if (scope === 'ours' && only === undefined) throw new SyncError('HISTORY_UNKNOWN', `The database does not know what was done since the restore point ${id}: it is another one, or was made anew.`)
  return 0
}

/** @throws {SyncError} `UNKNOWN_POINT` where the point has no such message or folder */
function wanted({ message, folder }: NonNullable<RollbackRequest['only']>, past: Readonly<Record<Side, PastMailbox>>): (each: PastMessage) => boolean {
  const folders = new Set(SIDES.flatMap((side) => foldersNamed(past[side], folder)))
  const isMeant = (each: PastMessage): boolean => (message === undefined || [each.ref, each.id, each.internetMessageId].includes(message)) && (folder === undefined || folders.has(each.folder))
  const isThere = SIDES.some((side) => past[side].messages.some(isMeant))
  if (!isThere) throw new SyncError('UNKNOWN_POINT', 'The restore point has no such message or folder.')
  return isMeant
}

/** The cloud's ids of the folder of this path and of those in it. */
function foldersNamed({ folders }: PastMailbox, path: string | undefined): string[] {
  const pathOf = pathsOf(folders)
  return folders.flatMap(({ id }) => (pathOf(id) === path || pathOf(id).startsWith(`${path ?? ''}/`) ? id : []))
}
