import type { AuditHead, HeadTelling } from '../domain/audit-head.ts'
import { toInstant } from '../domain/instant.ts'
import type { Clock } from '../platform/clock.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import type { HeadPlace } from './head-places.ts'
import { lastHour, pauseAfter } from './pace.ts'
import type { ServiceStore } from './ports.ts'

export interface HeadTellerOptions {
  readonly places: readonly HeadPlace[]
  /** Of all pairs that have an audit. */
  readonly heads: () => Promise<readonly AuditHead[]>
  readonly store: Pick<ServiceStore, 'headTellings' | 'setHeadTelling'>
  readonly clock: Clock
  readonly telemetry: Telemetry
}

export interface DailyHeadsOptions extends HeadTellerOptions {
  /** Of the day, in UTC: from then on they are told, once. */
  readonly hour: number
  /** Whether it is for this process to tell them now. */
  readonly mayTell: () => boolean
}

/** At least so often it is looked whether they are due: a machine may sleep, and a clock may be set. */
const LOOK_MS = 3_600_000
const FIRST_PAUSE_MS = 60_000

/**
 * Tells every place where the chains stand, or those alone for which it is `due`, and remembers how that went. A place that fails
 * keeps nothing else from being done. @throws {SyncError} `STORE_FAILURE`
 */
export async function tellHeads({ places, heads, store, clock, telemetry }: HeadTellerOptions, signal: AbortSignal, due: (telling: HeadTelling) => boolean = () => true): Promise<readonly HeadTelling[]> {
  const before = await store.headTellings()
  const meant = places.filter(({ name }) => due(before.find(({ place }) => place === name) ?? { place: name }))
  const all = meant.length === 0 ? [] : await heads()
  if (all.length === 0) return []
  const tellings: HeadTelling[] = []
  for (const { name, tell } of meant) {
    const at = clock.now()
    const problem = await tell(all.map((head) => ({ ...head, at: toInstant(at) ?? '' })), signal)
    const last = before.find(({ place }) => place === name)
    const telling: HeadTelling = problem === undefined ? { place: name, toldAt: at } : { place: name, ...(last?.toldAt === undefined ? {} : { toldAt: last.toldAt }), failedSince: last?.failedSince ?? at, problem }
    telemetry.count('tongbu_audit_heads_total', { place: name, outcome: problem === undefined ? 'told' : 'failed' })
    if (problem !== undefined) telemetry.log('warn', 'audit heads not told', { place: name, problem })
    await store.setHeadTelling(telling)
    tellings.push(telling)
  }
  return tellings
}

/** Tells them once a day to each place, however often the service is started; what fails is tried again at growing intervals. Until `signal` aborts. */
export async function tellHeadsDaily(options: DailyHeadsOptions, signal: AbortSignal): Promise<void> {
  const { clock, hour, mayTell, telemetry, places } = options
  const isDue = ({ toldAt }: HeadTelling): boolean => toldAt === undefined || toldAt < lastHour(hour, clock.now())
  for (let failures = 0; !signal.aborted && places.length > 0; ) {
    try {
      const tellings = mayTell() ? await tellHeads(options, signal, isDue) : []
      failures = tellings.some(({ problem }) => problem !== undefined) ? failures + 1 : 0
    } catch {
      if (signal.aborted) return
      failures++
      telemetry.log('warn', 'audit heads not told', { problem: 'the database failed' })
    }
    const untilDueMs = lastHour(hour, clock.now()) + 86_400_000 - clock.now()
    await clock.wait(failures > 0 ? pauseAfter(failures, FIRST_PAUSE_MS, LOOK_MS) : Math.min(LOOK_MS, untilDueMs), signal).catch(() => {})
  }
}
