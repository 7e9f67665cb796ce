import { SyncError } from './domain/errors.ts'
import { guardWrites } from './engine/guard-writes.ts'
import type { PairContext } from './engine/pair-context.ts'
import type { Clock } from './platform/clock.ts'
import type { PairLease, Store } from './store/store.ts'

type MakeContext = (signal: AbortSignal) => Promise<PairContext>
type Work<Result> = (context: PairContext) => Promise<Result>

export interface Patience {
  /** Another process that works on the pair is waited for by this clock. Default: that is refused. */
  readonly waitsBy?: Clock
  /** So long at most, in milliseconds. Default: as long as it takes. */
  readonly forMs?: number
}

interface Wanted extends Patience {
  readonly pair: string
  readonly signal: AbortSignal
}

/** How often it is asked whether a pair is free by now, in milliseconds. */
const ASK_MS = 500

/** Takes a pair, where processes share them. @throws {SyncError} `STORE_LOCKED` while another process has it; the reason of `signal` */
export async function leaseOf(store: Pick<Store, 'lease'>, { pair, signal, waitsBy, forMs = Infinity }: Wanted): Promise<PairLease | undefined> {
  const until = (waitsBy?.now() ?? 0) + forMs
  for (;;) {
    try {
      return await store.lease?.(pair)
    } catch (error) {
      if (waitsBy === undefined || !(error instanceof SyncError) || error.code !== 'STORE_LOCKED' || waitsBy.now() >= until) throw error
    }
    await waitsBy.wait(ASK_MS, signal).catch(() => {})
    signal.throwIfAborted()
  }
}

/**
 * Works on a pair that is nobody else's meanwhile: nothing is written to a mailbox any more once another process may have taken over.
 * `makeContext` is given what ends the work. Within one process turns keep its own work apart. @throws {SyncError} `STORE_LOCKED` while another process works on the pair, or when it became another's
 */
export async function owningPair<Result>(store: Store, wanted: Wanted, makeContext: MakeContext, work: Work<Result>): Promise<Result> {
  const { signal } = wanted
  const lease = await leaseOf(store, wanted)
  if (lease === undefined) return work(await makeContext(signal))
  try {
    const context = await makeContext(AbortSignal.any([signal, lease.inDoubt]))
    const { left, right } = context.mailboxes
    return await work({ ...context, mailboxes: { left: guardWrites(left, lease.confirm), right: guardWrites(right, lease.confirm) } })
  } catch (error) {
    // In the words of the lease, and not as the abort that it caused.
    if (lease.inDoubt.aborted && error === lease.inDoubt.reason) await lease.confirm()
    throw error
  } finally {
    await lease.release().catch(() => {})
  }
}
