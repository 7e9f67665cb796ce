import { SyncError } from '../../domain/errors.ts'
import type { Attachment } from '../../mime/parse-message.ts'
import type { Spool } from '../../platform/spool.ts'
import type { GraphClient } from './graph-client.ts'
import { describe, toFileAttachment } from './json-message.ts'
import { wireUploadSession } from './wire.ts'

/** From here on only an upload session takes a file, in bytes; below it refuses one. @see https://learn.microsoft.com/graph/outlook-large-attachments */
const SESSION_BYTES = 3 * 1024 * 1024
/** A part must be under 4 MB. */
const PART_BYTES = 12 * 320 * 1024
/** How often a session may ask for bytes again. */
const SETBACKS = 5

/** Adds a file to a message that exists. Not repeatable: a failure is marked ambiguous as for any create. */
export async function attach(client: GraphClient, messageId: string, attachment: Attachment, signal: AbortSignal): Promise<void> {
  const path = `messages/${encodeURIComponent(messageId)}/attachments`
  if (attachment.bytes.size < SESSION_BYTES) {
    await client.tell({ kind: 'POST attachment', method: 'POST', path, json: await toFileAttachment(attachment) }, signal)
    return
  }
  const item = { AttachmentItem: { attachmentType: 'file', ...describe(attachment), size: attachment.bytes.size } }
  const session = { kind: 'POST upload session', method: 'POST', path: `${path}/createUploadSession`, json: item, repeatable: true, writes: false } as const
  const { uploadUrl } = await client.read(wireUploadSession, session, signal)
  await sendParts(client, uploadUrl, attachment.bytes, signal)
}

/** Part after part, going back where the session says that it wants other bytes next. */
async function sendParts(client: GraphClient, uploadUrl: string, bytes: Spool, signal: AbortSignal): Promise<void> {
  const total = bytes.size
  for (let from = 0, setbacks = 0; from < total; setbacks++) {
    if (setbacks > SETBACKS) throw new SyncError('REMOTE_FAILURE', 'Outlook: an upload session that never ends', { ambiguous: true })
    for await (const part of partsFrom(bytes, from)) {
      const next = await client.upload({ uploadUrl, bytes: part, from, total }, signal)
      const asExpected = next === from + part.length
      from = next
      if (!asExpected) break
    }
  }
}

async function* partsFrom(bytes: Spool, from: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  let skip = from
  for await (const chunk of bytes.open() as AsyncIterable<Buffer>) {
    const skipped = Math.min(skip, chunk.length)
    skip -= skipped
    for (let rest = chunk.subarray(skipped); rest.length > 0; ) {
      const taken = rest.subarray(0, PART_BYTES - size)
      rest = rest.subarray(taken.length)
      held.push(taken)
      size += taken.length
      if (size < PART_BYTES) continue
      yield Buffer.concat(held)
      held = []
      size = 0
    }
  }
  if (size > 0) yield Buffer.concat(held)
}
