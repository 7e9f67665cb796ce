import type { Answer, Call, Route } from './call.ts'
import { destinationOf } from './folders.ts'
import type { FilterSubject } from './filter.ts'
import { findFolder, findMessage } from './find.ts'
import { addMessage, isWithin, moveMessage, removeMessage, wellKnownFolder } from './mailbox.ts'
import { context, cutPage } from './paging.ts'
import { READ, READ_BASIC, WRITE } from './permissions.ts'
import { readProperty } from './property-values.ts'
import { sendNotReadReceipt } from './receipts.ts'
import { checkSelect, instant, renderMessage } from './render.ts'
import type { Message } from './state.ts'
import { mimeOf } from './value.ts'

/** Pages user-list-messages, message-get, -move, -copy, -delete, -permanentdelete. */
export const messageRoutes: readonly Route[] = [
  { method: 'GET', path: 'messages', kind: 'GET messages', permissions: READ_BASIC, handle: list },
  { method: 'GET', path: 'mailFolders/:folder/messages', kind: 'GET messages', permissions: READ_BASIC, handle: list },
  { method: 'GET', path: 'messages/:message', kind: 'GET message', permissions: READ_BASIC, handle: get },
  { method: 'GET', path: 'messages/:message/$value', kind: 'GET message/$value', permissions: READ, handle: value },
  { method: 'POST', path: 'messages/:message/move', kind: 'POST message/move', permissions: WRITE, handle: move },
  { method: 'POST', path: 'messages/:message/copy', kind: 'POST message/copy', permissions: WRITE, handle: copy },
  { method: 'DELETE', path: 'messages/:message', kind: 'DELETE message', permissions: WRITE, handle: discard },
  { method: 'POST', path: 'messages/:message/permanentDelete', kind: 'POST message/permanentDelete', permissions: WRITE, handle: purge },
]

function asked(call: Call): Message {
  return findMessage(call, call.params['message'] ?? '')
}

async function list(call: Call): Promise<Answer> {
  const { query, mailbox } = call
  checkSelect(query.select, 'message')
  const folder = call.params['folder'] === undefined ? undefined : findFolder(call, call.params['folder'])
  const recoverable = wellKnownFolder(mailbox, 'recoverableitemsdeletions')
  const all = folder === undefined ? [...mailbox.messages.values()].filter((message) => message.folder !== recoverable) : [...folder.items.values()]
  const matching = query.filter === undefined ? all : all.filter((message) => isIndexed(call, message) && query.filter?.(subject(call, message)))
  const { items, links } = cutPage(call, sorted(call, matching), mailbox.seq)
  const view = { select: query.select, properties: query.properties, expandAttachments: query.expandAttachments }
  const rendered: object[] = []
  for (const message of items) rendered.push(await renderMessage(call, message, view))
  return { status: 200, json: { '@odata.context': context(call, 'messages'), ...links, value: rendered } }
}

/** `$filter` goes by an index that comes to know of a message a little later. */
function isIndexed(call: Call, message: Message): boolean {
  return message.createdAt + call.world.switches.indexLagMs <= call.now
}

function sorted(call: Call, messages: Message[]): Message[] {
  const [order = { name: 'receivedDateTime', descending: true }] = call.query.orderBy
  const sign = order.descending ? -1 : 1
  if (order.name === 'receivedDateTime') return messages.sort((a, b) => sign * (a.receivedAt - b.receivedAt) || b.n - a.n)
  const keyed = messages.map((message) => ({ message, key: String(subject(call, message).value(order.name) ?? '') }))
  return keyed.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) || b.message.n - a.message.n).map(({ message }) => message)
}

function subject(call: Call, message: Message): FilterSubject {
  return {
    value: (path) => filterValue(message, path),
    list: (path) => (path === 'categories' ? message.categories : []),
    extended: (id) => readProperty(call.world, message, id),
  }
}

function filterValue(message: Message, path: string): string | number | boolean | null | undefined {
  switch (path) {
    case 'receivedDateTime':
      return instant(message.receivedAt)
    case 'sentDateTime':
      return instant(message.sentAt ?? message.receivedAt)
    case 'createdDateTime':
      return instant(message.createdAt)
    case 'lastModifiedDateTime':
      return instant(message.modifiedAt)
    case 'from/emailAddress/address':
      return message.from?.address
    case 'from/emailAddress/name':
      return message.from?.name
    case 'sender/emailAddress/address':
      return message.sender?.address
    case 'flag/flagStatus':
      return message.flag.flagStatus
    case 'internetMessageId':
    case 'subject':
    case 'importance':
    case 'isRead':
    case 'isDraft':
    case 'hasAttachments':
    case 'inferenceClassification':
      return message[path]
    default:
      return undefined
  }
}

async function get(call: Call): Promise<Answer> {
  const message = asked(call)
  checkSelect(call.query.select, 'message')
  const view = { select: call.query.select, properties: call.query.properties, expandAttachments: call.query.expandAttachments }
  const json = await renderMessage(call, message, view)
  return { status: 200, json: { '@odata.context': context(call, 'messages/$entity'), ...json } }
}

function value(call: Call): Answer {
  return { status: 200, bytes: mimeOf(call.world, call.mailbox, asked(call)), type: 'text/plain' }
}

async function move(call: Call): Promise<Answer> {
  const message = asked(call)
  const to = findFolder(call, destinationOf(call))
  sendNotReadReceipt(call, message, to)
  moveMessage(call.mailbox, message, to, call.now)
  return created(call, message)
}

async function copy(call: Call): Promise<Answer> {
  const message = asked(call)
  const folder = findFolder(call, destinationOf(call))
  const twin: Message = { ...message, n: call.mailbox.nextNumber++, gen: 0, folder, createdAt: call.now, modifiedAt: call.now }
  addMessage(call.mailbox, twin)
  return created(call, twin)
}

async function created(call: Call, message: Message): Promise<Answer> {
  const json = await renderMessage(call, message, { select: undefined, properties: [] })
  return { status: 201, json: { '@odata.context': context(call, 'messages/$entity'), ...json } }
}

/** To Deleted Items; from there to Recoverable Items; from there, for good. */
function discard(call: Call): Answer {
  const message = asked(call)
  const recoverable = wellKnownFolder(call.mailbox, 'recoverableitemsdeletions')
  const trash = wellKnownFolder(call.mailbox, 'deleteditems')
  const to = message.folder === recoverable ? undefined : isWithin(message.folder, trash) ? recoverable : trash
  sendNotReadReceipt(call, message, to)
  if (to === undefined) removeMessage(call.mailbox, message)
  else moveMessage(call.mailbox, message, to, call.now)
  return { status: 204 }
}

function purge(call: Call): Answer {
  const message = asked(call)
  sendNotReadReceipt(call, message, undefined)
  removeMessage(call.mailbox, message)
  return { status: 204 }
}
