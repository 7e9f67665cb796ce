import { SyncError } from '../../domain/errors.ts'
import { cloudOfUrl, MICROSOFT_CLOUDS } from '../../domain/microsoft-cloud.ts'
import { withoutOriginHeader } from '../../mime/origin-header.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Governor } from '../../platform/governor.ts'
import type { Http } from '../../platform/http.ts'
import type { NewId } from '../../platform/ids.ts'
import type { Capabilities, Mailbox, RemoteMessage, Sought } from '../connector.ts'
import { createMimeAppend, type MimeAppend } from './append-mime.ts'
import { createFolderWriter, type FolderWriter } from './change-folders.ts'
import { checkMailbox } from './check.ts'
import { createMessageCreator, type AttachOriginal, type MessageCreator } from './create-message.ts'
import { createFolders, type Folders } from './folders.ts'
import { createGraphClient, graphGovernor, MOST_IN_FLIGHT, type GraphClient } from './graph-client.ts'
import type { ImapRoute } from './imap-wire.ts'
import { createMimeImport } from './import-mime.ts'
import { noLessons } from './lessons.ts'
import { listMessages } from './list-messages.ts'
import { toRemoteMessage } from './map-message.ts'
import { relistFolders } from './observe-folder.ts'
import { observeMailbox } from './observe.ts'
import { createPersonTokens, type TokenVault } from './sign-in/person-tokens.ts'
import { createReceipts } from './receipts.ts'
import { readSafetyFacts } from './safety-facts.ts'
import { createStripper, type Stripper } from './strip-message.ts'
import { createPushChannel } from './subscriptions.ts'
import { createTokenSource, type AppCredentials, type TokenSource } from './token.ts'
import { createWholeMessages } from './whole-messages.ts'
import { tracingWrites } from './trace-writes.ts'
import { createMessageWriter, type MessageWriter } from './write-message.ts'

interface CommonOptions {
  /** Default `https://graph.microsoft.com/v1.0`. */
  readonly graphUrl?: string
  /** Default `https://login.microsoftonline.com`. */
  readonly loginUrl?: string
  /** The mailbox. */
  readonly address: string
  readonly http: Http
  readonly clock: Clock
  readonly newId: NewId
  /** Whether MIME may be imported as it is; `probe` (default) finds out before the first create. */
  readonly importMime?: boolean | 'probe'
  /** IMAP to the same mailbox, for copies that keep their bytes where `importMime` is not permitted. Default: not used. */
  readonly imap?: ImapRoute
  /** Whether delta queries answer extended properties. Found out by itself when absent. */
  readonly deltaExpands?: boolean
  /** Largest message put in, in bytes of MIME. Default 35 MB, which is Exchange Online's own. */
  readonly maxMessageBytes?: number
  /** Which mail carries its original where it has to be rebuilt. Default `sealed`. */
  readonly attachOriginal?: AttachOriginal
  /** How long after an unanswered create its absence is believed, in milliseconds. Default 120,000. */
  readonly settleMs?: number
  /** Requests under way at once. Default and most: 4. */
  readonly concurrency?: number
  /** Messages of one page of a listing. Default 500. */
  readonly pageSize?: number
  /** Shared by all that ask for the same mailbox in the name of the same app. Default: one of its own, of `graphGovernor`. */
  readonly governor?: Governor
  /** Told of every request: its kind, and the status or that it was lost. */
  readonly onRequest?: (kind: string, outcome: number | 'lost') => void
}

/**
 * A mailbox, and who has tokens for it: an app that proves itself, the same app in the name of a person who signed in (`vault` keeps what is left
 * of that), or something else that has tokens for Graph.
 */
export type OutlookMailboxOptions = CommonOptions & ((AppCredentials & { readonly vault?: TokenVault }) | { readonly tokens: TokenSource })

/** Everything that writes. */
interface Writers extends MessageWriter {
  readonly folders: FolderWriter
  readonly copies: MessageCreator
  readonly strip: Stripper
}

