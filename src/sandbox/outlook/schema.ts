import { z } from 'zod'
import { badRequest, invalidParameter, unreadableBody } from './errors.ts'
import { canonicalPropertyId } from './properties.ts'
import type { Flag, Recipient } from './state.ts'
import type { OutlookSwitches } from './switches.ts'

const person = z.strictObject({
  emailAddress: z.strictObject({ name: z.string().nullish(), address: z.string().nullish() }),
  '@odata.type': z.string().optional(),
})
const people = z.array(person)
const body = z.strictObject({ contentType: z.string().regex(/^(text|html)$/i), content: z.string().nullish() })
const time = z.strictObject({ dateTime: z.string(), timeZone: z.string() })
const flag = z.strictObject({
  flagStatus: z.enum(['notFlagged', 'flagged', 'complete']).optional(),
  startDateTime: time.nullish(),
  dueDateTime: time.nullish(),
  completedDateTime: time.nullish(),
  '@odata.type': z.string().optional(),
})
const property = z.strictObject({ id: z.string(), value: z.string().nullable() })
const header = z.strictObject({ name: z.string(), value: z.string() })

const always = {
  categories: z.array(z.string()).nullish(),
  flag: flag.nullish(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  inferenceClassification: z.enum(['focused', 'other']).optional(),
  isRead: z.boolean().optional(),
  isDeliveryReceiptRequested: z.boolean().nullish(),
  isReadReceiptRequested: z.boolean().nullish(),
  singleValueExtendedProperties: z.array(property).nullish(),
  multiValueExtendedProperties: z.array(z.looseObject({ id: z.string() })).nullish(),
  /** Accepted and ignored: dates are only set by extended properties. */
  receivedDateTime: z.string().nullish(),
  sentDateTime: z.string().nullish(),
  '@odata.type': z.string().optional(),
  '@odata.context': z.string().optional(),
}
const draftOnly = {
  subject: z.string().nullish(),
  body: body.nullish(),
  from: person.nullish(),
  sender: person.nullish(),
  toRecipients: people.nullish(),
  ccRecipients: people.nullish(),
  bccRecipients: people.nullish(),
  replyTo: people.nullish(),
  internetMessageId: z.string().nullish(),
}

/** What an attachment may be given as. */
export const attachmentSchema = z.looseObject({
  '@odata.type': z.string(),
  name: z.string().nullish(),
  contentType: z.string().nullish(),
  contentBytes: z.string().nullish(),
  isInline: z.boolean().nullish(),
  contentId: z.string().nullish(),
  contentLocation: z.string().nullish(),
  item: z.record(z.string(), z.unknown()).optional(),
})

const patchSchema = z.strictObject({ ...always, ...draftOnly })
const createSchema = z.strictObject({
  ...always,
  ...draftOnly,
  internetMessageHeaders: z.array(header).optional(),
  attachments: z.array(attachmentSchema).optional(),
})

export type MessagePatch = z.infer<typeof patchSchema>
export type MessageCreate = z.infer<typeof createSchema>
export type AttachmentCreate = z.infer<typeof attachmentSchema>

/** Names of what is meant to be changed on drafts only (page message-update). */
export const DRAFT_ONLY: readonly string[] = Object.keys(draftOnly)

/** @throws {GraphError} 400 `UnableToDeserializePostBody` for unknown and read-only properties and wrong types */
export function parsePatch(json: unknown): MessagePatch {
  return parse(patchSchema, json)
}

/** @throws {GraphError} 400 `UnableToDeserializePostBody`, `InvalidInternetMessageHeader`, `InvalidInternetMessageHeaderCollection` */
export function parseCreate(json: unknown): MessageCreate {
  const message = parse(createSchema, json)
  checkHeaders(message.internetMessageHeaders)
  return message
}

/** @throws {GraphError} 400 */
export function parse<Schema extends z.ZodType>(schema: Schema, json: unknown): z.infer<Schema> {
  const outcome = schema.safeParse(json)
  if (!outcome.success)
    throw unreadableBody(`Requested value or property '${outcome.error.issues[0]?.path.join('.') ?? ''}' were unable to deserialize.`)
  return outcome.data
}

function checkHeaders(headers: readonly { name: string }[] | undefined): void {
  if (headers === undefined) return
  if (headers.length === 0 || headers.length > 5)
    throw badRequest('InvalidInternetMessageHeaderCollection', 'Maximum number of headers in one message should be between one and 5.')
  if (headers.some(({ name }) => !/^x-/i.test(name)))
    throw badRequest('InvalidInternetMessageHeader', "The internet message header name should start with 'x-' or 'X-'.")
}

type Person = z.infer<typeof person>

export function toRecipient(each: Person): Recipient {
  return { name: each.emailAddress.name ?? '', address: each.emailAddress.address ?? '' }
}

/** @throws {GraphError} 400 `ErrorInvalidRecipients` when an address cannot be one */
export function toRecipients(list: readonly Person[] | null | undefined): Recipient[] {
  return (list ?? []).map((each) => {
    const recipient = toRecipient(each)
    if (/[\r\n<>]/.test(recipient.address)) throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid.')
    return recipient
  })
}

/** A due date needs a start date (page followupFlag). @throws {GraphError} 400 */
export function toFlag(given: NonNullable<MessagePatch['flag']>, before: Flag, now: number): Flag {
  const start = given.startDateTime ?? undefined
  const due = given.dueDateTime ?? undefined
  if (due !== undefined && start === undefined) throw invalidParameter('A due date needs a start date.')
  const flagStatus = given.flagStatus ?? before.flagStatus
  if (flagStatus === 'notFlagged') return { flagStatus }
  const completed = given.completedDateTime ?? { dateTime: new Date(now).toISOString().replace('Z', '0000'), timeZone: 'UTC' }
  return {
    flagStatus,
    ...(start === undefined ? {} : { startDateTime: start }),
    ...(due === undefined ? {} : { dueDateTime: due }),
    ...(flagStatus === 'complete' ? { completedDateTime: completed } : {}),
  }
}

/** Extended properties by canonical id, those of `before` kept. Without a value one is taken away, as far as `nulls` says. @throws {GraphError} 400 */
export function toProperties(
  given: readonly { id: string; value: string | null }[] | null | undefined,
  before: ReadonlyMap<string, string> | undefined,
  nulls: OutlookSwitches['propertyNull'],
): ReadonlyMap<string, string> | undefined {
  if (given === undefined || given === null || given.length === 0) return before
  const properties = new Map(before)
  for (const { id, value } of given) {
    if (value !== null) properties.set(canonicalPropertyId(id), value)
    else if (nulls === 'refused') throw invalidParameter('The value of an extended property must not be null.')
    else if (nulls === 'removes') properties.delete(canonicalPropertyId(id))
  }
  return properties
}
