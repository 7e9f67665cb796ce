import { ImapFlow } from 'imapflow'
import { SyncError } from '../../domain/errors.ts'
import { endsWithin } from './ends-within.ts'
import { isConnectionLimit, isConnectionLost, notFound, toSyncError } from './errors.ts'
import type { ImapOptions } from './imap-options.ts'

/** A connection that is lent to one task, and what imapflow only logs: why its last command failed. */
export interface ImapSession {
  readonly client: ImapFlow
  /** Why the last command that answered `false` failed. */
  lastFailure: unknown
}

interface Slot extends ImapSession {
  busy: boolean
  readonly forget: () => void
}

/** What a task needs of a connection. */
export interface Task {
  /** Name for `onRequest`. */
  readonly kind: string
  /** Folder to select first; the one that is selected may stay where absent. */
  readonly path?: string
  /** The folder must still have this UIDVALIDITY. */
  readonly uidValidity?: string
  /** Select even where the folder is selected already: its counts are then current. */
  readonly anew?: boolean
  readonly signal: AbortSignal
}

const RECONNECT_MS = 250
/** How long LOGOUT may take, in milliseconds. */
const FAREWELL_MS = 2_000

/**
 * A few connections to one mailbox, opened when needed. A task whose connection is lost is run once more on a new one, unless it
 * threw a `SyncError`, so a write that may have been done is never repeated; so is one that did not find its message. A refused sign-in is tried once and then remembered.
 */
export class ImapConnections {
  readonly #options: ImapOptions
  readonly #slots: Slot[] = []
  readonly #waiting: (() => void)[] = []
  #opening = 0
  #signedIn = false
  #aside: ImapFlow | undefined
  #most: number
  #refused: SyncError | undefined
  #closed = false

  constructor(options: ImapOptions) {
    this.#options = options
    this.#most = (options.connections ?? (options.concurrency ?? 3) + 2) - 1
  }

  /** Tasks that can be under way at once. */
  get most(): number {
    return this.#most
  }

  /** Nothing is opened any more. */
  get isClosed(): boolean {
    return this.#closed
  }

