import { z } from 'zod'

import { SEEN } from '../../imap/flags.ts'
import type { Message } from '../store/folder.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { badRequest, notFound } from './failure.ts'
import type { ApiAnswer, MailboxCall, Route } from './gate.ts'
import { folderOf, read } from './reading.ts'

const ids = z.array(z.string()).min(1).max(100)
const updating = z.object({ ids, action: z.enum(['markRead', 'markUnread', 'addTags', 'removeTags']), tags: z.array(z.string()).default([]) })
const moving = z.object({ ids, destinationFolderId: z.string() })
const deleting = z.object({ ids, deleteType: z.string().optional() })

/** System tags: to follow up, done, important. */
const SYSTEM_TAGS: readonly string[] = ['1', '2', '11']

export const batchRoutes: readonly Route<MailboxCall>[] = [
  { method: 'POST', path: '/messages/batchUpdate', kind: 'POST messages/batchUpdate', writes: true, run: batchUpdate },
  { method: 'POST', path: '/messages/move', kind: 'POST messages/move', writes: true, run: moveMessages },
  { method: 'POST', path: '/messages/batchDelete', kind: 'POST messages/batchDelete', writes: true, run: batchDelete },
]

function batchUpdate(call: MailboxCall): ApiAnswer {
  const { mailbox, service, body } = call
  const asked = read(updating, body)
  const taggingWithout = asked.action.endsWith('Tags') && asked.tags.length === 0
  const unknown = asked.tags.some((id) => !SYSTEM_TAGS.includes(id) && !mailbox.tags.some((tag) => tag.id === id))
  if (taggingWithout) throw badRequest('tags.missing')
  if (unknown && asked.action === 'addTags' && service.switches.unknownTags === 'refuse') throw notFound('tag.notFound')
  const changed = named(call, asked.ids).map((message) => update(mailbox, message, asked))
  return { write: changed.includes(true) }
}

function update(mailbox: Mailbox, message: Message, { action, tags }: z.output<typeof updating>): boolean {
  const held = mailbox.tagsOf(message)
  switch (action) {
    case 'markRead':
      return mailbox.setFlags(message, message.flags | SEEN)
    case 'markUnread':
      return mailbox.setFlags(message, message.flags & ~SEEN)
    case 'addTags':
      return mailbox.setTags(message, [...new Set([...held, ...tags])])
    case 'removeTags':
      return mailbox.setTags(message, held.filter((id) => !tags.includes(id)))
  }
}

function moveMessages(call: MailboxCall): ApiAnswer {
  const asked = read(moving, call.body)
  const folder = folderOf(call.mailbox, asked.destinationFolderId)
  const elsewhere = named(call, asked.ids).filter((message) => message.folder !== folder)
  for (const message of elsewhere) call.mailbox.move(message, folder)
  return { write: elsewhere.length > 0 }
}

function batchDelete(call: MailboxCall): ApiAnswer {
  const { mailbox, service } = call
  const messages = named(call, read(deleting, call.body).ids)
  if (service.switches.batchDelete === 'hard') {
    for (const message of messages) mailbox.remove(message)
    return { write: messages.length > 0 }
  }
  const trash = mailbox.folderOf('trash')
  const elsewhere = messages.filter((message) => message.folder !== trash)
  for (const message of elsewhere) mailbox.move(message, trash)
  return { write: elsewhere.length > 0 }
}

/** All or nothing, unless unknown ids are switched to be passed over. */
function named({ mailbox, service }: MailboxCall, wanted: readonly string[]): Message[] {
  const found = [...new Set(wanted)].map((id) => mailbox.messages.get(id))
  if (found.includes(undefined) && service.switches.unknownIds === 'refuse') throw notFound('message.notFound')
  return found.filter((message) => message !== undefined)
}
