import { guardWrites } from './engine/guard-writes.ts'
import type { PairContext } from './engine/pair-context.ts'
import type { Store } from './store/store.ts'

/**
 * Works on a pair that is nobody else's meanwhile: nothing is written to a mailbox any more once another process may have taken over.
 * `makeContext` is given what ends the work. @throws {SyncError} `STORE_LOCKED` while the pair is another's, or when it became so
 */
export async function owningPair<Result>(
  store: Store,
  { pair, signal }: { readonly pair: string; readonly signal: AbortSignal },
  makeContext: (signal: AbortSignal) => Promise<PairContext>,
  work: (context: PairContext) => Promise<Result>,
): Promise<Result> {
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
