import type { World } from './call.ts'
import { IN_REPLY_TO, REFERENCES, TRANSPORT_HEADERS } from './properties.ts'
import { attachmentBytes, takeApart } from './mime-read.ts'
import { headerValue, readHeader, type HeaderLines } from './mime-headers.ts'
import { rebuildMime } from './mime-write.ts'
import type { Attachment, Details, Mailbox, Message } from './state.ts'

/** The MIME of a message: the bytes it was made from, or rebuilt. */
export function mimeOf(world: World, mailbox: Mailbox, message: Message): Buffer {
  const { blobs, random } = world.shared
  if (message.mime !== undefined) return blobs.get(message.mime)
  if (message.details === undefined) throw new Error('a message without content')
  const details: Details = JSON.parse(blobs.get(message.details).toString('utf8'))
  const transport = transportHeaders(message)
  return rebuildMime(
    {
      message,
      details,
      inReplyTo: message.properties?.get(IN_REPLY_TO) ?? headerValue(transport, 'in-reply-to') ?? given(details, 'in-reply-to'),
      references: message.properties?.get(REFERENCES) ?? headerValue(transport, 'references') ?? given(details, 'references'),
      attachments: (message.attachments ?? []).map((each) => part(world, each)),
    },
    { how: world.switches.rebuild, random, seed: `${mailbox.key.toString('hex').slice(0, 8)}${message.n}` },
  )
}

/** Before the content of a message made from MIME is edited: from then on it is rebuilt. */
export async function forgetMime(world: World, message: Message): Promise<void> {
  await takeApart(world.shared.blobs, message)
  message.mime = undefined
}

function transportHeaders(message: Message): HeaderLines {
  const text = message.properties?.get(TRANSPORT_HEADERS)
  return text === undefined ? [] : (readHeader(Buffer.from(`${text}\r\n\r\n`)) ?? [])
}

function given(details: Details, name: string): string | undefined {
  return details.headers.find((header) => header.name.toLowerCase() === name)?.value
}

function part(world: World, attachment: Attachment) {
  const { name, contentId, isInline } = attachment
  const contentType = attachment.kind === 'item' ? 'message/rfc822' : (attachment.contentType ?? 'application/octet-stream')
  return { name, contentId, isInline, contentType, bytes: attachmentBytes(world.shared.blobs, attachment) }
}
