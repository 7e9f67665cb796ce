import { EventEmitter } from 'node:events'
import type { Logger, RunnerOptions, TaskList, WorkerEvents, WorkerPool, WorkerUtils } from 'graphile-worker'
import { sql, type Kysely } from 'kysely'
import type { Pool } from 'pg'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { PairQueue, QueueTurn, Why, Wish } from '../../service/ports.ts'
import { asRecord, oneOf } from '../stored-text.ts'
import { toSyncError } from '../store-errors.ts'
import type { Tables } from '../tables.ts'
import { LEASE_MS, NOW, type Leases } from './postgres-lease.ts'

/** How often each process looks for runs that fell due, in milliseconds. What is added to be done at once is told to all. */
const POLL_MS = 2_000
/** How long after a run another of the same pair can be had. graphile-worker asks for one before it has written down that the first has ended. */
const AFTER_RUN_MS = 100
/** How often it looks for processes that died. */
const LOOK_MS = 1_000
const DAY_MS = 86_400_000
const TASK = 'run-pair'
/** With delays of nothing, what cannot be written at the end of a run stops the pool, which is then made anew; without them it would end the process. */
const PRESET = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } }

/** What may wait beside each other for one pair. All but what is planned keeps its place when it is said again. */
const KINDS: Readonly<Record<Why, 'asked' | 'push' | 'idle' | 'turn' | 'planned'>> = { start: 'asked', asked: 'asked', push: 'push', idle: 'idle', turn: 'turn', poll: 'planned', retry: 'planned' }
const WHYS = Object.keys(KINDS) as Why[]

export interface PostgresQueueOptions {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly leases: Pick<Leases, 'acquire' | 'lease'>
  readonly clock: Clock
}

/**
 * The queue over graphile-worker: one job key per pair and kind, one named queue per pair, so that runs of a pair never overlap.
 * graphile-worker frees what a dead process held after four hours only; so every process that works keeps a lease in its
 * name, and all look for those that have let it run out.
 */
export function createPostgresQueue(options: PostgresQueueOptions): PairQueue & { close(): Promise<void> } {
  return new PostgresQueue(options)
}

interface Tools {
  readonly options: Pick<RunnerOptions, 'pgPool' | 'schema' | 'logger'>
  readonly utils: WorkerUtils
  readonly schema: string
}

class PostgresQueue implements PairQueue {
  readonly #options: PostgresQueueOptions
  /** Names under which this process worked and does no longer. */
  readonly #former = new Set<string>()
  #tools: Promise<Tools> | undefined

  constructor(options: PostgresQueueOptions) {
    this.#options = options
  }

  async add({ pair, why, since, dueAt }: Wish): Promise<void> {
    const kind = KINDS[why]
    const jobKeyMode = kind === 'planned' ? 'replace' : 'preserve_run_at'
    await told(async () => {
      const { utils } = await this.#open()
      await utils.addJob(TASK, { pair, why, since, dueAt }, { queueName: pair, jobKey: `${pair} ${kind}`, jobKeyMode, runAt: new Date(dueAt) })
    })
  }

  async work(turn: QueueTurn): Promise<void> {
    const { clock } = this.#options
    while (!turn.ending.aborted) {
      await this.#workOnce(turn).catch((error: unknown) => turn.onFailure(toSyncError(error)))
      if (!turn.ending.aborted) await clock.wait(LOOK_MS, turn.ending).catch(() => {})
    }
  }

