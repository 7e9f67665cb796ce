import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mailbox, ParsedMessage } from '../parse-message.ts'

/**
 * The message as a cloud composes it that was given its parts: one body (HTML in a frame of its own), other encodings, another
 * order of headers, attachments put last.
 */
export async function rebuild(parts: ParsedMessage): Promise<Buffer> {
  const head = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
  const html = `${head}<body>\r\n${parts.body.content.replace(/\n/g, '\r\n')}\r\n</body></html>`
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
