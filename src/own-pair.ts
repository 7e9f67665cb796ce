import { SyncError } from './domain/errors.ts'
import { guardWrites } from './engine/guard-writes.ts'
import type { PairContext } from './engine/pair-context.ts'
import type { Store } from './store/store.ts'

/** Pairs that this process is at work on: neither the lock of a database nor a lease keeps it from itself. */
const atWork = new WeakMap<Store, Set<string>>()

type MakeContext = (signal: AbortSignal) => Promise<PairContext>
type Work<Result> = (context: PairContext) => Promise<Result>

interface Wanted {
  readonly pair: string
  readonly signal: AbortSignal
}

/**
 * Works on a pair that is nobody else's meanwhile: nothing is written to a mailbox any more once another process may have taken over.
 * `makeContext` is given what ends the work. @throws {SyncError} `STORE_LOCKED` while something else works on the pair, or when it became another's
 */
export async function owningPair<Result>(store: Store, wanted: Wanted, makeContext: MakeContext, work: Work<Result>): Promise<Result> {
  const pairs = atWork.get(store) ?? new Set()
  atWork.set(store, pairs)
  if (pairs.has(wanted.pair)) throw new SyncError('STORE_LOCKED', `Something else is at work on the pair "${wanted.pair}" now: a run, an undo or a rollback.`)
  pairs.add(wanted.pair)
  try {
    return await whileLeased(store, wanted, makeContext, work)
  } finally {
    pairs.delete(wanted.pair)
  }
}

async function whileLeased<Result>(store: Store, { pair, signal }: Wanted, makeContext: MakeContext, work: Work<Result>): Promise<Result> {
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
