import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import type { Telemetry } from '../platform/telemetry.ts'

export interface HeartbeatOptions {
  readonly url: string
  readonly everyMs: number
  readonly http: Http
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly isReady: () => boolean
  readonly onOutcome?: (arrived: boolean) => void
}

const TIMEOUT_MS = 10_000

/** Asks for an address now and then while all is well, so that somebody outside notices when it stops. Until `signal` aborts. */
export async function beat({ url, everyMs, http, clock, telemetry, isReady, onOutcome = () => {} }: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.wait(everyMs, signal).catch(() => {})
    if (signal.aborted || !isReady()) continue
    const outcome = await http({ method: 'GET', url, timeoutMs: TIMEOUT_MS }, signal).catch(() => undefined)
    if (outcome?.kind === 'answered') await outcome.body.dispose()
    const arrived = outcome?.kind === 'answered' && outcome.status < 400
    onOutcome(arrived)
    if (!arrived) telemetry.log('warn', 'heartbeat failed', { status: outcome?.kind === 'answered' ? outcome.status : 0 })
  }
}
