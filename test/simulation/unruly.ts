import type { Mailbox, ObservationEnd, ObservationPage } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import type { Clock } from '../../src/platform/clock.ts'

/** How bad the way between us and a cloud is. May be changed at any time. */
export interface Weather {
  /** Share of calls that fail. */
  fails: number
  /** Whether what was asked may still be done after we gave up waiting for the answer. */
  comesLate: boolean
}

export interface UnrulyOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly weather: Weather
  /** Told of every call and what became of it. */
  readonly trace: (event: string) => void
  /** Calls that are on their way, also those that nobody waits for any more. */
  readonly underWay: Set<Promise<unknown>>
}

const WRITES = ['create', 'mark', 'move', 'remove', 'createFolder', 'changeFolder', 'deleteFolder', 'resumeMove'] as const
const READS = ['read', 'findCreated', 'lookUp', 'bookmark'] as const

/** The latest that something arrives, in milliseconds; recovery believes an absence after twice as long. */
const LATEST_MS = 20_000

/**
 * A mailbox behind a bad line: requests and answers take their time, each its own, so that they overtake each other; some fail before
 * or after they are done, some are done long after we gave up; pages come in parts and twice.
 */
export function unruly(mailbox: Mailbox, name: string, options: UnrulyOptions): Mailbox {
  const { clock, random, weather, trace, underWay } = options
  const travel = (): Promise<void> => clock.wait(random() < 0.03 ? random() * LATEST_MS : 20 + random() * 300)
  const fail = (ambiguous: boolean): never => {
    throw new SyncError(random() < 0.5 ? 'REMOTE_FAILURE' : 'THROTTLED', 'The line is bad.', { ambiguous })
  }
  const call = async (what: string, isWrite: boolean, act: () => Promise<unknown>): Promise<unknown> => {
    await travel()
    const fate = random() < weather.fails ? random() : 1
    if (fate < 0.4) {
      trace(`${what} is lost`)
      return fail(false)
    }
    if (fate < 0.55 && isWrite && weather.comesLate) {
      trace(`${what} comes late`)
      const late = clock.wait(random() * LATEST_MS).then(act).catch(() => {})
      underWay.add(late)
      void late.finally(() => underWay.delete(late))
      return fail(true)
    }
    const answer = await act()
    trace(what)
    if (fate < 1) return fail(isWrite)
    await travel()
    return answer
  }
  const tracked = (work: Promise<unknown>): Promise<unknown> => {
    underWay.add(work)
    work.catch(() => {}).finally(() => underWay.delete(work))
    return work
  }
  const wrapped = { ...mailbox, capabilities: { ...mailbox.capabilities, settleMs: 2 * LATEST_MS } }
  for (const method of [...WRITES, ...READS]) {
    const real = mailbox[method] as ((...args: unknown[]) => Promise<unknown>) | undefined
    if (real === undefined) continue
    const isWrite = (WRITES as readonly string[]).includes(method)
    Object.assign(wrapped, { [method]: (...args: unknown[]) => tracked(call(`${name} ${method} ${tell(args[0])}`, isWrite, () => real.apply(mailbox, args))) })
  }
  return { ...wrapped, observe: (checkpoints, signal) => inParts(mailbox.observe(checkpoints, signal), name, options, travel, fail) }
}

const tell = (argument: unknown): string => (typeof argument === 'string' ? argument : typeof argument === 'object' && argument !== null ? String(Reflect.get(argument, 'id') ?? Reflect.get(argument, 'folderId')) : '')

async function* inParts(
  pages: AsyncGenerator<ObservationPage, ObservationEnd>,
  name: string,
  { random, weather, trace }: UnrulyOptions,
  travel: () => Promise<void>,
  fail: (ambiguous: boolean) => never,
): AsyncGenerator<ObservationPage, ObservationEnd> {
  for (;;) {
    await travel()
    if (random() < weather.fails) {
      trace(`${name} observe fails`)
      return fail(false)
    }
    const next = await pages.next()
    await travel()
    if (next.done === true) return next.value
    const page = next.value
    trace(`${name} page of ${page.messages?.length ?? 0}`)
    const { messages = [] } = page
    if (messages.length > 1 && random() < 0.3) yield { messages: messages.slice(0, Math.ceil(random() * messages.length)), checkpoints: {} }
    yield page
    if (random() < 0.1) yield page
  }
}
