import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import { ImapConnections, effect, type ImapSession, type Task } from '../imap/connection.ts'
import type { Folders } from './folders.ts'
import { imapPathOf } from './imap-path.ts'
import type { TokenSource } from './token.ts'

/** IMAP to the mailbox, beside Graph. @see https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth */
export interface ImapRoute {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** `auto`: where the mailbox takes it. `on`: a sign-in that is refused is an error and no reason to rebuild messages. */
  readonly enabled: 'auto' | 'on' | 'off'
  /** Told of each thing asked of the server, by name, and whether it came about. */
  readonly onRequest?: (kind: string, outcome: 'ok' | 'failed') => void
}

/** A message as APPEND takes it. */
export interface Appendable {
  readonly folderId: string
  readonly mime: Buffer
  readonly flags: readonly string[]
  readonly receivedAt: string
}

/** Where a message was put. UIDs are absent where the server does not tell them. */
export interface Appended {
  readonly path: string
  readonly uid?: number
  readonly uidValidity?: string
}

/**
 * Whether MIME can be put into this mailbox over IMAP, and the way to do it. Needs the application permission IMAP.AccessAsApp and an
 * administrator who gave the app this mailbox. A sign-in that was refused is not tried again.
 */
export interface MimeAppend {
  /** What is known so far; nothing before it was tried. */
  readonly permitted: boolean | undefined
  /** Why it is not permitted. */
  readonly refusal: SyncError | undefined
  /** Finds out without writing: signs in and lists the folders. @throws {SyncError} with `enabled: on`, where it is refused */
  probe(signal: AbortSignal): Promise<boolean>
  /** Puts the message in. Nothing where the folder cannot be named over IMAP, or the server refuses this message. @throws {SyncError} */
  append(message: Appendable, signal: AbortSignal): Promise<Appended | undefined>
  /** Takes what was put in out again. @returns whether it is surely gone */
  takeBack(appended: Appended, signal: AbortSignal): Promise<boolean>
  /** Folders may be named otherwise now. */
  forgetPaths(): void
  close(): Promise<void>
}

export interface MimeAppendOptions {
  readonly address: string
  readonly route: ImapRoute
  /** Tokens for the scope of Exchange, not of Graph. */
  readonly tokens: TokenSource
  readonly folders: Folders
  readonly clock: Clock
}

/** After a server did not answer at all: how long until it is tried again, in milliseconds. */
const UNREACHABLE_MS = 600_000

/** Failures that are about to pass. */
const PASSING: readonly string[] = ['REMOTE_FAILURE', 'THROTTLED']

