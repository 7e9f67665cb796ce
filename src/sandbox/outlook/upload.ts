import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { attach } from './attach.ts'
import type { Answer, Call, World } from './call.ts'
import { badRequest, GraphError, invalidToken, itemNotFound, messageTooLarge, tooLarge } from './errors.ts'
import { readJson } from './find.ts'
import { attachmentId, messageId } from './ids.ts'
import { parse } from './schema.ts'
import type { Attachment, Message } from './state.ts'
import type { UploadSession } from './upload-session.ts'

const LEAST_BYTES = 3 * 1024 * 1024
const MOST_BYTES = 150 * 1024 * 1024
const MOST_CHUNK_BYTES = 4 * 1024 * 1024
const LIFE_MS = 7 * 24 * 3600 * 1000

const request = z.object({
  AttachmentItem: z.strictObject({
    attachmentType: z.literal('file'),
    name: z.string(),
    size: z.int(),
    contentType: z.string().nullish(),
    isInline: z.boolean().nullish(),
    contentId: z.string().nullish(),
    '@odata.type': z.string().optional(),
  }),
})

/** Page attachment-createuploadsession. @throws {GraphError} 400 below 3 MB, 413 beyond what a message may hold */
export function createUploadSession(call: Call, message: Message): Answer {
  const json = readJson(call)
  const { AttachmentItem: item } = parse(request, { AttachmentItem: json['AttachmentItem'] ?? json['attachmentItem'] })
  if (item.size < LEAST_BYTES)
    throw badRequest('ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', 'The attachment size is below the minimum of 3 MB.')
  if (item.size > MOST_BYTES || message.size + item.size > call.world.switches.maxMessageBytes) throw messageTooLarge()
  const session: UploadSession = {
    id: randomUUID(),
    authToken: randomBytes(48).toString('base64url'),
    client: call.client,
    unlimited: call.unlimited,
    mailbox: call.mailbox,
    message,
    immutable: call.immutable,
    file: {
      name: item.name,
      contentType: item.contentType ?? 'application/octet-stream',
      isInline: item.isInline ?? false,
      contentId: item.contentId ?? null,
    },
    size: item.size,
    received: 0,
    parts: [],
    expiresAt: call.now + LIFE_MS,
  }
  call.world.uploads.set(session.id, session)
  const uploadUrl = `${addressOf(call.world, call.origin, session)}/AttachmentSessions('${session.id}')?authtoken=${session.authToken}`
  const expirationDateTime = new Date(session.expiresAt).toISOString()
  return { status: 201, wrote: false, json: { uploadUrl, expirationDateTime, nextExpectedRanges: ['0-'] } }
}

/** A request to an upload address. */
export interface UploadRequest {
  readonly method: string
  /** Path and query as asked. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly now: number
}

/** The session that an upload address names. Its address is the credential. @throws {GraphError} 401, 404 */
export function findUploadSession(world: World, url: URL, now: number): UploadSession {
  const id = /\/AttachmentSessions\('([^']+)'\)$/i.exec(decodeURIComponent(url.pathname))?.[1]
  const session = world.uploads.get(id ?? '')
  if (session === undefined || session.expiresAt <= now) throw itemNotFound()
  if (url.searchParams.get('authtoken') !== session.authToken) throw invalidToken('Access token is empty.')
  return session
}

/** Pages outlook-large-attachments: ranges in order, less than 4 MB each, answers with capital letters. @throws {GraphError} */
export async function serveUpload(world: World, session: UploadSession, { method, url, headers, body, now }: UploadRequest): Promise<Answer> {
  if (headers['authorization'] !== undefined) throw invalidToken('An upload address takes no Authorization header.')
  if (method === 'GET') return { status: 200, json: status(session) }
  if (method === 'DELETE') {
    world.uploads.delete(session.id)
    return { status: 204, wrote: false }
  }
  if (method !== 'PUT') throw new GraphError(405, 'MethodNotAllowed', 'The method is not allowed.')
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(headers['content-range'] ?? ''))
  if (range === null) throw badRequest('ErrorInvalidContentRange', 'The Content-Range header is missing or malformed.')
  const [from, to, total] = range.slice(1).map(Number) as [number, number, number]
  if (body.length >= MOST_CHUNK_BYTES) throw tooLarge()
  if (total !== session.size || to - from + 1 !== body.length || to >= total)
    throw badRequest('ErrorInvalidContentRange', 'The range does not fit the content.')
  if (from !== session.received) throw new GraphError(416, 'ErrorInvalidContentRange', 'The range is not the next expected one.')
  session.parts.push(world.shared.blobs.put(body))
  session.received += body.length
  if (session.received < session.size) return { status: 200, json: status(session), wrote: false }
  return finish(world, session, url, now)
}

async function finish(world: World, session: UploadSession, url: URL, now: number): Promise<Answer> {
  world.uploads.delete(session.id)
  const { mailbox, message } = session
  if (!mailbox.messages.has(message.n)) throw itemNotFound()
  const attachment: Attachment = {
    n: message.nextAttachment,
    kind: 'file',
    ...session.file,
    size: session.size,
    modifiedAt: now,
    parts: session.parts,
  }
  await attach({ world, mailbox, now }, message, attachment)
  const location = `${addressOf(world, url.origin, session)}/Attachments('${attachmentId(mailbox, message, attachment, session.immutable)}')`
  return { status: 201, headers: { location } }
}

function status(session: UploadSession): object {
  return { ExpirationDateTime: new Date(session.expiresAt).toISOString(), NextExpectedRanges: [String(session.received)] }
}

function addressOf(world: World, origin: string, { mailbox, message, immutable }: UploadSession): string {
  return `${origin}/outlook/api/v2.0/Users('${mailbox.userId}@${world.tenantId}')/Messages('${messageId(mailbox, message, immutable)}')`
}
