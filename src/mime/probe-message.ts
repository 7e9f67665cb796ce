import { createHash } from 'node:crypto'
import { spool, type Spool } from '../platform/spool.ts'

/** Domain that no mail can be sent to (RFC 2606). */
const NOBODY = 'tongbu-test@tongbu.invalid'
const ATTACHMENT = '同步測試 关务.bin'
const BOUNDARY = '=_tongbu-test'

const word = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`
const base64 = (bytes: Buffer): string => (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')

/** What a test message is told apart by: nobody else writes such an id. */
export const probeMessageId = (token: string): string => `<${token}@tongbu.invalid>`

/**
 * A small message for a two-way test: a Chinese subject and text, an attachment with a Chinese name whose bytes are made of `token`, and a
 * line that says to whoever sees it what it is. `sentAt`: RFC 5322 wants a date. Caller disposes.
 */
export function probeMessage(token: string, sentAt: number): Promise<Spool> {
  const bytes = Buffer.concat(Array.from({ length: 64 }, (_, part) => createHash('sha256').update(`${token} ${part}`).digest()))
  const text = 'Tongbu 測試：這封電郵由 Tongbu 放進來，用來測試兩邊是否同步，稍後會自動移除。它沒有寄給任何人。\r\nTongbu 测试：这封邮件由 Tongbu 放入，用来测试两侧是否同步，稍后会自动移除。它没有发送给任何人。\r\nA test message of Tongbu. It was put here, not sent, and is removed again by itself.\r\n'
  const lines = [
    `Date: ${new Date(sentAt).toUTCString().replace('GMT', '+0000')}`,
    `From: ${word('Tongbu 測試')} <${NOBODY}>`,
    `To: ${word('Tongbu 测试')} <${NOBODY}>`,
    `Subject: ${word(`Tongbu 同步測試 · 关务补件 ${token.slice(0, 4)}`)}`,
    `Message-ID: ${probeMessageId(token)}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    '',
    `--${BOUNDARY}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(Buffer.from(text)),
    `--${BOUNDARY}`,
    `Content-Type: application/octet-stream; name="${word(ATTACHMENT)}"`,
    `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(ATTACHMENT)}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(bytes),
    `--${BOUNDARY}--`,
    '',
  ]
  return spool(Buffer.from(lines.join('\r\n')))
}
