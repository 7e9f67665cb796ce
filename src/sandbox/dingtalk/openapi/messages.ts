import { z } from 'zod'

import type { Message } from '../store/folder.ts'
import { badRequest } from './failure.ts'
import type { ApiAnswer, MailboxCall, Route } from './gate.ts'
import { parseKql } from './kql.ts'
import { LISTED, messageJson, selectFields, SINGLE } from './message-json.ts'
import { MessageView } from './message-view.ts'
import { pageOf } from './paging.ts'
import { folderOf, messageOf, read, readTime } from './reading.ts'

export const messageRoutes: readonly Route<MailboxCall>[] = [
  { method: 'GET', path: '/mailFolders/:folderId/messages', kind: 'GET messages', run: listMessages },
  { method: 'POST', path: '/messages/query', kind: 'POST messages/query', run: queryMessages },
  { method: 'GET', path: '/messages/:id', kind: 'GET message', run: getMessage },
]

const PLACEHOLDER = { toRecipients: null, ccRecipients: null, bccRecipients: null, replyTo: null, tags: null }

function listMessages(call: MailboxCall): ApiAnswer {
  const { service, mailbox, params, query } = call
  const { switches } = service
  const start = query['startTime'] && !switches.ignoreTimes ? readTime(query['startTime']) : -Infinity
  const end = query['endTime'] && !switches.ignoreTimes ? readTime(query['endTime']) : Infinity
  const messages = folderOf(mailbox, params['folderId']).messages.filter(({ receivedAt }) => receivedAt >= start && receivedAt < end)
  const size = pageSize(query['size'])
  const page = pageOf(messages, { cursor: query['cursor'] ?? '', size, ascending: isAscending(call), stable: switches.cursor === 'stable' })
  const { nextCursor } = page
  return { body: { messages: shown(call, page.messages, LISTED), nextCursor: nextCursor ?? switches.endCursor, hasMore: nextCursor !== undefined } }
}

const searching = z.object({ query: z.string(), cursor: z.string().default(''), size: z.coerce.number().optional() })

function queryMessages(call: MailboxCall): ApiAnswer {
  const { service, mailbox, body } = call
  const { switches, shared } = service
  const { query, cursor, size } = read(searching, body)
  const test = parseKql(query, { mailbox, tagSearch: switches.tagSearch })
  const known = shared.clock.now() - switches.searchDelayMs
  const found = [...mailbox.messages.values()].filter((message) => message.storedAt <= known && test(new MessageView(message, shared.blobs)))
  const page = pageOf(found, { cursor: cursor === '$' ? '' : cursor, size: pageSize(size), ascending: false, stable: false })
  const messages = found.length === 0 && switches.zeroHitPlaceholder ? [PLACEHOLDER] : shown(call, page.messages, LISTED)
  const total = switches.numbersAsStrings ? String(found.length) : found.length
  return { body: { messages, total, nextCursor: page.nextCursor ?? switches.endCursor, hasMore: page.nextCursor !== undefined } }
}

/** Reading does not mark as read. */
function getMessage(call: MailboxCall): ApiAnswer {
  const [message] = shown(call, [messageOf(call.mailbox, call.params['id'])], SINGLE)
  return { body: { message } }
}

function shown({ service, mailbox, query }: MailboxCall, messages: readonly Message[], unasked: readonly string[]) {
  const { switches, shared } = service
  const fields = selectFields(query['$select'], unasked, switches)
  return messages.map((message) => messageJson(new MessageView(message, shared.blobs), fields, { mailbox, switches }))
}

function isAscending({ service, query }: MailboxCall): boolean {
  const { isAscending: ascending, orderby } = query
  if (ascending !== undefined) return ascending === 'true'
  if (orderby !== undefined) return orderby.toUpperCase().startsWith('ASC')
  return service.switches.listOrder === 'ascending'
}

/** At most 100 come, whatever is asked for. */
function pageSize(asked: string | number | undefined): number {
  const size = asked === undefined || asked === '' ? 20 : Number(asked)
  if (!Number.isInteger(size) || size < 1) throw badRequest('size.invalid')
  return Math.min(size, 100)
}