export function createMimeAppend({ address, route, tokens, folders, clock }: MimeAppendOptions): MimeAppend {
  const wire = createWire(address, route, tokens, clock)
  let verdict: { readonly permitted: boolean; readonly refusal?: SyncError; readonly until: number } | undefined
  let probing: Promise<boolean> | undefined
  let listed: ReadonlyMap<string, string> = new Map()
  const paths = new Map<string, Promise<string | undefined>>()

  const list = async (signal: AbortSignal): Promise<void> => {
    const found = await wire.run({ kind: 'LIST', signal }, async ({ client }) => await client.list({ listOnly: true }))
    listed = new Map(found.map(({ path, delimiter }) => [path, delimiter]))
  }

  const ask = async (signal: AbortSignal): Promise<boolean> => {
    try {
      await list(signal)
      verdict = { permitted: true, until: Number.POSITIVE_INFINITY }
      return true
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      verdict = { permitted: false, refusal: error, until: PASSING.includes(error.code) ? clock.now() + UNREACHABLE_MS : Number.POSITIVE_INFINITY }
      return false
    }
  }

  const known = (): typeof verdict => (verdict !== undefined && clock.now() < verdict.until ? verdict : undefined)

  const probe = async (signal: AbortSignal): Promise<boolean> => {
    const permitted = known()?.permitted ?? (await (probing ??= ask(signal).finally(() => (probing = undefined))))
    if (!permitted && route.enabled === 'on' && verdict?.refusal !== undefined) throw verdict.refusal
    return permitted
  }

  /** The path of a folder, as the server lists it. One that was made or renamed a moment ago needs another listing. */
  const findPath = async (folderId: string, signal: AbortSignal): Promise<string | undefined> => {
    const names = await folders.namesTo(folderId, signal)
    const path = names && imapPathOf(names)
    if (path === undefined) return undefined
    if (listed.get(path) !== '/') await list(signal)
    return listed.get(path) === '/' ? path : undefined
  }

  const pathOf = (folderId: string, signal: AbortSignal): Promise<string | undefined> => {
    const finding = paths.get(folderId) ?? findPath(folderId, signal)
    paths.set(folderId, finding)
    finding.catch(() => paths.delete(folderId))
    return finding
  }

  const forgetPaths = (): void => {
    paths.clear()
    listed = new Map()
  }

  return {
    get permitted() {
      return known()?.permitted
    },
    get refusal() {
      return known()?.refusal
    },
    probe,
    forgetPaths,
    append: async ({ folderId, mime, flags, receivedAt }, signal) => {
      const path = await pathOf(folderId, signal)
      if (path === undefined) return undefined
      try {
        const answer = await wire.run({ kind: 'APPEND', signal }, (session) =>
          effect(session, () => session.client.append(path, mime, [...flags], new Date(receivedAt))),
        )
        // A UID without its UIDVALIDITY was guessed by the client from what it saw.
        return { path, ...(answer.uid === undefined || answer.uidValidity === undefined ? {} : { uid: answer.uid, uidValidity: String(answer.uidValidity) }) }
      } catch (error) {
        if (!(error instanceof SyncError) || error.ambiguous || PASSING.includes(error.code) || error.code === 'MAILBOX_FULL') throw error
        if (error.code === 'UNAUTHORIZED' && route.enabled === 'on') throw error
        // It may be this message, this folder or the whole mailbox: the next one finds out.
        forgetPaths()
        verdict = undefined
        return undefined
      }
    },
    takeBack: async ({ path, uid, uidValidity }, signal) => {
      if (uid === undefined || uidValidity === undefined) return false
      try {
        return await wire.run({ kind: 'EXPUNGE', path, uidValidity, signal }, async ({ client }) => {
          // Without UIDPLUS an EXPUNGE would take everything along that anybody marked as deleted.
          return client.capabilities.has('UIDPLUS') && (await client.messageDelete(String(uid), { uid: true }))
        })
      } catch (error) {
        if (error instanceof SyncError) return false
        throw error
      }
    },
    close: () => wire.close(),
  }
}

interface Wire {
  run<T>(task: Task, work: (session: ImapSession) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Connections that sign in with a token. A token may be made worthless before its time: one that was refused after others had been
 * accepted is renewed once, and a refusal of the first one is final.
 */
function createWire(user: string, { host, port, tls, onRequest }: ImapRoute, tokens: TokenSource, clock: Clock): Wire {
  const { signal: never } = new AbortController()
  let refused: string | undefined
  let used: string | undefined
  let worked = false
  const accessToken = async (): Promise<string> => (used = await tokens.token(never, refused))
  const open = () => new ImapConnections({ host, port, tls, user, accessToken, clock, ...(onRequest === undefined ? {} : { onRequest }) })
  const opened = [open()]

  const run: Wire['run'] = async (task, work) => {
    const connections = opened.at(-1) ?? open()
    try {
      const result = await connections.run(task, work)
      worked = true
      return result
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'UNAUTHORIZED') throw error
      if (connections === opened.at(-1)) {
        if (!worked) throw error
        worked = false
        refused = used
        opened.push(open())
      }
      return await run(task, work)
    }
  }

  return { run, close: async () => void (await Promise.all(opened.map((each) => each.close()))) }
}
