import type { Mailbox, NewMessage } from '../../src/connectors/connector.ts'
import { NO_MARKS } from '../../src/domain/marks.ts'
import { parseMessage } from '../../src/mime/parse-message.ts'
import { spool } from '../../src/platform/spool.ts'

export const RECEIVED_AT = '2019-03-04T05:06:07Z'

/** A mail with a name of its own, in plain MIME with CRLF. */
export const mimeOf = (name: string): string =>
  [
    'From: "李文" <li.wen@shenghe.example>',
    'To: Anna Chan <anna.chan@contoso-trading.example>',
    `Subject: =?utf-8?B?${Buffer.from(`合同 ${name}`).toString('base64')}?=`,
    `Message-ID: ${idOf(name)}`,
    'Date: Mon, 04 Mar 2019 05:06:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`您好，${name}\r\n`).toString('base64'),
    '',
  ].join('\r\n')

export const idOf = (name: string): string => `<${name}@shenghe.example>`

/** What a copy of the mail `name` is asked for with; `more` overrides. */
export async function newMessage(name: string, folderId: string, more: Partial<NewMessage> = {}, mime = mimeOf(name)): Promise<NewMessage> {
  const source = await spool(Buffer.from(mime))
  const content = await parseMessage(source)
  return {
    folderId,
    source,
    content,
    marks: NO_MARKS,
    receivedAt: RECEIVED_AT,
    roleClass: 'received',
    origin: {
      pair: 'contract', side: 'left', id: `original of ${name}`, token: `token-${name}`, exact: content.digests.exact, normal: content.digests.normal,
      roleClass: more.roleClass ?? 'received', route: 'rebuilt',
    },
    ...more,
  }
}

/** `newMessage`, created, with the place a later search starts from where the cloud has such. */
export async function create(mailbox: Mailbox, name: string, folderId: string, more: Partial<NewMessage> = {}, mime = mimeOf(name)) {
  const signal = new AbortController().signal
  const bookmark = await mailbox.bookmark?.(folderId, signal)
  const message = await newMessage(name, folderId, { ...more, ...(bookmark === undefined ? {} : { bookmark }) }, mime)
  try {
    return { made: await mailbox.create(message, signal), bookmark, message }
  } finally {
    await message.content.dispose()
  }
}
