import type { Mailbox } from '../../../src/connectors/connector.ts'
import { DEFAULT_POLICY } from '../../../src/domain/policy.ts'
import { SIDES, type Side } from '../../../src/domain/side.ts'
import type { PairContext } from '../../../src/engine/pair-context.ts'
import { relist } from '../../../src/engine/relist.ts'
import { syncPair } from '../../../src/engine/sync-pair.ts'
import { tellFailure, tellReport, tellSettled } from '../../../src/engine/tell-run.ts'
import type { Clock } from '../../../src/platform/clock.ts'
import { createTelemetry } from '../../../src/platform/create-telemetry.ts'
import type { Telemetry } from '../../../src/platform/telemetry.ts'
import type { PairRunner } from '../../../src/service/pair-runner.ts'
import { Service, type News, type ServiceSettings } from '../../../src/service/service.ts'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { Gone, openYearMailbox, type YearCloud } from './year-cloud.ts'

/** What was counted over all lives. */
export interface Told {
  runs: number
  /** Effects of ours on the clouds. */
  writes: number
  /** Requests to anywhere else. */
  requests: number
  /** Runs and more that ended by an error that no cloud made. */
  bugs: string[]
}

export interface YearServiceOptions {
  readonly database: string
  readonly clouds: ReadonlyMap<string, Readonly<Record<Side, YearCloud>>>
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly told: Told
}

/** One life of the service. */
export interface YearService {
  readonly store: Store
  readonly telemetry: Telemetry
  hear(id: string, news: News, clientState: string): void
  /** Ends it as a person would. */
  stop(): Promise<void>
  /** Ends it as a power cut would: what was on its way is done or not, and nobody learns which. */
  kill(): Promise<void>
}

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]

/** Looking and obeying are rarer than by default: a year of the default pace is 20 million looks, of which nearly all find nothing. */
const SETTINGS: ServiceSettings = {
  pace: { hotMs: 10 * MINUTE_MS, warmMs: HOUR_MS, idleMs: 12 * HOUR_MS, safetyMs: 12 * HOUR_MS },
  pairsAtOnce: 4,
  idle: true,
  fullListingHour: 19,
  controlMs: 20 * MINUTE_MS,
  urlOf: (pair) => `https://tongbu.example/notifications/outlook/${pair}`,
}

export async function startYearService(options: YearServiceOptions): Promise<YearService> {
  const { clock, newId, told } = options
  const life = { isOver: false }
  const store = await openStore(options.database, { clock })
  const telemetry = createTelemetry({ level: 'info', now: () => clock.now(), write: (line) => void (!life.isOver && line.includes('BROKEN_INVARIANT') && told.bugs.push(line.trim())) })
  const http = async () => {
    told.requests++
    return { kind: 'lost', reached: false, cause: undefined } as const
  }
  const ending = new AbortController()
  const alive: Store = { ...store, pair: (pair) => mortal(store.pair(pair), life), service: mortal(store.service, life) }
  const runner = createRunner(options, { store: alive, telemetry, isAlive: () => !life.isOver })
  const service = new Service({ pairs: [...options.clouds.keys()], runner, store: alive.service, clock, newId, http, telemetry, settings: SETTINGS })
  const over = service.run(ending.signal)
  over.catch((error: unknown) => told.bugs.push(String(error)))
  const end = async (): Promise<void> => {
    ending.abort(new Error('ending'))
    await over
    await store.close()
  }
  return {
    store,
    telemetry,
    hear: (id, news, clientState) => service.hear(id, news, (expected) => expected === clientState),
    stop: end,
    kill: async () => {
      life.isOver = true
      await end()
    },
  }
}

/** Refuses everything once the process is dead. */
const mortal = <Ports extends object>(ports: Ports, life: { readonly isOver: boolean }): Ports =>
  new Proxy(ports, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      return typeof method === 'function' ? (...args: unknown[]) => (life.isOver ? Promise.reject(new Gone()) : Reflect.apply(method, target, args)) : method
    },
  })

interface Living {
  readonly store: Store
  readonly telemetry: Telemetry
  readonly isAlive: () => boolean
}

/** As the application runs a pair, with mailboxes in memory. */
function createRunner({ clouds, clock, random, newId, told }: YearServiceOptions, { store, telemetry, isAlive }: Living): PairRunner {
  const open = new Map<string, Readonly<Record<Side, Mailbox>>>()
  const mailboxesOf = (pair: string): Readonly<Record<Side, Mailbox>> => {
    const both = clouds.get(pair)
    if (both === undefined) throw new Error(`There is no pair ${pair}.`)
    const line = { clock, random, isAlive }
    const known = open.get(pair) ?? { left: openYearMailbox(both.left, line), right: openYearMailbox(both.right, line) }
    open.set(pair, known)
    return known
  }
  return {
    run: async (pair, { cause, takeHint, relist: isWhole, applyHold, discardHold, ending, signal }) => {
      const onSettled: PairContext['onSettled'] = (operation, item) => tellSettled(telemetry, clock, cause, operation, item)
      const context: PairContext = {
        ...{ pair, run: `r${newId()}`, mailboxes: mailboxesOf(pair), store: store.pair(pair), policy: DEFAULT_POLICY, clock, newId, signal, ending },
        ...{ onProgress: () => {}, onSettled, takeHint: () => takeHint() !== undefined },
      }
      told.runs++
      try {
        if (isWhole) await relist(context)
        const report = await syncPair(context, { untilQuiet: true, ...(applyHold === undefined ? {} : { applyHold }), ...(discardHold === undefined ? {} : { discardHold }) })
        for (const side of SIDES) told.writes += Object.values(report.done[side]).reduce((sum, count) => sum + count, 0)
        tellReport(telemetry, report, await context.store.counts().catch(() => undefined))
        return report
      } catch (error) {
        tellFailure(telemetry, pair, error)
        throw error
      }
    },
    mailboxes: async (pair) => mailboxesOf(pair),
    reopen: async (pair) => void open.delete(pair),
  }
}
