import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { bareText, cleanLine } from './clean-text.ts'
import type { Attachment, Mailbox, ParsedMessage } from './parse-message.ts'
import { visibleText } from './visible-text.ts'

/** Name of the attachment that carries the original of a message whose rebuilding would break it (type `message/rfc822`). */
export const CARRIED_NAME = 'original-message.eml'

/** What the normal form is made of. */
export type NormalParts = Pick<
  ParsedMessage,
  'internetMessageId' | 'inReplyTo' | 'references' | 'subject' | 'from' | 'sender' | 'to' | 'cc' | 'replyTo' | 'body'
> & { readonly attachments: readonly Pick<Attachment, 'name' | 'inline' | 'sha256' | 'bytes'>[] }

export interface NormalOptions {
  /** The message is a copy that carries its original: leave that attachment out. */
  readonly carried?: boolean
  /** Leave the Message-ID out: the cloud gave one to a copy whose original has none. */
  readonly withoutMessageId?: boolean
}

/**
 * `normal:v1`: canonical JSON of everything about a message's content that survives being taken apart, held by a cloud and
 * composed anew. White space, encodings, the order of headers, recipients and attachments, the markup of the body, the
 * case of domains and a Sender equal to From do not count; nor do dates, which are compared on their own.
 */
export function normalForm(parts: NormalParts, options: NormalOptions = {}): string {
  const from = parts.from.slice(0, 1).map(normalMailbox)
  const sender = parts.sender.slice(0, 1).map(normalMailbox)
  return JSON.stringify({
    id: options.withoutMessageId ? '' : messageId(parts.internetMessageId),
    inReplyTo: messageIds(parts.inReplyTo),
    references: messageIds(parts.references),
    subject: cleanLine(parts.subject),
    from,
    sender: sender[0]?.[1] === from[0]?.[1] ? [] : sender,
    to: normalMailboxes(parts.to),
    cc: normalMailboxes(parts.cc),
    replyTo: normalMailboxes(parts.replyTo),
    text: bareText(parts.body.type === 'html' ? visibleText(parts.body.content) : parts.body.content),
    attachments: (options.carried ? withoutCarried(parts.attachments) : parts.attachments)
      .map(({ sha256, name, inline }) => [sha256, normalName(name), inline ? 1 : 0].join(' '))
      .sort(),
  })
}

/** `n1:` and the hex SHA-256 of the normal form, version 1. */
export const normalDigest = (parts: NormalParts, options: NormalOptions = {}): string =>
  `n1:${createHash('sha256').update(normalForm(parts, options)).digest('hex')}`

/** `x1:` and the hex SHA-256 of the MIME with CRLF line ends. `sha256` is hex. */
export const exactDigest = (sha256: string): string => `x1:${sha256}`

/** An id with or without its brackets. */
const messageId = (text: string | undefined): string => cleanLine(text ?? '').replace(/^<|>$/g, '')

/** Ids in angle brackets (the last may be cut), or one bare word; anything else that senders write into these headers is prose. */
function messageIds(text: string | undefined): readonly string[] {
  const line = cleanLine(text ?? '')
  const written = line.includes('<') ? [...line.matchAll(/<([^<>]*)/g)].map(([, id = '']) => id.trim()) : [line]
  return written.filter(looksLikeId).map((id) => id.replace(/ /g, ''))
}

/** `left@right`; blanks only within quotes on the left. */
function looksLikeId(id: string): boolean {
  const at = id.lastIndexOf('@')
  return at > 0 && at < id.length - 1 && !id.replace(/^"[^"]*"/, '').includes(' ')
}

/** A name that only repeats the address is what clouds put where there is none. */
function normalMailbox({ name, address }: Mailbox): readonly [string, string] {
  const normal = normalAddress(address)
  const label = cleanLine(name)
  const repeats = label.includes('@') && normalAddress(label).toLowerCase() === normal.toLowerCase()
  return [repeats ? '' : label, normal]
}

/** Whether a local part is quoted (RFC 5322 section 3.4.1) and how a domain writes its letters beyond ASCII are the composer's choice. */
function normalAddress(address: string): string {
  const plain = address.replace(/["\\]/g, '')
  const at = plain.lastIndexOf('@')
  const domain = plain.slice(at + 1)
  return `${plain.slice(0, at)}@${domainToASCII(domain) || domain.toLowerCase()}`.normalize('NFC')
}

function normalMailboxes(mailboxes: readonly Mailbox[]): readonly (readonly [string, string])[] {
  const once = new Map(mailboxes.map(normalMailbox).map((pair) => [pair.join('\n'), pair] as const))
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair)
}

/** Also without what Windows cannot have in a file name. */
const normalName = (name: string): string => cleanLine(name.replace(/[\\/:*?"<>|]/g, '_'))

/** The original may itself hold an attachment of this name; what carries the whole is larger than any part of it. */
function withoutCarried(attachments: NormalParts['attachments']): NormalParts['attachments'] {
  const carried = attachments.filter(({ name }) => name === CARRIED_NAME).sort((a, b) => b.bytes.size - a.bytes.size)[0]
  return attachments.filter((attachment) => attachment !== carried)
}
