import type { Mailbox } from '../../src/connectors/connector.ts'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import type { Side } from '../../src/domain/side.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import type { HttpRequest } from '../../src/platform/http.ts'
import { NO_TELEMETRY } from '../../src/platform/telemetry.ts'
import type { PairRunner, RunRequest } from '../../src/service/pair-runner.ts'
import type { PairQueue, ServiceStore, Standing } from '../../src/service/ports.ts'
import { Service, type ServiceSettings } from '../../src/service/service.ts'
import { openStore } from '../../src/store/open-store.ts'
import { StillClock } from './still-clock.ts'

const SETTINGS: ServiceSettings = {
  pace: { hotMs: 15_000, warmMs: 60_000, idleMs: 300_000, safetyMs: 900_000 },
  pairsAtOnce: 4,
  idle: false,
  fullListingHour: 19,
  controlMs: 1000,
}

export interface ServiceSceneOptions {
  readonly pairs?: readonly string[]
  readonly settings?: Partial<ServiceSettings>
  /** What is changed about a mailbox, which works in memory otherwise. */
  readonly mailbox?: (mailbox: Mailbox, side: Side, pair: string) => Mailbox
  /** Where others do the runs. */
  readonly queue?: PairQueue
}

/** A service over mailboxes in memory, the real engine and a real database, in time that the test moves. */
export async function openServiceScene({ pairs = ['anna'], settings = {}, mailbox: change = (mailbox) => mailbox, queue }: ServiceSceneOptions = {}) {
  const clock = new StillClock()
  const store = await openStore('sqlite::memory:', { clock })
  const clouds = new Map(pairs.map((pair) => [pair, { left: new MemoryCloud('L'), right: new MemoryCloud('R') }]))
  const open = (pair: string, side: Side): Mailbox => change(openMemoryMailbox(clouds.get(pair)![side], { style: side === 'left' ? 'listing' : 'delta' }), side, pair)
  const runs: { readonly pair: string; readonly at: number; readonly request: RunRequest }[] = []
  const reopened: string[] = []
  let ids = 0
  const newId = (): string => `i${String(++ids).padStart(6, '0')}`
  const mailboxes = (pair: string) => ({ left: open(pair, 'left'), right: open(pair, 'right') })
  const runner: PairRunner = {
    run: (pair, request) => {
      runs.push({ pair, at: clock.now(), request })
      const { applyHold, discardHold } = request
      const context = { pair, run: newId(), mailboxes: mailboxes(pair), store: store.pair(pair), policy: DEFAULT_POLICY, clock, newId, signal: request.signal, ending: request.ending, onProgress: () => {} }
      return syncPair(context, { untilQuiet: true, ...(applyHold === undefined ? {} : { applyHold }), ...(discardHold === undefined ? {} : { discardHold }) })
    },
    mailboxes: async (pair) => mailboxes(pair),
    reopen: async (pair) => void reopened.push(pair),
  }
  const asked: HttpRequest[] = []
  const problem: { store: Error | undefined } = { store: undefined }
  const guarded = new Proxy(store.service, {
    get: (target, name) => (problem.store === undefined ? Reflect.get(target, name) : () => Promise.reject(problem.store)),
  }) satisfies ServiceStore
  const http = async (request: HttpRequest) => {
    asked.push(request)
    return { kind: 'lost', reached: false, cause: undefined } as const
  }
  const ending = new AbortController()
  const start = () => {
    const service = new Service({ pairs, runner, store: guarded, clock, newId, http, telemetry: NO_TELEMETRY, settings: { ...SETTINGS, ...settings }, ...(queue === undefined ? {} : { queue }) })
    return { service, over: service.run(ending.signal) }
  }
  const { service, over } = start()
  return {
    clock,
    clouds: clouds.get(pairs[0]!)!,
    allClouds: clouds,
    store,
    service,
    over,
    runs,
    reopened,
    asked,
    problem,
    runsOf: (pair: string): number => runs.filter((run) => run.pair === pair).length,
    standing: async (pair = pairs[0]!): Promise<Standing | undefined> => (await store.service.standings()).find((standing) => standing.pair === pair),
    /** What the two sides hold, without trash. */
    counts: (pair = pairs[0]!): number[] => [clouds.get(pair)!.left.messages.size, clouds.get(pair)!.right.messages.size],
    async close(): Promise<void> {
      ending.abort(new Error('the test is over'))
      await clock.pass(0)
      await over
      await store.close()
    },
    end: (): void => ending.abort(new Error('ending')),
  }
}
