import { z } from 'zod'

import type { Folder, Message } from '../store/folder.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { badRequest, notFound } from './failure.ts'

/** Reads a body by a schema. @throws {ApiFailure} 400 */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body ?? {})
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw badRequest('parameter.invalid', problems.join('; '))
}

const form = z.record(z.string(), z.string())

export function readForm(body: unknown): ReadonlyMap<string, string> {
  const fields = form.safeParse(body)
  return new Map(fields.success ? Object.entries(fields.data) : [])
}

/** @throws {ApiFailure} 404 */
export function folderOf(mailbox: Mailbox, id: string | undefined): Folder {
  const folder = mailbox.folders.get(id ?? '')
  if (!folder) throw notFound('mailFolder.notFound')
  return folder
}

/** @throws {ApiFailure} 404 */
export function messageOf(mailbox: Mailbox, id: string | undefined): Message {
  const message = mailbox.messages.get(id ?? '')
  if (!message) throw notFound('message.notFound')
  return message
}

/** Milliseconds since 1970. @throws {ApiFailure} 400 */
export function readTime(text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms)) throw badRequest('time.invalid')
  return ms
}