/** The mailbox at `address` through Microsoft Graph. Asks nothing of the cloud until a method is called. @throws {SyncError} `BAD_CONFIG` for a certificate that cannot be used */
export function openOutlookMailbox(options: OutlookMailboxOptions): Mailbox {
  const graphUrl = options.graphUrl ?? MICROSOFT_CLOUDS.global.graphUrl
  const concurrency = Math.min(options.concurrency ?? MOST_IN_FLIGHT, MOST_IN_FLIGHT)
  const maxMessageBytes = options.maxMessageBytes ?? 35 * 1024 * 1024
  const tokens = tokensOf(options, scopeOf(graphUrl, 'graph'))
  const client = createGraphClient({ ...options, graphUrl, tokens, governor: options.governor ?? graphGovernor(options.clock, concurrency) })
  const inBulk = client.as('bulk')
  const folders = createFolders(client)
  const receipts = createReceipts()
  const whole = createWholeMessages(client, options.deltaExpands)
  const mimeImport = createMimeImport(client, options.importMime ?? 'probe')
  const mimeAppend = appendOf(options, graphUrl, folders)
  const imap = mimeAppend === undefined ? {} : { mimeAppend }
  const lessons = noLessons()
  const copying = { mimeImport, ...imap, whole, lessons, maxMessageBytes, attachOriginal: options.attachOriginal ?? 'sealed' }
  const write = tracingWrites(client, (over, priority): Writers => {
    const writer = createMessageWriter({ client: over, whole, folders, receipts })
    const paced = over.as(priority)
    return { ...writer, folders: createFolderWriter(over, folders), copies: createMessageCreator({ ...copying, client: paced, remove: writer.remove }), strip: createStripper(paced, whole, lessons) }
  })
  const observer = { client, whole, folders, receipts, concurrency, pageSize: options.pageSize ?? 500 }

  return {
    get capabilities() {
      return capabilitiesOf({ exact: mimeImport.permitted === true || mimeAppend?.permitted === true, maxMessageBytes, concurrency, settleMs: options.settleMs ?? 120_000 })
    },
    relist: relistFolders,
    observe: (checkpoints, signal) => {
      mimeAppend?.forgetPaths()
      return observeMailbox(observer, checkpoints, signal)
    },
    lookUp: async (id, signal) => {
      try {
        const message = await whole.one(id, signal)
        receipts.notice([message])
        return toRemoteMessage(message)
      } catch (error) {
        if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined
        throw error
      }
    },
    read: async ({ id, priority }, signal) => {
      const path = `messages/${encodeURIComponent(id)}/$value`
      const { body } = await (priority === 'bulk' ? inBulk : client).send({ kind: 'GET message $value', method: 'GET', path }, signal)
      return await withoutOriginHeader(body)
    },
    create: (message, signal) => write(({ copies }) => copies.create(message, signal), message.priority),
    finishCreated: async (found, wanted, signal) => {
      const { whole: finished, ...trace } = await write(({ copies }) => copies.finish(found, wanted, signal).then((message) => ({ whole: message })))
      return finished === undefined ? undefined : { ...finished, ...trace }
    },
    findCreated: (folderId, sought, signal) => findCreated(client, folderId, sought, signal),
    mark: (...mark) => write((writers) => writers.mark(...mark)),
    move: (...move) => write((writers) => writers.move(...move)),
    strip: (...strip) => write((writers) => writers.strip(...strip), 'bulk'),
    remove: ({ id }, signal) => write((writers) => writers.remove(id, signal).then(() => ({}))),
    createFolder: (...folder) => write((writers) => writers.folders.create(...folder)),
    changeFolder: (...change) => write((writers) => writers.folders.change(...change)).finally(() => mimeAppend?.forgetPaths()),
    deleteFolder: (...folder) => write((writers) => writers.folders.delete(...folder).then(() => ({}))),
    push: createPushChannel({ client, clock: options.clock, graphUrl, address: options.address }),
    check: (signal) => checkMailbox({ tokens, folders, mimeImport, ...imap }, signal),
    safety: (other, signal) => readSafetyFacts({ client, tokens, folders, graphUrl, address: options.address }, other, signal),
    close: async () => await mimeAppend?.close(),
  }
}

/** A simulated cloud has no scopes of its own: every app asks for the real ones, or for those of its national cloud. */
const scopeOf = (graphUrl: string, resource: 'graph' | 'exchange'): string => `${MICROSOFT_CLOUDS[cloudOfUrl(graphUrl)].resources[resource]}/.default`

/** @throws {SyncError} `BAD_CONFIG` */
function tokensOf(options: OutlookMailboxOptions, scope: string): TokenSource {
  if ('tokens' in options) return options.tokens
  const { loginUrl = MICROSOFT_CLOUDS.global.loginUrl, vault } = options
  return vault === undefined ? createTokenSource({ ...options, loginUrl, scope }) : createPersonTokens({ ...options, loginUrl, scope, vault })
}

/** Tokens that were given to us are for Graph: with those alone there is no IMAP. */
function appendOf(options: OutlookMailboxOptions, graphUrl: string, folders: Folders): MimeAppend | undefined {
  const { address, imap, clock } = options
  if (imap === undefined || imap.enabled === 'off' || 'tokens' in options) return undefined
  return createMimeAppend({ address, route: imap, tokens: tokensOf(options, scopeOf(graphUrl, 'exchange')), folders, clock })
}

interface Facts {
  readonly exact: boolean
  readonly maxMessageBytes: number
  readonly concurrency: number
  readonly settleMs: number
}

const capabilitiesOf = ({ exact, ...limits }: Facts): Capabilities => ({
  idsSurviveMove: true,
  marks: { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write' },
  create: exact ? 'exact' : 'rebuilt',
  folderNames: { forbidden: /[\u0000-\u001f\u007f]/, maxLength: 255, caseInsensitive: true },
  ...limits,
})

/** Lists the folder until all tokens have shown. Headers are asked for too, since an import may not have got its property yet. */
async function findCreated(client: GraphClient, folderId: string, sought: readonly Sought[], signal: AbortSignal): Promise<Map<string, RemoteMessage>> {
  const tokens = new Set(sought.map(({ token }) => token))
  const found = new Map<string, RemoteMessage>()
  for await (const page of listMessages(client, folderId, ['internetMessageHeaders'], signal)) {
    for (const message of page.map((item) => toRemoteMessage(item))) {
      const token = message.envelope?.origin?.token
      if (token !== undefined && tokens.delete(token)) found.set(token, message)
    }
    if (tokens.size === 0) break
  }
  return found
}
