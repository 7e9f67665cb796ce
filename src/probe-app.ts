import { SyncError } from './domain/errors.ts'
import type { PairContext } from './engine/pair-context.ts'
import { probe, PROBED, type Probed, type ProbeOptions } from './engine/probe.ts'
import type { Progress } from './engine/report.ts'
import type { Clock } from './platform/clock.ts'
import type { Store } from './store/store.ts'

export type { Probed, ProbedDirection, ProbedFact } from './engine/probe.ts'

interface Call {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface ProbeRequest extends Call {
  /** The person who wants it. */
  readonly by?: string
  /** Permits these two messages although the safety measures of the pair do not hold yet; `by` says who. */
  readonly beforeGate?: boolean
}

/** Two-way tests: a message each way, compared and removed again. */
export interface Probes {
  /** @throws {SyncError} `GATE_CLOSED`, and what a cloud fails with; `BAD_CONFIG` on a pair with a read-only side, where nothing may be put in */
  probe(pair: string, request: ProbeRequest): Promise<Probed>
  /** What the last one found; nothing where none was ever finished. Asks no cloud. */
  last(pair: string): Promise<Probed | undefined>
}

export interface ProbesOptions {
  readonly clock: Clock
  /** Where both clouds of a pair are. */
  readonly placeOf: (pair: string) => ProbeOptions['place']
  readonly isOneWay: (pair: string) => boolean
  readonly pass: (pair: string) => Promise<void>
  /** To look only. */
  readonly store: () => Promise<Store>
  /** Works on a pair that is nobody else's meanwhile. */
  readonly owning: <Result>(pair: string, call: Call, work: (context: PairContext) => Promise<Result>) => Promise<Result>
}

/** How long another piece of work on the pair is waited for, in milliseconds. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 500

export function createProbes({ clock, placeOf, isOneWay, pass, store, owning }: ProbesOptions): Probes {
  return {
    probe: async (pair, { by, beforeGate = false, ...call }) => {
      if (isOneWay(pair)) throw new SyncError('BAD_CONFIG', `A two-way test puts a message into each mailbox, and one side of "${pair}" is read-only.`)
      if (!beforeGate) await pass(pair)
      for (const end = clock.now() + PATIENCE_MS; ; await clock.wait(PAUSE_MS, call.signal)) {
        try {
          return await owning(pair, call, (context) => probe(context, { place: placeOf(pair), ...(by === undefined ? {} : { by }) }))
        } catch (error) {
          // A run of the pair is soon over; a first copy is not.
          if (!(error instanceof SyncError) || error.code !== 'STORE_LOCKED' || clock.now() >= end) throw error
        }
      }
    },
    last: async (pair) => {
      const text = await (await store()).pair(pair).fact(PROBED)
      return text === undefined ? undefined : (JSON.parse(text) as Probed)
    },
  }
}
