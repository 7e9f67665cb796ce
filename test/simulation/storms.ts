import assert from 'node:assert/strict'
import type { Http } from '../../src/platform/http.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { generator, type Fault } from '../../src/sandbox/faults.ts'
import { told } from '../crash/memory-kills.ts'
import { openStage, type Stage } from './turns.ts'

/** Storms before mailboxes are new: they grow with each. */
const TURNS = 5

/** What of requests is refused, and for how long. */
interface Storm {
  readonly seed: number
  readonly share: number
  readonly faults: readonly Fault[]
}

/** How often the cloud asked for a pause, and the requests that came all the same before it ended. */
interface Watch {
  readonly http: Http
  pauses: number
  readonly early: string[]
}

/** Outlook refuses 5 to 60 % of all requests, some after it did what they asked, with pauses of 1 to 300 seconds. @returns how often it asked for a pause */
export async function weather({ storms, seed }: { readonly storms: number; readonly seed: number }): Promise<number> {
  let pauses = 0
  for (let at = 0; at < storms; at += TURNS) {
    const seeds = Array.from({ length: Math.min(TURNS, storms - at) }, (_, n) => seed + at + n)
    pauses += await inOneStage(seeds)
  }
  return pauses
}

async function inOneStage(seeds: readonly number[]): Promise<number> {
  const given: { stage?: Stage } = {}
  const watch = watchPauses(() => given.stage?.clock.now() ?? 0)
  const stage = await openStage({ http: watch.http, outlook: { maxRequestsPerWindow: 1e9 } }, Date.parse('2026-03-02T08:00:00Z'))
  given.stage = stage
  try {
    await stage.turn()
    for (const seed of seeds) {
      const storm = draw(seed)
      await told(storm, async () => {
        await stage.turn(() => stage.pair.sandbox.shared.faults.set(storm.faults))
        assert.deepEqual(watch.early, [], 'nothing is sent before a pause ends')
      })
    }
  } finally {
    await stage.close()
  }
  return watch.pauses
}

function draw(seed: number): Storm {
  const random = generator(seed * 7919)
  const share = 0.05 + random() * 0.55
  const pause = (): number => 1 + Math.floor(random() ** 3 * 300)
  const kinds = [
    { effect: 'refuse', status: 429, retryAfterSeconds: pause() },
    { effect: 'refuse', status: 429, retryAfterSeconds: pause() },
    { effect: 'refuse', status: 503, retryAfterSeconds: pause() },
    { effect: 'refuse', status: 503 },
    { effect: 'refuse', status: 504 },
    { effect: 'error-after', status: 504 },
  ] as const
  return { seed, share, faults: kinds.map((kind, n) => ({ ...kind, match: '^outlook ', probability: share / kinds.length, seed: seed * 31 + n })) }
}

/** A request that is on its way when the pause is told may arrive; one that begins later may not. */
function watchPauses(now: () => number): Watch {
  let until = 0
  const watch: Watch = {
    pauses: 0,
    early: [],
    http: async (request, signal) => {
      const isGraph = !new URL(request.url).pathname.startsWith('/login')
      if (isGraph && now() < until) watch.early.push(`${request.method} ${until - now()} ms early`)
      const outcome = await systemHttp(request, signal)
      const seconds = outcome.kind === 'answered' && isGraph ? outcome.header('retry-after') : undefined
      if (seconds !== undefined) {
        watch.pauses++
        until = Math.max(until, now() + Number(seconds) * 1000)
      }
      return outcome
    },
  }
  return watch
}
