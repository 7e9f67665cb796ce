import iconv from 'iconv-lite'
import type { ImapFlow } from 'imapflow'

/** One message to be appended, ready as it is. */
export interface Appended {
  readonly content: Buffer
  readonly flags: readonly string[]
  /** Becomes INTERNALDATE. */
  readonly receivedAt: Date
}

/** Whether the server takes several messages in one command, all of them or none (MULTIAPPEND, RFC 3502), and tells their UIDs. */
export const takesSeveral = ({ capabilities }: ImapFlow): boolean => capabilities.has('MULTIAPPEND') && capabilities.has('UIDPLUS')

/** Larger ones go alone: what goes together is in memory together. */
const SMALL_BYTES = 256 * 1024

/** Whether it may go with others. NUL needs another kind of literal (RFC 3516), which not every server takes. */
export const mayGoTogether = ({ content }: Appended): boolean => content.length <= SMALL_BYTES && !content.includes(0)

/** A part of a command as imapflow compiles it; `TEXT` goes out as it is. */
export interface Token {
  readonly type: 'ATOM' | 'STRING' | 'LITERAL' | 'TEXT'
  readonly value: string | Buffer
}

interface Answer {
  readonly response: { readonly attributes?: readonly { readonly section?: readonly { readonly value?: unknown }[] }[] }
  next(): void
}

/** How imapflow sends all its commands; it has no method for these. Literals, order and time limits stay its business. */
export type Exec = (command: string, attributes: readonly (Token | readonly Token[])[], options: object) => Promise<Answer>

/** Appends all messages to a folder, or none of them. @returns their UIDs in the order given; nothing when the server tells none */
export async function appendTogether(client: ImapFlow, path: string, messages: readonly Appended[]): Promise<{ readonly uids?: readonly number[] }> {
  const exec = Reflect.get(client, 'exec') as Exec
  const attributes = messages.flatMap(({ content, flags, receivedAt }) => [
    flags.map((value): Token => ({ type: 'ATOM', value })),
    { type: 'STRING', value: dateTime(receivedAt) } as const,
    { type: 'LITERAL', value: content } as const,
  ])
  const answer = await exec.call(client, 'APPEND', [{ type: 'ATOM', value: encodedPath(client, path) }, ...attributes], {})
  const [code, , set] = answer.response.attributes?.[0]?.section ?? []
  answer.next()
  const uids = String(code?.value).toUpperCase() === 'APPENDUID' ? numbersOf(String(set?.value)) : []
  return uids.length === messages.length ? { uids } : {}
}

/** RFC 3501 §5.1.3, unless the session agreed on UTF-8. */
export function encodedPath({ enabled }: ImapFlow, path: string): string {
  const isUtf8 = enabled.has('UTF8=ACCEPT') || enabled.has('IMAP4REV2')
  return isUtf8 || !/[&\u0080-\uffff]/.test(path) ? path : iconv.encode(path, 'utf-7-imap').toString()
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** As RFC 3501 §9 writes a date-time. */
export function dateTime(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, ' ')
  return `${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`
}

/** Numbers of a set such as `3:5,9`; a set that makes no sense has none. */
function numbersOf(set: string): number[] {
  if (!/^\d{1,10}(:\d{1,10})?(,\d{1,10}(:\d{1,10})?)*$/.test(set)) return []
  return set.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split(':').map(Number)
    const first = Math.min(from, to)
    return Array.from({ length: Math.min(Math.abs(to - from) + 1, MOST_TOLD) }, (_, n) => first + n)
  })
}

/** No set that we caused is longer; what a server invents must not fill the memory. */
const MOST_TOLD = 1000
