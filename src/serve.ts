import type { Config, ServeConfig } from './config/config.ts'
import { isClientState, readNotifications, type Notification } from './connectors/outlook/notifications.ts'
import type { Clock } from './platform/clock.ts'
import type { Http } from './platform/http.ts'
import type { NewId } from './platform/ids.ts'
import type { Telemetry } from './platform/telemetry.ts'
import { openFront, type Receipt } from './server/front.ts'
import type { PairRunner } from './service/pair-runner.ts'
import type { ServiceStore } from './service/ports.ts'
import { Service, type News, type ServiceSettings } from './service/service.ts'

export interface ServeOptions {
  readonly config: Config
  readonly runner: PairRunner
  readonly openStore: () => Promise<ServiceStore>
  readonly platform: { readonly clock: Clock; readonly newId: NewId; readonly http: Http; readonly telemetry: Telemetry }
  /** Told where it listens. */
  readonly onListening: (url: string) => void
}

/** Keeps all pairs in step until `ending` aborts. @throws {SyncError} where the database is not ours to use; the system's error when the port cannot be had */
export async function serve({ config, runner, openStore, platform, onListening }: ServeOptions, ending: AbortSignal): Promise<void> {
  const pairs = config.pairs.map(({ name }) => name)
  const service = new Service({ pairs, runner, store: lazily(openStore), ...platform, settings: settingsOf(config.serve) })
  const { clock, telemetry } = platform
  const notifications = config.serve.publicUrl === undefined ? {} : { takeNotifications: (body: unknown) => take(body, service) }
  const front = await openFront({ host: config.serve.host, port: config.serve.port, clock, telemetry, readiness: () => service.readiness(), ...notifications })
  try {
    onListening(front.url)
    await service.run(ending)
  } finally {
    await front.close()
  }
}

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

/** A store that is opened when it is first asked, and again when that failed. */
const lazily = (open: () => Promise<ServiceStore>): ServiceStore =>
  new Proxy({} as ServiceStore, {
    get: (_nothing, name) => async (...args: unknown[]) => Reflect.get(await open(), name)(...args),
  })
