import { domainToASCII, domainToUnicode } from 'node:url'
import { SyncError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import type { RoleClass } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'
import { messageIdOf } from '../mime/message-id.ts'
import { CARRIED_NAME, normalDigest } from '../mime/normal-form.ts'
import { parseMessage, type Mailbox, type ParsedMessage } from '../mime/parse-message.ts'
import { visibleText } from '../mime/visible-text.ts'
import type { Spool } from '../platform/spool.ts'
import { fold } from './words.ts'

/** Where a message of a pair was seen first. The archive has one line for each message, side and folder. */
export interface Sighting {
  readonly pair: string
  /** The name of its MIME in the backup. */
  readonly blob: string
  /** Bytes of its MIME. */
  readonly size: number
  readonly side: Side
  /** Names of folders from the top, with `/` between them. */
  readonly folder: string
  readonly roleClass: RoleClass
  /** When it came to the mailbox, by the cloud. */
  readonly receivedAt: Instant
  /** When the archive took it in, by our clock. */
  readonly archivedAt: Instant
}

/** One message of a pair, as it is listed. */
export interface ArchivedMessage extends Pick<Sighting, 'pair' | 'blob' | 'size' | 'receivedAt' | 'archivedAt'> {
  /** Names it to people; its beginning does too. */
  readonly ref: string
  readonly places: readonly Pick<Sighting, 'side' | 'folder' | 'roleClass'>[]
  readonly subject: string
  readonly from: readonly Mailbox[]
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly bcc: readonly Mailbox[]
  /** Sender and Reply-To, where they differ from From. */
  readonly others: readonly Mailbox[]
  readonly sentAt?: Instant
  /** Names; what is in attachments is not searched. */
  readonly attachments: readonly string[]
  /** As `messageIdOf` has it. */
  readonly messageId?: string
  /** `exactDigest` of it; absent where it is unreadable. */
  readonly digest?: string
  /** Equal for an original and its copy. */
  readonly likeness: string
  /** It could not be taken apart, so nothing is known of it but where and when it was. */
  readonly isUnreadable?: true
}

/** What a message says of itself. */
export type Described = Pick<ArchivedMessage, 'subject' | 'from' | 'to' | 'cc' | 'bcc' | 'others' | 'sentAt' | 'attachments' | 'messageId' | 'digest' | 'likeness' | 'isUnreadable'>

/** So much of a text is searched, in characters: a book. */
const MOST_TEXT = 2_000_000

/** Takes a message apart. What cannot be is described as such. @returns also the folded text that it is found by */
export async function describe(source: Spool): Promise<{ readonly about: Described; readonly text: string }> {
  const message = await parseMessage(source).catch((error: unknown) => {
    if (error instanceof SyncError && error.scope === 'item') return undefined
    throw error
  })
  if (message === undefined) return { about: { ...NOTHING, isUnreadable: true }, text: '' }
  try {
    const about = aboutOf(message)
    return { about, text: searchedText(about, bodyText(message)) }
  } finally {
    await message.dispose()
  }
}

/** The text of a message as a reader would see it. */
export const bodyText = ({ body }: Pick<ParsedMessage, 'body'>): string => (body.type === 'html' ? visibleText(body.content) : body.content)

const NOTHING: Described = { subject: '', from: [], to: [], cc: [], bcc: [], others: [], attachments: [], likeness: '' }

function aboutOf(message: ParsedMessage): Described {
  const { subject, from, to, cc, bcc, sender, replyTo, sentAt, attachments, digests } = message
  const messageId = messageIdOf(message.internetMessageId ?? '')
  const known = new Set(from.map(({ address }) => address))
  const isCarried = attachments.some(({ name }) => name === CARRIED_NAME)
  return {
    ...{ subject, from, to, cc, bcc },
    others: [...sender, ...replyTo].filter(({ address }) => !known.has(address)),
    ...(sentAt === undefined ? {} : { sentAt }),
    attachments: attachments.map(({ name }) => name),
    ...(messageId === undefined ? {} : { messageId }),
    digest: digests.exact,
    likeness: isCarried ? normalDigest(message, { carried: true }) : digests.normal,
  }
}

/** What a message is found by beside words. No word begins so. */
export const idTerms = ({ messageId, digest }: Pick<Described, 'messageId' | 'digest'>): string[] => [...(messageId === undefined ? [] : [`id ${messageId}`]), ...(digest === undefined ? [] : [`digest ${digest}`])]

/** All that words are looked for in, each part on a line of its own, so that no phrase reaches from one into the next. */
function searchedText(about: Described, body: string): string {
  const people = everyone(about).map(({ name, address }) => `${name} ${address}`)
  return [about.subject, ...people, ...about.attachments, body.slice(0, MOST_TEXT)].map(fold).filter((part) => part !== '').join('\n')
}

/** Whoever the headers name. */
export const everyone = ({ from, to, cc, bcc, others }: Pick<Described, 'from' | 'to' | 'cc' | 'bcc' | 'others'>): Mailbox[] => [...from, ...to, ...cc, ...bcc, ...others]

/** An address as it is compared: small letters, its domain in ASCII. */
export function plainAddress(address: string): string {
  const { local, domain } = partsOf(address)
  return `${local}${domainToASCII(domain) || domain}`
}

/** An address in each form in which a message may have it. */
export function addressForms(address: string): readonly string[] {
  const { local, domain } = partsOf(address)
  return [plainAddress(address), `${local}${domainToUnicode(domain) || domain}`]
}

function partsOf(address: string): { readonly local: string; readonly domain: string } {
  const plain = address.normalize('NFKC').trim().toLowerCase()
  const at = plain.lastIndexOf('@') + 1
  return { local: plain.slice(0, at), domain: plain.slice(at) }
}
