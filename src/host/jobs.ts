import { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import type { Spool } from '../platform/spool.ts'
import { ApiError } from '../server/problem.ts'

/** How far a work is. */
export interface JobProgress {
  /** What is being done, as whoever does it names it. */
  readonly phase: string
  readonly done: number
  readonly total?: number
}

/** A file that a work made, for whoever began it. */
export interface JobFile {
  readonly name: string
  readonly type: string
  readonly content: Spool
}

export interface JobAbout {
  readonly kind: string
  readonly pair?: string
  /** Who wants it. */
  readonly by: string
  /** What exactly is wanted: while it is under way, the same wish of the same person is not begun twice. */
  readonly wish: unknown
}

/** What a work is given. */
export interface JobCall {
  readonly signal: AbortSignal
  tell(progress: JobProgress): void
  /** Keeps a file for as long as the job is remembered. */
  keep(file: JobFile): void
}

/** Long work that a person began: as it is now. Times are in milliseconds since 1970. */
export interface Job extends Omit<JobAbout, 'wish'> {
  readonly id: string
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly startedAt: number
  readonly endedAt?: number
  readonly progress?: JobProgress & { readonly endsAt?: number }
  readonly result?: unknown
  readonly error?: unknown
  readonly file?: JobFile
}

/** Work that outlives the request that began it, and not this process: whatever it does can be interrupted and asked for again. */
export interface Jobs {
  begin(about: JobAbout, work: (call: JobCall) => Promise<unknown>): Job
  find(id: string): Job | undefined
  /** The newest first. */
  all(): readonly Job[]
  /** Asks it to end soon. */
  cancel(id: string): void
  /** The job whenever it has changed, until it has ended or `signal` aborts. */
  follow(id: string, signal: AbortSignal): AsyncGenerator<Job>
  /** Of what has ended: forgets what came out where that names somebody, and what was asked for where only that does. `isNaming`: of a text. */
  forgetNaming(isNaming: (text: string) => boolean): Promise<void>
  /** Ends all that is under way, and waits for it. */
  endAll(): Promise<void>
  /** The same, and frees what they kept. What is begun from then on is cancelled before it does anything. */
  close(): Promise<void>
}

export interface JobsOptions {
  readonly clock: Clock
  readonly newId: NewId
  /** Told of failures that nobody foresaw, for the log. */
  readonly onFailure: (error: unknown) => void
}

/** So many that have ended are remembered, for so long in milliseconds. */
const MOST_KEPT = 200
const KEPT_MS = 3_600_000
/** An estimate from less than this would be a guess, in milliseconds. */
const LEAST_MS = 2000
/** Changes are told at most so often, in milliseconds. */
const TELL_MS = 250

interface Kept {
  job: Job
  /** What was asked for. */
  key: string
  readonly ending: AbortController
  readonly done: Promise<void>
  readonly changed: Set<() => void>
  /** When the phase that it is in began, and with how much done. */
  phase?: { readonly name: string; readonly since: number; readonly from: number }
}

export function createJobs({ clock, newId, onFailure }: JobsOptions): Jobs {
  const kept = new Map<string, Kept>()
  let isClosed = false
  const change = (it: Kept, changes: Partial<Job>): void => {
    it.job = { ...it.job, ...changes }
    for (const tell of it.changed) tell()
  }
  const tell = (it: Kept, progress: JobProgress): void => {
    const now = clock.now()
    if (it.phase?.name !== progress.phase || progress.done < it.phase.from) it.phase = { name: progress.phase, since: now, from: progress.done }
    const endsAt = estimate(progress, it.phase, now)
    change(it, { progress: { ...progress, ...(endsAt === undefined ? {} : { endsAt }) } })
  }
  const forget = async (id: string): Promise<void> => {
    const content = kept.get(id)?.job.file?.content
    kept.delete(id)
    await content?.dispose()
  }
  const forgetOld = (): void => {
    const ended = [...kept.values()].filter(({ job }) => job.endedAt !== undefined)
    const old = ended.filter(({ job }, at) => at < ended.length - MOST_KEPT || clock.now() - (job.endedAt ?? 0) > KEPT_MS)
    for (const { job } of old) void forget(job.id)
  }
  const endAll = async (): Promise<void> => {
    for (const { ending } of kept.values()) ending.abort(new Error('Tongbu ends.'))
    await Promise.all([...kept.values()].map(({ done }) => done))
  }
  return {
    begin: ({ wish, ...about }, work) => {
      forgetOld()
      const key = JSON.stringify([about, wish])
      const same = [...kept.values()].find((each) => each.key === key && each.job.state === 'running')
      if (same !== undefined) return same.job
      const ending = new AbortController()
      if (isClosed) ending.abort(new Error('Tongbu ends.'))
      const id = `j${newId()}`
      const ended = Promise.withResolvers<void>()
      const it: Kept = { job: { id, ...about, state: 'running', startedAt: clock.now() }, key, ending, done: ended.promise, changed: new Set() }
      kept.set(id, it)
      const end = (changes: Partial<Job>): void => {
        change(it, { ...changes, endedAt: clock.now() })
        ended.resolve()
      }
      const call: JobCall = { signal: ending.signal, tell: (progress) => tell(it, progress), keep: (file) => change(it, { file }) }
      Promise.resolve()
        .then(() => {
          ending.signal.throwIfAborted()
          return work(call)
        })
        .then(
          (result) => end({ state: 'done', result }),
          (error: unknown) => {
            if (ending.signal.aborted) return end({ state: 'cancelled' })
            end({ state: 'failed', error })
            if (!(error instanceof SyncError || error instanceof ApiError)) onFailure(error)
          },
        )
      return it.job
    },
    find: (id) => {
      forgetOld()
      return kept.get(id)?.job
    },
    all: () => {
      forgetOld()
      return [...kept.values()].map(({ job }) => job).reverse()
    },
    cancel: (id) => kept.get(id)?.ending.abort(new Error('A person ended it.')),
    follow: (id, signal) => follow(kept.get(id), signal, clock),
    forgetNaming: async (isNaming) => {
      for (const it of [...kept.values()].filter(({ job }) => job.endedAt !== undefined)) {
        const { id, result, error, file } = it.job
        const isAsked = isNaming(it.key)
        if (isNaming(`${JSON.stringify(result)} ${String(error)}`) || (isAsked && file !== undefined)) await forget(id)
        else if (isAsked) it.key = ''
      }
    },
    endAll,
    close: async () => {
      isClosed = true
      await endAll()
      await Promise.all([...kept.keys()].map(forget))
    },
  }
}

function estimate({ done, total }: JobProgress, { since, from }: NonNullable<Kept['phase']>, now: number): number | undefined {
  const took = now - since
  if (total === undefined || took < LEAST_MS || done <= from) return undefined
  return Math.round(now + ((total - done) * took) / (done - from))
}

async function* follow(it: Kept | undefined, signal: AbortSignal, clock: Clock): AsyncGenerator<Job> {
  if (it === undefined) return
  let wake = (): void => {}
  const onChange = (): void => wake()
  it.changed.add(onChange)
  signal.addEventListener('abort', onChange)
  try {
    for (let told: Job | undefined; !signal.aborted; ) {
      const changed = new Promise<void>((resolve) => (wake = resolve))
      if (it.job === told) {
        await changed
        continue
      }
      told = it.job
      yield told
      if (told.state !== 'running') return
      await clock.wait(TELL_MS, signal).catch(() => {})
    }
  } finally {
    it.changed.delete(onChange)
    signal.removeEventListener('abort', onChange)
  }
}
