import type { Config, PairConfig } from './config/config.ts'
import { credentialsOf, leftAddress, type Credential } from './config/credentials.ts'
import { SyncError } from './domain/errors.ts'
import type { Operation } from './domain/operation.ts'
import type { Side } from './domain/side.ts'
import type { OwnSubscriptions } from './engine/end-subscriptions.ts'
import { leavePair, type LeavingOptions, type LeavingReport } from './engine/leave-pair.ts'
import type { PairContext } from './engine/pair-context.ts'
import type { Clock } from './platform/clock.ts'
import type { Explained } from './reconcile/explain.ts'
import type { Store } from './store/store.ts'

/** How a pair is to be given up. */
export type UninstallRequest = Pick<LeavingOptions, 'copies' | 'dryRun' | 'by' | 'without'> & Pick<PairContext, 'signal'> & Partial<Pick<PairContext, 'onProgress'>>

/** What giving up a pair did or would do, and what is left for a person. */
export interface Uninstalled extends LeavingReport {
  readonly sentences: readonly Explained[]
  /** What only a person can take back. */
  readonly credentials: readonly Credential[]
  /** The chain of the pair as it is now, which stays. `isWhole`: each record is as it was written. */
  readonly audit: { readonly records: number; readonly head: string; readonly isWhole: boolean }
}

/** What is needed of the application. */
export interface UninstallPorts {
  readonly config: Config
  readonly clock: Clock
  /** The store, ours as a whole where one process owns it. */
  readonly openStore: () => Promise<Store>
  /** Does the work while the pair is nobody else's. */
  readonly owning: <Result>(work: (context: PairContext) => Promise<Result>) => Promise<Result>
  readonly explain: (operations: readonly Operation[], context: PairContext) => Promise<readonly Explained[]>
}

/** Where processes share the work, one that has the pair now gives it up within the length of a lease once it is paused. */
const GIVEN_UP_MS = 30_000
const ASK_MS = 1_000

/**
 * Gives a pair up. It is paused first, and stays so: a service that runs meanwhile, or is started with the pair still in its
 * configuration, would make everything anew. @throws {SyncError} `STORE_LOCKED` where another process keeps the pair
 */
export async function uninstallPair(pair: PairConfig, { copies, dryRun, by, without, signal }: UninstallRequest, ports: UninstallPorts): Promise<Uninstalled> {
  const { config, clock, openStore, owning, explain } = ports
  const store = await openStore()
  if (dryRun !== true) await store.service.pause({ pair: pair.name, by: 'uninstall', since: clock.now() })
  const options: LeavingOptions = {
    copies,
    shared: sharedSides(config, pair),
    subscriptions: await ownSubscriptions(store, pair.name),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(by === undefined ? {} : { by }),
    ...(without === undefined ? {} : { without }),
  }
  const work = async (context: PairContext): Promise<LeavingReport & Pick<Uninstalled, 'sentences'>> => {
    const report = await leavePair(context, options)
    return { ...report, sentences: await explain(report.planned, context) }
  }
  const report = await once(() => owning(work), { clock, signal, isShared: store.lease !== undefined && dryRun !== true })
  // What a worker put off when it found the pair paused.
  if (report.proof !== undefined) await store.queue?.forget(pair.name)
  const { records, head, broken } = await store.audit.verify(pair.name)
  return { ...report, credentials: credentialsOf(config, pair), audit: { records, head, isWhole: broken === undefined } }
}

/** Waits for whoever has the pair to give it up, where that can be. */
async function once<Result>(work: () => Promise<Result>, { clock, signal, isShared }: { readonly clock: Clock; readonly signal: AbortSignal; readonly isShared: boolean }): Promise<Result> {
  const until = clock.now() + GIVEN_UP_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isKept = error instanceof SyncError && error.code === 'STORE_LOCKED'
      if (!isKept || !isShared || clock.now() >= until) throw error
      await clock.wait(ASK_MS, signal)
    }
  }
}

/** Sides whose mailbox another pair of this configuration uses too. */
function sharedSides({ pairs }: Config, pair: PairConfig): readonly Side[] {
  const others = pairs.filter(({ name }) => name !== pair.name)
  const isShared = { left: others.some((other) => leftAddress(other) === leftAddress(pair)), right: others.some(({ outlook }) => outlook.address.toLowerCase() === pair.outlook.address.toLowerCase()) }
  return (['left', 'right'] as const).filter((side) => isShared[side])
}

async function ownSubscriptions(store: Store, pair: string): Promise<OwnSubscriptions> {
  const kept = (await store.service.subscriptions()).filter((subscription) => subscription.pair === pair)
  const remembered = (side: Side): readonly string[] => kept.filter((subscription) => subscription.side === side).map(({ id }) => id)
  return {
    remembered: { left: remembered('left'), right: remembered('right') },
    isOurs: (url) => url !== undefined && URL.parse(url)?.pathname.endsWith(`/notifications/outlook/${pair}`) === true,
  }
}
