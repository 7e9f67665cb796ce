import { z } from 'zod'

import { SEEN } from '../../imap/flags.ts'
import { badRequest, notFound } from './failure.ts'
import type { ApiAnswer, MailboxCall, Route } from './gate.ts'
import { read } from './reading.ts'

const creation = z.object({ name: z.string().min(1), parentId: z.string().optional() })

export const tagRoutes: readonly Route<MailboxCall>[] = [
  { method: 'GET', path: '/tags', kind: 'GET tags', run: listTags },
  { method: 'POST', path: '/tags', kind: 'POST tags', writes: true, run: createTag },
]

const SYSTEM = [
  { id: '1', name: '跟进事项' },
  { id: '2', name: '完成事项' },
  { id: '11', name: '重要' },
]

function listTags({ service, mailbox }: MailboxCall): ApiAnswer {
  if (!service.switches.tagRoutes) throw notFound('api.notFound')
  const tags = [...SYSTEM, ...mailbox.tags].map(({ id, name }) => {
    const tagged = [...mailbox.messages.values()].filter((message) => mailbox.tagsOf(message).includes(id))
    const unreadItemCount = tagged.filter((message) => !(message.flags & SEEN)).length
    return { id, name, parentId: '0', totalItemCount: tagged.length, unreadItemCount, extensions: {} }
  })
  return { body: { tags } }
}

function createTag({ service, mailbox, body }: MailboxCall): ApiAnswer {
  if (!service.switches.tagRoutes) throw notFound('api.notFound')
  const { name } = read(creation, body)
  if ([...SYSTEM, ...mailbox.tags].some((tag) => tag.name === name)) throw badRequest('tag.alreadyExists')
  const { id } = mailbox.addTag(name)
  return { write: true, body: { tag: { id, name, parentId: '0', totalItemCount: 0, unreadItemCount: 0, extensions: {} } } }
}
