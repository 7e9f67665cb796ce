import { openImapMailbox } from '../../src/connectors/imap/imap-mailbox.ts'
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts'
import type { PairContext } from '../../src/engine/pair-context.ts'
import type { Report } from '../../src/engine/report.ts'
import { syncPair, type SyncOptions } from '../../src/engine/sync-pair.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { randomId } from '../../src/platform/ids.ts'
import { openStore } from '../../src/store/open-store.ts'

export interface ImapPairOptions {
  readonly port: number
  readonly password: string
  /** Account names. */
  readonly left: string
  readonly right: string
  /** Database URL. Default: in memory. */
  readonly database?: string
  readonly policy?: Partial<Policy>
  readonly concurrency?: number
  readonly onRequest?: (kind: string) => void
}

/** Two mailboxes on one real IMAP server, kept in step by the real engine. */
export interface ImapPair {
  sync(options?: SyncOptions): Promise<Report>
  close(): Promise<void>
}

const PAIR = 'peers'

/** Opens both mailboxes and the database; asks nothing of the server until `sync`. */
export async function openImapPair({ port, password, left, right, database = 'sqlite::memory:', policy = {}, ...more }: ImapPairOptions): Promise<ImapPair> {
  const store = await openStore(database, { clock: systemClock })
  const pairStore = store.pair(PAIR)
  const open = async (user: string, side: 'left' | 'right') =>
    openImapMailbox({ host: '127.0.0.1', port, tls: false, user, password, clock: systemClock, settleMs: 0, remembered: await pairStore.checkpoints(side), ...more })
  const mailboxes = { left: await open(left, 'left'), right: await open(right, 'right') }
  const context = (): PairContext => ({
    pair: PAIR,
    run: randomId(),
    mailboxes,
    store: pairStore,
    policy: { ...DEFAULT_POLICY, ...policy },
    clock: systemClock,
    newId: randomId,
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  return {
    sync: (options = {}) => syncPair(context(), options),
    close: async () => {
      await mailboxes.left.close()
      await mailboxes.right.close()
      await store.close()
    },
  }
}
