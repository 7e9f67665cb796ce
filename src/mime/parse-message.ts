import type { Digests } from '../domain/item.ts'
import type { Spool } from '../platform/spool.ts'
import { defaultName } from './attachment-name.ts'
import { chooseBody } from './choose-body.ts'
import { cleanLine } from './clean-text.ts'
import { decodeWords } from './decode-words.ts'
import type { HeaderFields } from './header-fields.ts'
import { exactDigest, normalDigest } from './normal-form.ts'
import { parseDate } from './parse-date.ts'
import { isIllFormed } from './ill-formed.ts'
import { parseMailboxes } from './parse-mailboxes.ts'
import type { Part } from './part.ts'
import { everyPart } from './part.ts'
import { readParts } from './read-parts.ts'
import { shownContentIds } from './visible-text.ts'

export interface Mailbox {
  /** Decoded display name, NFC; empty when there is none. */
  readonly name: string
  readonly address: string
}

export interface Attachment {
  /** Decoded name, NFC. Never empty: an unnamed part gets a name from its type (`defaultName`). */
  readonly name: string
  /** `type/subtype`, lower case. */
  readonly contentType: string
  /** Without angle brackets. */
  readonly contentId?: string
  /** Shown inside the HTML body by `cid:`. */
  readonly inline: boolean
  /** SHA-256 of the decoded bytes, hex. */
  readonly sha256: string
  /** The decoded bytes. */
  readonly bytes: Spool
}

/** A message taken apart, decoded: what a cloud that takes no MIME is given, and what digests are made of. */
export interface ParsedMessage {
  readonly internetMessageId?: string
  readonly inReplyTo?: string
  /** As written, white space collapsed. */
  readonly references?: string
  readonly subject: string
  readonly from: readonly Mailbox[]
  readonly sender: readonly Mailbox[]
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly bcc: readonly Mailbox[]
  readonly replyTo: readonly Mailbox[]
  /** From the Date header; absent when there is none or it is unusable. */
  readonly sentAt?: string
  /** The richest body: HTML where there is one. */
  readonly body: { readonly type: 'html' | 'text'; readonly content: string }
  readonly attachments: readonly Attachment[]
  /** Signed or encrypted (S/MIME or PGP/MIME): rebuilding it would break it. */
  readonly sealed: boolean
  /** Signed by a mail server on its way (DKIM, RFC 6376), which says where it came from and not who wrote it. */
  readonly serverSigned: boolean
  /** Programs read it differently: a copy made of its parts would say something else to somebody (`isIllFormed`). */
  readonly illFormed: boolean
  readonly importance: 'low' | 'normal' | 'high'
  readonly digests: Digests
  /** Frees the attachments. */
  dispose(): Promise<void>
}

/**
 * Takes a message apart in one pass over its bytes. Content is never refused: what is broken, missing or unknown is read as
 * far as it goes, and always the same way. Attachments beyond a few megabytes go to files, so memory does not grow with the
 * message. Caller disposes the result; `source` stays the caller's.
 *
 * @throws {SyncError} `UNREADABLE_MESSAGE` when the bytes cannot be read or the structure is absurd, see `readParts`.
 */
export async function parseMessage(source: Spool): Promise<ParsedMessage> {
  const { root, sha256, dispose } = await readParts(source)
  const body = chooseBody(root)
  const content = { ...headerContent(root.fields), body, attachments: attachmentsOf(root, body) }
  const digests = { exact: exactDigest(sha256), normal: normalDigest(content) }
  return { ...content, sealed: isSealed(root), serverSigned: root.fields.all('dkim-signature').length > 0, illFormed: isIllFormed(root), digests, dispose }
}

function headerContent(fields: HeaderFields) {
  const internetMessageId = firstId(line(fields, 'message-id'))
  const inReplyTo = line(fields, 'in-reply-to')
  const references = line(fields, 'references')
  const sentAt = parseDate(fields.first('date'))
  return {
    ...(internetMessageId === '' ? {} : { internetMessageId }),
    ...(inReplyTo === '' ? {} : { inReplyTo }),
    ...(references === '' ? {} : { references }),
    ...(sentAt === undefined ? {} : { sentAt }),
    subject: line(fields, 'subject'),
    from: parseMailboxes(fields.all('from').slice(0, 1)),
    sender: parseMailboxes(fields.all('sender').slice(0, 1)),
    to: parseMailboxes(fields.all('to')),
    cc: parseMailboxes(fields.all('cc')),
    bcc: parseMailboxes(fields.all('bcc')),
    replyTo: parseMailboxes(fields.all('reply-to').slice(0, 1)),
    importance: importanceOf(fields),
  }
}

const line = (fields: HeaderFields, name: string): string => cleanLine(decodeWords(fields.first(name)))

/** A Message-ID is one token; whatever a sender wrote after it is not part of it. */
const firstId = (text: string): string => /^<[^<>]*>/.exec(text)?.[0].replace(/ /g, '') ?? text.split(' ')[0] ?? ''

/** Importance of RFC 4021, else the X-Priority and X-MSMail-Priority of mail programs. */
function importanceOf(fields: HeaderFields): ParsedMessage['importance'] {
  const names = ['importance', 'x-priority', 'x-msmail-priority', 'priority']
  const written = names.map((name) => fields.first(name).trim().toLowerCase()).find((value) => value !== '') ?? ''
  if (/^(high|urgent|[12]\b)/.test(written)) return 'high'
  return /^(low|non-urgent|[45]\b)/.test(written) ? 'low' : 'normal'
}

function attachmentsOf(root: Part, body: ParsedMessage['body']): readonly Attachment[] {
  const shown = body.type === 'html' ? shownContentIds(body.content) : new Set<string>()
  return [...everyPart(root)].flatMap((part) => (part.stored === undefined ? [] : [toAttachment(part, part.stored, shown)]))
}

function toAttachment(part: Part, stored: NonNullable<Part['stored']>, shown: ReadonlySet<string>): Attachment {
  const contentId = line(part.fields, 'content-id').replace(/^<|>$/g, '').trim()
  return {
    name: part.name || defaultName(part.contentType),
    contentType: part.contentType,
    ...(contentId === '' ? {} : { contentId }),
    inline: contentId !== '' && shown.has(contentId),
    ...stored,
  }
}

const SEALED_TYPES = new Set(['multipart/signed', 'multipart/encrypted', 'application/pkcs7-mime', 'application/x-pkcs7-mime'])
const INLINE_PGP = /^-----BEGIN PGP (SIGNED )?MESSAGE-----/m

function isSealed(root: Part): boolean {
  for (const part of everyPart(root)) {
    if (SEALED_TYPES.has(part.contentType)) return true
    if (part.text?.includes('-----BEGIN PGP') && INLINE_PGP.test(part.text.toString('latin1'))) return true
  }
  return false
}
