import { ANSWERED, SEEN } from '../../imap/flags.ts'
import { isDraft } from '../store/mailbox.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { DingtalkSwitches } from '../switches.ts'
import type { MessageView, Recipient } from './message-view.ts'

/** `2026-06-01T02:00:00Z`. */
export const apiTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

interface Ground {
  readonly mailbox: Mailbox
  readonly switches: DingtalkSwitches
}

type Field = (view: MessageView, ground: Ground) => unknown

const list =
  (header: string): Field =>
  (view, { switches }) => {
    const people = view.people(header)
    return people.length === 0 && switches.nullRecipients ? null : people
  }

const NOBODY: Recipient = { email: '', name: '' }

const FIELDS: Readonly<Record<string, Field>> = {
  internetMessageId: (view) => view.internetMessageId,
  conversationId: (view) => view.conversationId,
  subject: (view) => view.text('subject'),
  summary: (view) => view.summary,
  from: (view, { switches }) => (switches.emptyFrom ? NOBODY : (view.people('from')[0] ?? NOBODY)),
  sender: (view) => view.people('sender')[0] ?? view.people('from')[0] ?? NOBODY,
  toRecipients: list('to'),
  ccRecipients: list('cc'),
  bccRecipients: list('bcc'),
  replyTo: list('reply-to'),
  folderId: (view) => view.message.folder.id,
  hasAttachments: (view) => view.hasAttachments,
  isRead: (view) => (view.message.flags & SEEN) !== 0,
  isReplied: (view) => (view.message.flags & ANSWERED) !== 0,
  isForwarded: (view) => view.message.forwarded,
  isReadReceiptRequested: (view) => view.text('disposition-notification-to') !== '',
  priority: (view) => priorityOf(view),
  sendStatus: (view) => (view.message.folder.role === 'sent' && !isDraft(view.message) ? 'success' : 'none'),
  sentDateTime: (view) => apiTime(view.sentAt),
  receivedDateTime: (view) => apiTime(view.message.receivedAt),
  lastModifiedDateTime: (view) => apiTime(view.message.modifiedAt),
  tags: (view, { mailbox }) => mailbox.tagsOf(view.message),
  size: (view, { switches }) => {
    const size = view.message.content.size + (switches.sizesDiffer ? view.fields.length : 0)
    return switches.numbersAsStrings ? String(size) : size
  },
  body: (view) => ({ bodyText: view.bodyText, bodyHtml: view.bodyHtml }),
  internetMessageHeaders: (view) => view.headers,
}

/** What comes without `$select`. Clients report that ids of message and conversation do not. */
const UNASKED = ['internetMessageId', 'conversationId', 'internetMessageHeaders', 'body', 'lastModifiedDateTime', 'sendStatus']

/** Fields of an item of a listing. */
export const LISTED = Object.keys(FIELDS).filter((name) => !UNASKED.includes(name))

/** Fields of a message that was asked for by itself. */
export const SINGLE = [...LISTED, 'body', 'sendStatus']

/** The fields that `$select` names, or `unasked` without it. Unknown names are passed over. */
export function selectFields(select: string | undefined, unasked: readonly string[], switches: DingtalkSwitches): readonly string[] {
  if (select === undefined || switches.ignoreSelect) return unasked
  return select.split(',').map((name) => name.trim()).filter((name) => Object.hasOwn(FIELDS, name))
}

/** The message as JSON: its id and these fields. */
export function messageJson(view: MessageView, fields: readonly string[], ground: Ground): Record<string, unknown> {
  return { id: view.message.id, ...Object.fromEntries(fields.map((name) => [name, FIELDS[name]?.(view, ground)])) }
}

/** How urgent the sender says that it is. */
export function priorityOf(view: MessageView): 'PRY_HIGH' | 'PRY_NORMAL' | 'PRY_LOW' {
  const said = `${view.text('importance')} ${view.text('x-priority')}`.toLowerCase()
  if (/high|\b[12]\b/.test(said)) return 'PRY_HIGH'
  return /low|\b[45]\b/.test(said) ? 'PRY_LOW' : 'PRY_NORMAL'
}
