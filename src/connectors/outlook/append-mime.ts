import type { ImapFlow } from 'imapflow'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Spool } from '../../platform/spool.ts'
import { appendLarge, LARGE_BYTES, type LargeMessage, type Put } from '../imap/append-large.ts'
import { effect } from '../imap/connection.ts'
import type { Folders } from './folders.ts'
import { createImapPaths } from './imap-path.ts'
import { createImapWire, type ImapRoute } from './imap-wire.ts'
import type { TokenSource } from './token.ts'

/** A message as APPEND takes it. */
export interface Appendable {
  readonly folderId: string
  readonly mime: Spool
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
  /** Puts the message in. `unsent`: the folder cannot be named over IMAP, or the way in is lost. `refused`: the server would not take it. @throws {SyncError} */
  append(message: Appendable, signal: AbortSignal): Promise<Appended | 'unsent' | 'refused'>
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

/** Failures that another way to create the message would not mend. */
const STAYING: readonly string[] = [...PASSING, 'MAILBOX_FULL']

const put = async (client: ImapFlow, path: string, message: LargeMessage): Promise<Put | false> =>
  message.source.size > LARGE_BYTES ? appendLarge(client, path, message) : client.append(path, await message.source.bytes(), [...message.flags], message.receivedAt)

export function createMimeAppend({ address, route, tokens, folders, clock }: MimeAppendOptions): MimeAppend {
  const wire = createImapWire(address, route, tokens, clock)
  const paths = createImapPaths(wire, folders)
  let verdict: { readonly permitted: boolean; readonly refusal?: SyncError; readonly until: number } | undefined
  let probing: Promise<boolean> | undefined

  const ask = async (signal: AbortSignal): Promise<boolean> => {
    try {
      await paths.list(signal)
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

  return {
    get permitted() {
      return known()?.permitted
    },
    get refusal() {
      return known()?.refusal
    },
    probe,
    forgetPaths: paths.forget,
    append: async ({ folderId, mime, flags, receivedAt }, signal) => {
      let sent = false
      try {
        const path = await paths.pathOf(folderId, signal)
        if (path === undefined) return 'unsent'
        const answer = await wire.run({ kind: 'APPEND', signal }, (session) => {
          sent = true
          return effect(session, () => put(session.client, path, { source: mime, flags, receivedAt: new Date(receivedAt) }))
        })
        // A UID without its UIDVALIDITY was guessed by the client from what it saw.
        return { path, ...(answer.uid === undefined || answer.uidValidity === undefined ? {} : { uid: answer.uid, uidValidity: String(answer.uidValidity) }) }
      } catch (error) {
        if (!(error instanceof SyncError) || error.ambiguous || STAYING.includes(error.code)) throw error
        if (!sent && (error.code === 'NOT_FOUND' || route.enabled === 'on')) throw error
        // It may be this message, this folder or the whole mailbox: the next one finds out.
        paths.forget()
        verdict = undefined
        return sent ? 'refused' : 'unsent'
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