  /** Runs `work` on a connection of its own. @throws {SyncError} */
  async run<T>(task: Task, work: (session: ImapSession) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      task.signal.throwIfAborted()
      const slot = await this.#acquire(task)
      try {
        if (task.path !== undefined) await select(slot, task.path, attempt === 1 ? task : { ...task, anew: true })
        const result = await work(slot)
        this.#options.onRequest?.(task.kind, 'ok')
        return result
      } catch (error) {
        this.#options.onRequest?.(task.kind, 'failed')
        if (!isAlive(slot.client) || isConnectionLost(error)) this.#forgetIdle(slot)
        task.signal.throwIfAborted()
        if (attempt === 1 && mayBeBehind(error, task)) continue
        if (attempt > 1 || !isConnectionLost(error)) throw toSyncError(error)
        await this.#options.clock.wait(RECONNECT_MS, task.signal)
      } finally {
        slot.busy = false
        this.#waiting.shift()?.()
      }
    }
  }

  /**
   * One connection beside those for tasks, that of `openAside` before it being gone. Tasks go first: where the server takes too
   * few, it is closed for them. @throws {SyncError}
   */
  async openAside(signal: AbortSignal): Promise<ImapFlow> {
    while (!this.#signedIn && this.#opening > 0 && this.#refused === undefined) {
      await this.#turn(signal)
    }
    signal.throwIfAborted()
    if (this.#refused !== undefined) throw this.#refused
    if (this.#closed) throw closedError()
    this.#opening++
    try {
      const { client } = await connect(this.#options, () => {})
      this.#signedIn = true
      if (this.#closed || signal.aborted) client.close()
      return (this.#aside = client)
    } catch (error) {
      throw this.#judge(error)
    } finally {
      this.#opening--
      this.#wakeAll()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#aside?.close()
    const leave = async ({ busy, client }: Slot): Promise<void> => (busy ? client.close() : client.logout().catch(() => {}))
    await Promise.all(this.#slots.splice(0).map(leave))
  }

  async #acquire(task: Task): Promise<Slot> {
    for (;;) {
      task.signal.throwIfAborted()
      if (this.#refused !== undefined) throw this.#refused
      const free = this.#slots.filter((slot) => !slot.busy && isAlive(slot.client))
      const chosen = free.find(({ client }) => client.mailbox !== false && client.mailbox.path === task.path) ?? free[0]
      if (chosen !== undefined) {
        chosen.busy = true
        return chosen
      }
      // Until a sign-in succeeded, and again since a connection was lost, there is only one attempt at a time: a wrong password counts once.
      const mayOpen = this.#signedIn || this.#opening === 0
      if (mayOpen && this.#slots.length + this.#opening < this.#most) await this.#open()
      else await this.#turn(task.signal)
    }
  }

  /** Until there may be a connection. Who gives up meanwhile leaves the queue, and lets the next one have the turn that came too late. */
  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const wake = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = (): void => {
        const at = this.#waiting.indexOf(wake)
        if (at >= 0) this.#waiting.splice(at, 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.#waiting.push(wake)
    })
    if (signal.aborted) this.#waiting.shift()?.()
    signal.throwIfAborted()
  }

  /** Adds a connection, or learns that the server takes no more than are open. */
  async #open(): Promise<void> {
    if (this.#closed) throw closedError()
    this.#opening++
    try {
      this.#slots.push(await connect(this.#options, (gone) => this.#forget(gone)))
      this.#signedIn = true
    } catch (error) {
      const others = this.#slots.length + this.#opening - 1
      if (isConnectionLimit(error) && others > 0) {
        this.#most = Math.max(1, Math.min(this.#most, others))
        return
      }
      if (isConnectionLimit(error) && this.#aside?.usable === true) return await this.#closeAside()
      throw this.#judge(error)
    } finally {
      this.#opening--
      this.#wakeAll()
    }
  }

  /** In the order of RFC 3501, so that the server has counted it out before the next one comes. */
  async #closeAside(): Promise<void> {
    const client = this.#aside
    this.#aside = undefined
    if (client === undefined) return
    await endsWithin(this.#options.clock, FAREWELL_MS, client.logout().catch(() => {}))
    client.close()
  }

  #judge(error: unknown): SyncError {
    if (isConnectionLimit(error)) return new SyncError('THROTTLED', 'The IMAP server takes no further connection.', { cause: error })
    const failure = toSyncError(error)
    if (failure.code === 'UNAUTHORIZED') this.#refused = failure
    return failure
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** What ended one connection has mostly ended all: those that stand by are not tried, or the second attempt could fail like the first. */
  #forgetIdle(lost: Slot): void {
    for (const slot of this.#slots.filter((each) => each === lost || !each.busy)) slot.forget()
  }

  #forget(slot: Slot): void {
    const at = this.#slots.indexOf(slot)
    if (at >= 0) {
      this.#slots.splice(at, 1)
      this.#signedIn = false
    }
    slot.client.close()
    this.#wakeAll()
  }
}

const closedError = (): SyncError => new SyncError('REMOTE_FAILURE', 'The mailbox was closed.')

/** A session may not know yet of what another one appended, and take it for gone: a task asks once more in the folder selected anew. */
const mayBeBehind = (error: unknown, { path, anew }: Task): boolean => error instanceof SyncError && error.code === 'NOT_FOUND' && path !== undefined && anew !== true

async function connect(options: ImapOptions, forget: (slot: Slot) => void): Promise<Slot> {
  const keep = (entry: unknown) => {
    if (typeof entry === 'object' && entry !== null && 'err' in entry) slot.lastFailure = entry.err
  }
  const client = new ImapFlow({
    host: options.host,
    port: options.port,
    secure: options.tls,
    ...(options.tls ? {} : { doSTARTTLS: false }),
    auth: await credentialsOf(options),
    clientInfo: { name: options.clientName ?? 'tongbu' },
    disableAutoIdle: true,
    logger: { debug: () => {}, info: () => {}, warn: keep, error: keep },
  })
  const slot: Slot = { client, busy: false, lastFailure: undefined, forget: () => forget(slot) }
  client.on('error', () => {})
  client.on('close', () => slot.forget())
  try {
    await client.connect()
  } catch (error) {
    client.close()
    throw error
  }
  return slot
}

const credentialsOf = async ({ user, password = '', accessToken }: ImapOptions) =>
  accessToken === undefined ? { user, pass: password, loginMethod: 'LOGIN' } : { user, accessToken: await accessToken() }

async function select({ client }: Slot, path: string, { uidValidity, anew }: Task): Promise<void> {
  const fits = () => client.mailbox !== false && client.mailbox.path === path && [undefined, String(client.mailbox.uidValidity)].includes(uidValidity)
  if (anew === true || !fits()) {
    spareLists(client, path)
    await client.mailboxOpen(path)
  }
  if (!fits()) throw notFound()
}

/**
 * Before imapflow first selects a folder on a connection it asks twice what the server lists under that name, which nobody here
 * needs: it is told that it knows. No documented part of it; where there is no such part, it asks.
 */
function spareLists(client: ImapFlow, path: string): void {
  const known: unknown = Reflect.get(client, 'folders')
  if (known instanceof Map && !known.has(path)) known.set(path, {})
}

/**
 * The answer of a command that changes the mailbox in a way that must not be repeated. imapflow answers `false` or nothing where
 * a command failed. @throws {SyncError} ambiguous when the connection was lost
 */
export async function effect<T>(session: ImapSession, command: () => Promise<T | false | undefined>): Promise<T> {
  try {
    return await answered(session, command)
  } catch (error) {
    throw toSyncError(error, true)
  }
}

/** A server that said BYE takes no command any more: imapflow sends none, and counts the connection as usable until its socket is closed. */
const isAlive = (client: ImapFlow): boolean => client.usable && client.state !== client.states.LOGOUT

/** The answer of a command that may be repeated. @throws what imapflow saw, for `run` to judge */
export async function answered<T>(session: ImapSession, command: () => Promise<T | false | undefined>): Promise<T> {
  session.lastFailure = undefined
  const answer = await command()
  if (answer !== false && answer !== undefined) return answer
  if (session.lastFailure !== undefined || !isAlive(session.client)) throw session.lastFailure ?? new Error('the connection is gone')
  // imapflow sends nothing where the folder permits no such flag.
  throw new SyncError('REJECTED', 'The IMAP server refused the command.')
}
