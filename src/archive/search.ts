import type { Instant } from '../domain/instant.ts'
import type { Mailbox } from '../mime/parse-message.ts'
import type { ArchiveIndex } from './archive-index.ts'
import { addressForms, everyone, plainAddress, type ArchivedMessage } from './message.ts'
import { fold, wantedOf } from './words.ts'

/** What to look for, each part narrowing it further. */
export interface ArchiveQuery {
  /** Each must be in the subject, the text, the names and addresses, or the names of attachments; one with blanks, as it is. */
  readonly words?: readonly string[]
  readonly pair?: string
  /** Part of a name or an address, of whole words: `anna`, `example.com`. */
  readonly from?: string
  /** The same of To, Cc or Bcc. */
  readonly to?: string
  /** Part of the subject, of whole words. */
  readonly subject?: string
  /** The name of a folder in which it was seen, or its path. */
  readonly folder?: string
  /** Received from then on. */
  readonly since?: Instant
  /** Received before then. */
  readonly until?: Instant
  readonly hasAttachment?: boolean
}

/** A message that was found; with its copies on the other side, which are not listed on their own. */
export interface FoundMessage extends ArchivedMessage {
  readonly copies: readonly string[]
}

/** Messages that fit, newest first, each with its copies; lazily, as each is looked at only when it is asked for. */
export function* search(index: ArchiveIndex<ArchivedMessage>, query: ArchiveQuery): Generator<FoundMessage> {
  const { words = [], from, to, subject } = query
  const wanted = wantedOf(words)
  const terms = new Set([...wanted.terms, ...wantedOf([from ?? '', to ?? '', subject ?? '']).terms])
  // Not more of each than is needed to put them in order: there may be very many.
  const found = index
    .find([...terms])
    .flatMap((number): readonly Candidate[] => {
      const message = index.head(number)
      return message !== undefined && fits(message, query) ? [{ number, ref: message.ref, receivedAt: message.receivedAt, likeness: likenessOf(message) }] : []
    })
    .sort((a, b) => (a.receivedAt === b.receivedAt ? a.number - b.number : a.receivedAt < b.receivedAt ? 1 : -1))
  const isAsTyped = (number: number): boolean => {
    if (wanted.phrases.length === 0) return true
    const text = index.text(number)
    return wanted.phrases.every((phrase) => text.includes(phrase))
  }
  const alike = Map.groupBy(found, ({ likeness }) => likeness)
  const told = new Set<string>()
  for (const { number, likeness } of found) {
    if (told.has(likeness) || !isAsTyped(number)) continue
    told.add(likeness)
    const message = index.head(number)
    if (message !== undefined) yield { ...message, copies: (alike.get(likeness) ?? []).map(({ ref }) => ref).filter((ref) => ref !== message.ref) }
  }
}

interface Candidate extends Pick<ArchivedMessage, 'ref' | 'receivedAt' | 'likeness'> {
  readonly number: number
}

const likenessOf = ({ pair, likeness, ref }: ArchivedMessage): string => (likeness === '' ? ref : `${pair} ${likeness}`)

/** Messages that name this address in a header, all of them, copies too. */
export function* naming(index: ArchiveIndex<ArchivedMessage>, address: string): Generator<ArchivedMessage> {
  const wanted = plainAddress(address)
  const numbers = addressForms(address).flatMap((form) => index.find([...wantedOf([form]).terms]))
  for (const number of new Set(numbers)) {
    const message = index.head(number)
    if (message !== undefined && everyone(message).some((each) => plainAddress(each.address) === wanted)) yield message
  }
}

function fits(message: ArchivedMessage, { pair, from, to, subject, folder, since, until, hasAttachment }: ArchiveQuery): boolean {
  if (pair !== undefined && message.pair !== pair) return false
  if ((since !== undefined && message.receivedAt < since) || (until !== undefined && message.receivedAt >= until)) return false
  if (hasAttachment === true && message.attachments.length === 0) return false
  if (from !== undefined && !isNamed(message.from, from)) return false
  if (to !== undefined && !isNamed([...message.to, ...message.cc, ...message.bcc], to)) return false
  if (subject !== undefined && !fold(message.subject).includes(fold(subject))) return false
  return folder === undefined || message.places.some((place) => isFolder(place.folder, folder))
}

function isNamed(mailboxes: readonly Mailbox[], part: string): boolean {
  const wanted = fold(part)
  return mailboxes.some(({ name, address }) => fold(`${name} ${address}`).includes(wanted))
}

const isFolder = (path: string, wanted: string): boolean => {
  const [whole, part] = [fold(path), fold(wanted)]
  return whole === part || whole.endsWith(`/${part}`)
}
