import { z } from 'zod'
import { SyncError } from '../../domain/errors.ts'

/** Lists may be absent or null; so may every field. Numbers may be text. */
const text = z.string().nullish().transform((value) => value ?? undefined)
const number = z.union([z.number(), z.string()]).nullish().transform((value) => (Number.isFinite(Number(value)) ? Number(value) : 0))
const flag = z.union([z.boolean(), z.string()]).nullish().transform((value) => value === true || value === 'true')
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish().transform((value): z.output<T>[] => value ?? [])
const person = z.object({ email: text, name: text })
/** `replyTo` is a list in one description and a single value in another; `from` may be empty. */
const people = z.union([list(person), person.transform((one) => [one])])

/** Header fields come as a map, or as a list of name and value. Names are lower case afterwards. */
const headers = z
  .union([z.record(z.string(), z.unknown()), z.array(z.object({ name: z.string(), value: z.unknown() }))])
  .nullish()
  .transform((value) => {
    const entries = Array.isArray(value) ? value.map((field) => [field.name, field.value] as const) : Object.entries(value ?? {})
    return new Map(entries.flatMap(([name, content]) => (typeof content === 'string' ? [[name.toLowerCase(), content] as const] : [])))
  })

const folder = z.object({ id: z.coerce.string(), displayName: text, parentFolderId: text, childFolderCount: number, totalItemCount: number })

const message = z.object({
  id: text,
  mailId: text,
  internetMessageId: text,
  subject: text,
  from: people,
  sender: people,
  toRecipients: list(person),
  ccRecipients: list(person),
  bccRecipients: list(person),
  replyTo: people,
  folderId: z.coerce.string().nullish().transform((value) => value ?? undefined),
  isRead: flag,
  isReplied: flag,
  isForwarded: flag,
  sentDateTime: text,
  receivedDateTime: text,
  tags: list(z.coerce.string()),
  size: number,
  priority: text,
  body: z.object({ bodyText: text, bodyHtml: text }).nullish().transform((value) => value ?? undefined),
  internetMessageHeaders: headers,
})

const attachment = z.object({
  id: z.coerce.string(),
  name: text,
  size: number,
  contentId: text,
  contentType: text,
  isInline: flag,
  extHeaders: headers,
})

export type WireFolder = z.output<typeof folder>
export type WireMessage = z.output<typeof message> & { readonly id: string }
export type WireAttachment = z.output<typeof attachment>
export type WirePerson = z.output<typeof person>

function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const cause = result.error.issues.map(({ path, code }) => ({ path, code }))
  throw new SyncError('UNREADABLE_ANSWER', 'Alibaba Mail answered something of another shape.', { cause })
}

/** An id under either of its names; objects without one are placeholders. */
const named = (value: z.output<typeof message>): WireMessage[] => {
  const id = value.id ?? value.mailId
  return id === undefined || id === '' ? [] : [{ ...value, id }]
}

export const readFolders = (answer: unknown): WireFolder[] => read(z.object({ folders: list(folder) }), answer).folders

export const readFolder = (answer: unknown): WireFolder | undefined => read(z.object({ folder: folder.nullish() }), answer).folder ?? undefined

/** A page of a listing; no cursor on the last one, however its end is told. */
export function readMessages(answer: unknown): { readonly messages: readonly WireMessage[]; readonly cursor?: string } {
  const page = read(z.object({ messages: list(message), nextCursor: text, hasMore: z.unknown() }), answer)
  const isLast = page.hasMore === false || page.hasMore === 'false' || page.nextCursor === undefined || ['', '$'].includes(page.nextCursor)
  return { messages: page.messages.flatMap(named), ...(isLast || page.nextCursor === undefined ? {} : { cursor: page.nextCursor }) }
}

/** @throws {SyncError} `NOT_FOUND` when the answer holds none */
export function readMessage(answer: unknown): WireMessage {
  const { message: one } = read(z.object({ message: message.nullish() }), answer)
  const [found] = one === null || one === undefined ? [] : named(one)
  if (found === undefined) throw new SyncError('NOT_FOUND', 'The message or folder is not in the mailbox.')
  return found
}

export const readAttachments = (answer: unknown): WireAttachment[] => read(z.object({ attachments: list(attachment) }), answer).attachments
