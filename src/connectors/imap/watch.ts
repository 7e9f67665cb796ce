import type { ImapFlow } from 'imapflow'
import type { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { ImapConnections } from './connection.ts'
import { endsWithin } from './ends-within.ts'
import { toSyncError } from './errors.ts'

/** What a watch works with. */
export interface WatchScene {
  readonly connections: ImapConnections
  readonly clock: Clock
  /** IDLE is ended and begun anew after so many milliseconds. */
  readonly idleMs: number
  /** Paths of the other folders that mail may come into, those first that matter most. */
  readonly others: () => readonly string[]
  /** See `Mailbox.watch`. */
  readonly onHint: () => void
  readonly onLost?: () => void
}

/** The one folder that mail arrives in: IDLE tells of no other than the one that is selected. */
const FOLDER = 'INBOX'
/** Events of imapflow that tell of a change. */
const NEWS = ['exists', 'expunge', 'flags'] as const
/** How often other folders are asked for their counts, in milliseconds, and how many in one round: where there are more, the rounds take turns. */
const ROUND_MS = 60_000
const ROUND = 8
/** What a living server needs at most to answer, in milliseconds. */
const ANSWER_MS = 30_000
/** Pauses before a lost connection is made again, in milliseconds: doubled each time, and short again after one that held. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 300_000
const HELD_MS = 60_000

/**
 * `Mailbox.watch` over IDLE (RFC 2177) in the inbox. Once a minute other folders are asked for their counts over the same connection, so
 * that what is sent, or filed by a rule, is heard of too; a connection in IDLE for each would take those that copies need. When
 * IDLE is begun anew the inbox is asked as well: a connection that nobody serves any more does not answer, and one that tells no
 * news is found out.
 */
export async function watch(scene: WatchScene, signal: AbortSignal): Promise<void> {
  const { clock, connections, onLost } = scene
  const isOver = (): boolean => signal.aborted || connections.isClosed
  for (let pauseMs = FIRST_PAUSE_MS; !isOver(); pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const began = clock.now()
    const end = await listen(scene, signal).catch((error: unknown) => (signal.aborted ? 'lost' : toSyncError(error)))
    if (end === 'unable' || isOver()) return
    if (end !== 'lost' && needsPerson(end)) throw end
    onLost?.()
    if (clock.now() - began >= HELD_MS) pauseMs = FIRST_PAUSE_MS
    await clock.wait(pauseMs, signal).catch(() => {})
  }
}

const needsPerson = ({ remedy, code }: SyncError): boolean => remedy === 'reauthorize' || remedy === 'reconfigure' || code === 'BROKEN_INVARIANT'

/** Listens on one connection until it is lost, or turns out to be of no use. */
async function listen({ connections, clock, idleMs, others, onHint }: WatchScene, signal: AbortSignal): Promise<'lost' | 'unable'> {
  const client = await connections.openAside(signal)
  const close = (): void => client.close()
  signal.addEventListener('abort', close, { once: true })
  const answers = (work: Promise<unknown>): Promise<boolean> => endsWithin(clock, ANSWER_MS, work, signal)
  try {
    if (!client.capabilities.has('IDLE')) return 'unable'
    if (!(await answers(client.mailboxOpen(FOLDER)))) return 'lost'
    const rounds = new Rounds(client, others)
    if (!(await answers(rounds.ask()))) return 'lost'
    for (const news of NEWS) client.on(news, onHint)
    onHint()
    for (;;) {
      const idling = client.idle()
      if (await endsWithin(clock, rounds.isNeeded ? Math.min(idleMs, ROUND_MS) : idleMs, idling, signal)) {
        if (!client.usable) return 'lost'
        if ((await idling) === false) return 'unable'
        // A server that ends IDLE by itself is not asked again at once.
        await clock.wait(FIRST_PAUSE_MS, signal)
      }
      if (!(await answers(askCounts(client)))) return 'lost'
      if (!(await answers(rounds.ask().then((isNews) => isNews && onHint())))) return 'lost'
    }
  } finally {
    signal.removeEventListener('abort', close)
    for (const news of NEWS) client.off(news, onHint)
    client.close()
  }
}

/** Ends IDLE. imapflow tells of a count that is not the one that it was told before as of any other news. */
async function askCounts(client: ImapFlow): Promise<void> {
  await client.status(FOLDER, { messages: true, uidNext: true })
  if (!client.usable) throw new Error('the connection is gone')
}

/** Asks a few folders after another for their counts, and remembers what they were. */
class Rounds {
  readonly #client: ImapFlow
  readonly #others: () => readonly string[]
  readonly #counts = new Map<string, string>()
  #turn = 0

  constructor(client: ImapFlow, others: () => readonly string[]) {
    this.#client = client
    this.#others = others
  }

  get isNeeded(): boolean {
    return this.#others().length > 0
  }

  /** Whether a folder is not as it was when it was asked before. The first one, which matters most, is asked each time. */
  async ask(): Promise<boolean> {
    const [first, ...rest] = this.#others()
    if (first === undefined) return false
    const from = (this.#turn++ * (ROUND - 1)) % Math.max(1, rest.length)
    const due = [first, ...[...rest, ...rest].slice(from, from + Math.min(rest.length, ROUND - 1))]
    let isNews = false
    for (const path of due) {
      const counts = await this.#client.status(path, { messages: true, uidNext: true, unseen: true }).catch(() => false as const)
      if (!this.#client.usable) throw new Error('the connection is gone')
      const before = this.#counts.get(path)
      // A folder that is gone or cannot be read is for the next look to find.
      const now = counts === false ? '' : `${counts.messages} ${counts.uidNext} ${counts.unseen}`
      this.#counts.set(path, now)
      if (before !== undefined && before !== now) isNews = true
    }
    return isNews
  }
}