  waiting(): Promise<number> {
    return told(async () => {
      const { schema } = await this.#open()
      const jobs = sql.table(`${schema}.jobs`)
      const { rows } = await sql<{ count: string }>`select count(distinct queue_name) as count from ${jobs} due
        where task_identifier = ${TASK} and locked_at is null and attempts < max_attempts and run_at <= now()
        and not exists (select 1 from ${jobs} busy where busy.queue_name = due.queue_name and busy.locked_at is not null)`.execute(this.#options.db)
      return Number(rows[0]?.count ?? 0)
    })
  }

  heard(): Promise<Pick<Wish, 'pair' | 'why' | 'since'>[]> {
    return told(async () => {
      const { schema } = await this.#open()
      const { rows } = await sql<{ pair: string; key: string; since: string }>`select queue_name as pair, key, extract(epoch from updated_at) * 1000 as since from ${sql.table(`${schema}.jobs`)}
        where task_identifier = ${TASK} and locked_at is null and key in (queue_name || ' push', queue_name || ' idle')`.execute(this.#options.db)
      return rows.map(({ pair, key, since }) => ({ pair, why: key.endsWith(' push') ? 'push' : 'idle', since: Math.floor(Number(since)) }))
    })
  }

  forget(pair: string): Promise<void> {
    return told(async () => {
      const { schema } = await this.#open()
      for (const kind of new Set(Object.values(KINDS))) await sql`select ${sql.id(schema, 'remove_job')}(${`${pair} ${kind}`})`.execute(this.#options.db)
    })
  }

  workers(): Promise<number> {
    return told(async () => {
      const { rows } = await sql<{ count: string }>`select count(distinct holder) as count from lease where pair like ${leaseOf('%')} and expires_ms > ${NOW}`.execute(this.#options.db)
      return Number(rows[0]?.count ?? 0)
    })
  }

  lead(): Promise<AbortSignal | undefined> {
    return told(async () => (await this.#options.leases.lease(FRONT)).inDoubt).catch((error: unknown) => {
      if (error instanceof SyncError && error.code === 'STORE_LOCKED') return undefined
      throw error
    })
  }

  async close(): Promise<void> {
    await this.#tools?.then(({ utils }) => utils.release(), () => {})
  }

  /** Until `ending` aborts, or graphile-worker gives up because the database failed it. */
  async #workOnce({ most, perform, ending }: QueueTurn): Promise<void> {
    const { run } = await import('graphile-worker')
    const { options } = await this.#open()
    const events: WorkerEvents = new EventEmitter()
    const pools: WorkerPool[] = []
    events.on('pool:create', ({ workerPool }) => void pools.push(workerPool))
    const ended = new AbortController()
    const lookSoon = (): void => void this.#options.clock.wait(AFTER_RUN_MS, ended.signal).then(() => pools.forEach((pool) => pool.nudge(1))).catch(() => {})
    const tasks: TaskList = { [TASK]: (payload) => perform(toWish(payload)).finally(lookSoon) }
    const runner = await run({ ...options, events, taskList: tasks, parsedCronItems: [], preset: PRESET, concurrency: most, pollInterval: POLL_MS, noHandleSignals: true })
    const stop = (): void => void runner.stop().catch(() => {})
    if (ending.aborted) stop()
    else ending.addEventListener('abort', stop, { once: true })
    const freeing = Promise.all(pools.map((pool) => this.#freeDead(pool, ended.signal)))
    try {
      await runner.promise
    } finally {
      ending.removeEventListener('abort', stop)
      for (const { id } of pools) this.#former.add(id)
      ended.abort()
      await freeing
    }
  }

  /** Keeps the lease in our name, and gives back what others held whose lease ran out. */
  async #freeDead(pool: WorkerPool, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#lookForDead(pool).catch(() => {})
      await this.#options.clock.wait(LOOK_MS, ended).catch(() => {})
    }
  }

  async #lookForDead(pool: WorkerPool): Promise<void> {
    await this.#options.leases.acquire(leaseOf(pool.id))
    const { schema, utils } = await this.#open()
    const { rows } = await sql<{ name: string }>`select distinct jobs.locked_by as name from ${sql.table(`${schema}.jobs`)} jobs
      where jobs.locked_at < now() - ${sql.lit(`${LEASE_MS} milliseconds`)}::interval and not exists (
        select 1 from lease named join lease any_of on any_of.holder = named.holder
        where named.pair = ${leaseOf('')} || jobs.locked_by and any_of.expires_ms > ${NOW})`.execute(this.#options.db)
    await this.#freeQueues(schema)
    const dead = [...rows.map((row) => row.name), ...this.#former]
    if (dead.length === 0) return
    await utils.forceUnlockWorkers(dead)
    this.#former.clear()
    pool.nudge(dead.length)
  }

  /** A process that was taken for dead and was not ends the job that another has by then, whose own end then leaves the queue locked. */
  async #freeQueues(schema: string): Promise<void> {
    await sql`update ${sql.table(`${schema}._private_job_queues`)} queues set locked_at = null, locked_by = null
      where locked_at < now() - ${sql.lit(`${LEASE_MS} milliseconds`)}::interval
      and not exists (select 1 from ${sql.table(`${schema}._private_jobs`)} jobs where jobs.job_queue_id = queues.id and jobs.locked_at is not null)`.execute(this.#options.db)
  }

  #open(): Promise<Tools> {
    this.#tools ??= this.#openTools().catch((error: unknown) => {
      this.#tools = undefined
      throw error
    })
    return this.#tools
  }

  /** Beside our own tables, in a schema whose name says whose it is: two installations may share a database. */
  async #openTools(): Promise<Tools> {
    const { makeWorkerUtils, Logger: QuietLogger } = await import('graphile-worker')
    const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(this.#options.db)
    const own = rows[0]?.schema ?? 'public'
    const schema = own === 'public' ? 'graphile_worker' : `${own}_graphile_worker`
    const logger: Logger = new QuietLogger(() => () => {})
    const options = { pgPool: this.#options.pool, schema, logger }
    const utils = await makeWorkerUtils(options)
    await utils.migrate()
    // What processes left that died long ago.
    await sql`delete from lease where pair like ${leaseOf('%')} and expires_ms < ${NOW} - ${sql.lit(DAY_MS)}`.execute(this.#options.db)
    return { options, utils, schema }
  }
}

/** The lease of whoever listens. No pair has a space in its name. */
const FRONT = 'the front'

/** The name of the lease of a process. */
const leaseOf = (name: string): string => `worker ${name}`

function toWish(payload: unknown): Wish {
  const { pair, why, since, dueAt } = asRecord(payload)
  return { pair: String(pair), why: oneOf(WHYS, String(why)), since: Number(since), dueAt: Number(dueAt) }
}

async function told<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw toSyncError(error)
  }
}
