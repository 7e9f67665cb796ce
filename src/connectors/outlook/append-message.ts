import { createHash } from 'node:crypto'
import { SyncError } from '../../domain/errors.ts'
import type { OriginMark } from '../../domain/origin-mark.ts'
import { withOriginHeader } from '../../mime/origin-header.ts'
import type { Spool } from '../../platform/spool.ts'
import type { NewMessage, RemoteMessage } from '../connector.ts'
import type { Appended, MimeAppend } from './append-mime.ts'
import { findByToken } from './find-by-token.ts'
import type { GraphClient } from './graph-client.ts'
import { withAmbiguity, type HalfMade } from './half-made.ts'
import type { Lessons } from './lessons.ts'
import type { WireMessage } from './wire.ts'

export interface AppenderOptions {
  readonly client: GraphClient
  readonly mimeAppend: MimeAppend
  readonly halfMade: HalfMade
  readonly lessons: Lessons
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
}

/** Creates a copy by APPEND. Nothing where that is not possible for this message or mailbox, and then nothing was left behind. */
export type MessageAppender = (message: NewMessage, signal: AbortSignal) => Promise<RemoteMessage | undefined>

export function createMessageAppender({ client, mimeAppend, halfMade, lessons, remove }: AppenderOptions): MessageAppender {
  /** The message where Graph shows it, or an error that says whether it may still be somewhere. What was refused is believed only once it does not show. */
  const findOrTakeBack = async (appended: Appended | 'refused', { folderId, origin }: NewMessage, signal: AbortSignal): Promise<WireMessage | undefined> => {
    let failure = new SyncError('REMOTE_FAILURE', 'Outlook: what was appended does not show in its folder')
    try {
      const made = await findByToken(client, folderId, origin.token, signal)
      if (made !== undefined || appended === 'refused') return made
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      if (appended === 'refused') throw withAmbiguity(error, true)
      failure = error
    }
    mimeAppend.forgetPaths()
    throw withAmbiguity(failure, !(await mimeAppend.takeBack(appended, signal)))
  }

  const comesBackAs = async (id: string, mime: Spool, signal: AbortSignal): Promise<boolean> => {
    const { body } = await client.send({ kind: 'GET message $value', method: 'GET', path: `messages/${encodeURIComponent(id)}/$value` }, signal)
    try {
      return body.size === mime.size && (await digest(body)) === (await digest(mime))
    } finally {
      await body.dispose()
    }
  }

  /** Only what comes back byte for byte is worth more than a message that was rebuilt by us: where it does not, it is removed. */
  const isExact = async (id: string, message: NewMessage, mime: Spool, signal: AbortSignal): Promise<boolean> => {
    const { sealed } = message.content
    if (!sealed && lessons.keepsBytes === true) return true
    const exact = await comesBackAs(id, mime, signal)
    if (!sealed) lessons.keepsBytes = exact
    if (!exact) await remove(id, signal)
    return exact
  }

  return async (message, signal) => {
    if (!lessons.appendKeepsDates || (lessons.keepsBytes === false && !message.content.sealed) || !(await mimeAppend.probe(signal))) return undefined
    const origin: OriginMark = { ...message.origin, route: 'exact' }
    const mime = withOriginHeader(message.source, origin)
    const appended = await mimeAppend.append({ folderId: message.folderId, mime, flags: await flagsOf(message, mime), receivedAt: message.receivedAt }, signal)
    const made = appended === 'unsent' ? undefined : await findOrTakeBack(appended, message, signal)
    if (made === undefined) return undefined
    return await halfMade.orTakenBack(made.id, signal, async () => {
      if (!(await isExact(made.id, message, mime, signal))) return undefined
      const finished = await halfMade.finishMime(made, message, origin, signal)
      if (finished === undefined) lessons.appendKeepsDates = false
      return finished
    })
  }
}

/** Answered is left to a property that tells more. What asks for a receipt is marked read only when it no longer does. */
const flagsOf = async ({ marks }: NewMessage, mime: Spool): Promise<string[]> => [
  ...(marks.read && !(await asksForReceipt(mime)) ? ['\\Seen'] : []),
  ...(marks.flag === 'flagged' ? ['\\Flagged'] : []),
]

/** RFC 8098 §2.1, and what came before it. */
const RECEIPT = /^(?:disposition-notification-to|return-receipt-to|x-confirm-reading-to):/im

/** So far a header is looked for, in characters. */
const MOST_HEADER = 256 * 1024

async function asksForReceipt(mime: Spool): Promise<boolean> {
  let text = ''
  for await (const chunk of mime.open() as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1')
    if (/\r?\n\r?\n/.test(text) || text.length > MOST_HEADER) break
  }
  return RECEIPT.test(text.slice(0, /\r?\n\r?\n/.exec(text)?.index ?? MOST_HEADER))
}

async function digest(bytes: Spool): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of bytes.open()) hash.update(chunk)
  return hash.digest('hex')
}
