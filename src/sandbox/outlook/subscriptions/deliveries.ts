import type { Telling } from '../../ledger.ts'
import type { Shared } from '../../shared.ts'
import { EndpointHealth } from './endpoint-health.ts'
import { postTo } from './endpoint.ts'

/** Later answers count as none. */
const ANSWER_MS = 3_000
const FIRST_PAUSE_MS = 10_000
const LONGEST_TRIES_MS = 4 * 3_600_000
const SLOW_PAUSE_MS = 10_000
const MOST_IN_ONE = 100

/** One notification on its way. */
export interface Delivery {
  readonly url: string
  readonly body: object
  /** What is recorded of it; lifecycle notifications have no such record. */
  readonly telling?: Telling
  /** Whether it still has anybody to be sent to. */
  readonly wanted: () => boolean
  /** Called when it is given up. */
  readonly lost: () => void
}

interface Endpoint {
  readonly health: EndpointHealth
  ready: Delivery[]
}

/** Sends notifications to endpoints: what is ready at one moment in one request, and again with growing pauses for up to four hours. */
export class Deliveries {
  readonly #shared: Shared
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #end = new AbortController()

  constructor(shared: Shared) {
    this.#shared = shared
  }

  /** Ends whatever is under way. */
  close(): void {
    this.#end.abort()
  }

  /** Of everything that is waited for. */
  get signal(): AbortSignal {
    return this.#end.signal
  }

  /** Sends after `delayMs`, or what the endpoint's slowness makes of it. */
  send(delivery: Delivery, delayMs: number): void {
    const { clock } = this.#shared
    const health = this.#endpoint(delivery.url).health.at(clock.now())
    if (health === 'drop' && delivery.telling !== undefined) return giveUp([delivery], 'dropped')
    clock.after(delayMs + (health === 'slow' ? SLOW_PAUSE_MS : 0), () => this.#ready(delivery))
  }

  #endpoint(url: string): Endpoint {
    const known = this.#endpoints.get(url) ?? { health: new EndpointHealth(), ready: [] }
    this.#endpoints.set(url, known)
    return known
  }

  #ready(delivery: Delivery): void {
    const endpoint = this.#endpoint(delivery.url)
    endpoint.ready.push(delivery)
    if (endpoint.ready.length > 1) return
    setImmediate(() => {
      const due = endpoint.ready.splice(0)
      for (let from = 0; from < due.length; from += MOST_IN_ONE) void this.#attempt(due.slice(from, from + MOST_IN_ONE), FIRST_PAUSE_MS, this.#shared.clock.now())
    })
  }

  async #attempt(all: readonly Delivery[], pauseMs: number, firstAt: number): Promise<void> {
    const due = all.filter((delivery) => delivery.wanted())
    settle(all.filter((delivery) => !due.includes(delivery)), 'lost')
    const [first] = due
    if (first === undefined || this.#end.signal.aborted || this.#meetsOutage(due)) return
    const { clock } = this.#shared
    const at = clock.now()
    for (const { telling } of due) if (telling !== undefined) Object.assign(telling, { sentAt: at, answeredAt: undefined, attempts: telling.attempts + 1 })
    const body = JSON.stringify({ value: due.map((delivery) => delivery.body) })
    const { status = 0, tookMs } = await postTo(first.url, clock, { body, type: 'application/json; charset=utf-8', signal: this.#end.signal })
    this.#endpoint(first.url).health.note(at, tookMs)
    for (const { telling } of due) if (telling !== undefined) telling.answeredAt = clock.now()
    if (status >= 200 && status < 300 && tookMs < ANSWER_MS) return settle(due, 'told')
    if (clock.now() + pauseMs - firstAt > LONGEST_TRIES_MS) return giveUp(due, 'lost')
    clock.after(pauseMs, () => void this.#attempt(due, pauseMs * 2, firstAt))
  }

  /** While the plan of faults has an outage, nothing is sent. */
  #meetsOutage(due: readonly Delivery[]): boolean {
    const { clock, faults } = this.#shared
    const { since, outageMs = 0, afterOutage = 'lost' } = faults.notifications
    const leftMs = since + outageMs - clock.now()
    if (leftMs <= 0) return false
    if (afterOutage === 'lost') settle(due, 'dropped')
    else for (const delivery of due) clock.after(leftMs, () => this.#ready(delivery))
    return true
  }
}

/** What was told once stays told, whatever becomes of its duplicate. */
function settle(deliveries: readonly Delivery[], outcome: Telling['outcome']): void {
  for (const { telling } of deliveries) if (telling !== undefined && telling.outcome !== 'told') telling.outcome = outcome
}

function giveUp(deliveries: readonly Delivery[], outcome: 'dropped' | 'lost'): void {
  settle(deliveries, outcome)
  for (const delivery of deliveries) delivery.lost()
}
