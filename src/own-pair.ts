import { guardWrites } from './engine/guard-writes.ts'
import type { PairContext } from './engine/pair-context.ts'
import type { Store } from './store/store.ts'

type MakeContext = (signal: AbortSignal) => Promise<PairContext>
type Work<Result> = (context: PairContext) => Promise<Result>

interface Wanted {
  readonly pair: string
  readonly signal: AbortSignal
}

/**
 * Works on a pair that is nobody else's meanwhile: nothing is written to a mailbox any more once another process may have taken over.
 * `makeContext` is given what ends the work. Within one process turns keep its own work apart. @throws {SyncError} `STORE_LOCKED` while another process works on the pair, or when it became another's
 */
export async function owningPair<Result>(store: Store, { pair, signal }: Wanted, makeContext: MakeContext, work: Work<Result>): Promise<Result> {
  const lease = await store.lease?.(pair)
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
