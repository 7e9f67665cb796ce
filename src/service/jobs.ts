import type { Why, Wish } from './ports.ts'

/** One run of a pair that is due. */
export interface Job {
  readonly pair: string
  readonly why: Why
  /** When it was first wanted, in milliseconds since 1970. */
  readonly since: number
  /** Aborted when the run is to end soon, with what is in hand finished; its reason is an `Interruption`. */
  readonly ending: AbortSignal
  /** The wish for another run of this pair that is due by now, if there is one: it is then part of this run. */
  readonly takeWish?: () => Pick<Wish, 'why' | 'since'> | undefined
}

/** Never rejects: what went wrong with a pair is remembered by whoever does the work. */
export type Work = (job: Job) => Promise<void>

/**
 * Which pairs are to run, when. Wishes are deduplicated: one per pair, the earliest counts. Runs of one pair never overlap, and a
 * wish that comes during a run makes one more run after it. Nothing here rejects: a wish that cannot be written down is kept in
 * memory, and a restart wants every pair anyway.
 */
export interface Jobs {
  /** The pair is to run, at the latest at `dueAt` (default: at once). */
  want(pair: string, why: Why, dueAt?: number): Promise<void>
  /** Asks what is under way for this pair to end soon. */
  interrupt(pair: string): void
  /** Looks again who may run. */
  wake(): void
  /** Does the work as it falls due until `ending` aborts; resolves once what is under way then has ended. */
  run(work: Work, ending: AbortSignal): Promise<void>
}

/** Why a run was ended that could have gone on. It is no failure. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
}
