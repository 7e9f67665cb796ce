import { headPlacesOf } from './audit-app.ts'
import type { Config, ServeConfig } from './config/config.ts'
import { isClientState, readNotifications, type Notification } from './connectors/outlook/notifications.ts'
import { SyncError } from './domain/errors.ts'
import type { Clock } from './platform/clock.ts'
import type { Http } from './platform/http.ts'
import type { NewId } from './platform/ids.ts'
import type { Telemetry } from './platform/telemetry.ts'
import { openFront, type FrontOptions, type Receipt } from './server/front.ts'
import type { PairRunner } from './service/pair-runner.ts'
import { PairWorker } from './service/pair-worker.ts'
import type { PairQueue, ServiceStore } from './service/ports.ts'
import { Service, type Beside, type News, type ServiceSettings, type ToldHeads } from './service/service.ts'
import type { AuditTrail } from './store/store.ts'

export interface ServeOptions {
  readonly config: Config
  readonly runner: PairRunner
  readonly openStore: () => Promise<Remembered>
  readonly platform: { readonly clock: Clock; readonly newId: NewId; readonly http: Http; readonly telemetry: Telemetry }
  /** Told where it listens. */
  readonly onListening: (url: string) => void
  /** The way in from the network that is open already; without it one is opened, and closed in the end. */
  readonly front?: OpenFront
  /** See `ServiceOptions`. */
  readonly beside?: readonly Beside[]
  /** Where processes share the work: this one's part of it. */
  readonly work?: (ending: AbortSignal) => Promise<void>
}

/** A way in from the network that outlives what is behind it. */
export interface OpenFront {
  readonly url: string
  /** From now on asks what is given. Answers how to end that. */
  attach(inside: Pick<FrontOptions, 'readiness' | 'takeNotifications'>): () => void
}

/** What processes leave for each other and for commands. */
export interface Remembered {
  readonly service: ServiceStore
  readonly audit: Pick<AuditTrail, 'heads'>
  /** There where processes share the work. */
  readonly queue?: PairQueue
}

/** Keeps all pairs in step until `ending` aborts. @throws {SyncError} where the database is not ours to use; the system's error when the port cannot be had */
export async function serve({ config, runner, openStore, platform, onListening, front: given, work: workBeside, beside = [] }: ServeOptions, ending: AbortSignal): Promise<void> {
  const pairs = config.pairs.map(({ name }) => name)
  const isShared = workBeside !== undefined || config.serve.frontOnly
  const service = new Service({ pairs, runner, store: lazyStore(openStore), ...(isShared ? { queue: lazyQueue(openStore) } : {}), ...platform, settings: settingsOf(config.serve), beside, audit: toldHeads(config, platform.http, openStore) })
  const { clock, telemetry } = platform
  const notifications = config.serve.publicUrl === undefined ? {} : { takeNotifications: (body: unknown) => take(body, service) }
  const inside = { readiness: () => service.readiness(), ...notifications }
  const front = given === undefined ? await openFront({ host: config.serve.host, port: config.serve.port, clock, telemetry, ...inside }) : { url: given.url, close: given.attach(inside) }
  const failed = new AbortController()
  const until = AbortSignal.any([ending, failed.signal])
  const orEndAll = (part: Promise<void> | undefined): Promise<void> | undefined => part?.finally(() => failed.abort(new Error('the other half ended')))
  try {
    onListening(front.url)
    await Promise.all([orEndAll(service.run(until)), orEndAll(workBeside?.(until))])
  } finally {
    await front.close()
  }
}

const toldHeads = (config: Config, http: Http, openStore: () => Promise<Remembered>): ToldHeads => ({
  places: headPlacesOf(config, http),
  heads: async () => (await openStore()).audit.heads(),
  hour: config.audit.headHour,
})

export type WorkOptions = Pick<ServeOptions, 'config' | 'openStore' | 'platform'> & {
  readonly runner: Omit<PairRunner, 'mailboxes'>
  /** Told where it listens, or that it does not. Absent where another part of this process listens. */
  readonly onWorking?: (url: string | undefined) => void
}

/** Does runs beside other processes until `ending` aborts. @throws {SyncError} where the database is not ours to use; the system's error when the port cannot be had */
export async function work({ config, runner, openStore, platform, onWorking }: WorkOptions, ending: AbortSignal): Promise<void> {
  const pairs = config.pairs.map(({ name }) => name)
  const worker = new PairWorker({ pairs, runner, store: lazyStore(openStore), queue: lazyQueue(openStore), ...platform, settings: settingsOf(config.serve) })
  if (onWorking === undefined) return worker.run(ending)
  const front = await openWorkerFront(config.worker, { ...platform, readiness: () => worker.readiness() })
  try {
    onWorking(front?.url)
    await worker.run(ending)
  } finally {
    await front?.close()
  }
}

const openWorkerFront = async ({ host, port }: Config['worker'], { clock, telemetry, readiness }: Pick<FrontOptions, 'clock' | 'telemetry' | 'readiness'>) =>
  port === undefined ? undefined : openFront({ host, port, clock, readiness, ...(telemetry === undefined ? {} : { telemetry }) })

const NEWS: Readonly<Record<Notification['kind'], News>> = { change: 'change', subscriptionRemoved: 'removed', reauthorizationRequired: 'reauthorize', missed: 'missed' }

function take(body: unknown, service: Service): Receipt {
  const notifications = readNotifications(body)
  for (const { kind, subscriptionId, clientState } of notifications) service.hear(subscriptionId, NEWS[kind], (expected) => isClientState(expected, clientState))
  return notifications.length > 0 ? 'taken' : 'malformed'
}

/** How soon a command that was typed beside the service is obeyed. */
const CONTROL_MS = 1000

function settingsOf(config: ServeConfig): ServiceSettings {
  const { publicUrl, heartbeatUrl } = config
  return {
    pace: { hotMs: config.hotSeconds * 1000, warmMs: config.warmSeconds * 1000, idleMs: config.idleSeconds * 1000, safetyMs: config.safetySeconds * 1000 },
    pairsAtOnce: config.pairsAtOnce,
    idle: config.idle,
    fullListingHour: config.fullListingHour,
    controlMs: CONTROL_MS,
    ...(publicUrl === undefined ? {} : { urlOf: (pair: string) => `${publicUrl}/notifications/outlook/${pair}` }),
    ...(heartbeatUrl === undefined ? {} : { heartbeat: { url: heartbeatUrl, everyMs: config.heartbeatMinutes * 60_000 } }),
  }
}

const lazyStore = (open: () => Promise<Remembered>): ServiceStore => lazily(async () => (await open()).service)

const lazyQueue = (open: () => Promise<Remembered>): PairQueue =>
  lazily(async () => {
    const { queue } = await open()
    if (queue === undefined) throw new SyncError('BAD_CONFIG', 'Processes share their work on PostgreSQL only.')
    return queue
  })

/** Something that is opened when it is first asked, and again when that failed. */
const lazily = <Opened extends object>(open: () => Promise<Opened>): Opened =>
  new Proxy({} as Opened, {
    get: (_nothing, name) => async (...args: unknown[]): Promise<unknown> => {
      const opened = await open()
      const method: unknown = Reflect.get(opened, name)
      return typeof method === 'function' ? Reflect.apply(method, opened, args) : method
    },
  })
