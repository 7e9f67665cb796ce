import { base64, compose, encodedWords, filePart, multipart, randomBytes, serialize, textPart, type Header, type Part } from './compose.ts'
import { draftOf, headersOf, messageOf, paragraph, type Draft, type Recipe } from './recipe.ts'

const cycle = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

const envelope = ({ from, to, subject, sentAt, messageId }: Draft) => ({ from, to, subject, date: sentAt, messageId })

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

const inlineImage = (draft: Draft): Promise<Buffer> =>
  compose(
    {
      ...envelope(draft),
      text: `${paragraph(draft)}\r\n[圖]`,
      html: `<p>${paragraph(draft)}</p><img src="cid:logo.${draft.index}@trading.example" alt="公司標誌">`,
      attachments: [
        { filename: '標誌.gif', content: Buffer.concat([PIXEL, Buffer.from([draft.index])]), cid: `logo.${draft.index}@trading.example` },
        ...(draft.variant % 2 === 0 ? [{ filename: 'price.csv', content: `sku,price\r\n${draft.index},12.5\r\n` }] : []),
      ],
    },
    draft.boundary,
  )

const KILO = 1000
const SIZES = [0, 0, 1, 1, ...[100, 100, 100, 100, 100, 100, 1000, 1000, 1000, 2900, 2900, 3100, 3100, 5000].map((size) => size * KILO)]

const sizedAttachment = (draft: Draft): Promise<Buffer> => {
  const size = cycle(SIZES, draft.variant)
  const file = { filename: `裝箱單-${size}.bin`, content: randomBytes(draft.random, size), contentType: 'application/octet-stream' }
  return compose({ ...envelope(draft), text: paragraph(draft), attachments: [file] }, draft.boundary)
}

const manyAttachments = (draft: Draft): Promise<Buffer> => {
  const attachments = Array.from({ length: 20 }, (_, at) => ({ filename: `照片 ${at % 18}.jpg`, content: randomBytes(draft.random, 2000 + at) }))
  return compose({ ...envelope(draft), html: `<p>${paragraph(draft)}</p>`, attachments }, draft.boundary)
}

/** Variants 0 and 1, and 2 and 3, are equal in sender, subject and date but not in what they say. */
const withoutMessageId = (draft: Draft): Buffer => {
  const headline = draft.variant < 4 ? draftOf(9000 + Math.floor(draft.variant / 2), 0, draft.on, false) : draft
  const mail = { ...headline, index: draft.index }
  return messageOf(mail, textPart(paragraph(draft), 'UTF-8', 'base64'), { 'Message-ID': undefined })
}

/** Some senders give all that they send one Message-ID. */
const sharedMessageId = (draft: Draft): Buffer =>
  messageOf(draft, textPart(paragraph(draft), 'UTF-8', 'base64'), {
    'Message-ID': '<constant@broken-erp.example>',
    Subject: `ERP notice ${draft.variant}`,
  })

const meeting = (draft: Draft): Promise<Buffer> => {
  const stamp = (date: Date) => date.toISOString().replace(/[-:]|\.\d+/g, '')
  const end = new Date(draft.sentAt.getTime() + 3_600_000)
  const uid = `UID:gen-${draft.index}@trading.example`
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//trading//gen//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT', uid]
  const times = [`DTSTAMP:${stamp(draft.sentAt)}`, `DTSTART:${stamp(draft.sentAt)}`, `DTEND:${stamp(end)}`]
  const people = [`ORGANIZER:mailto:${draft.from.address}`, `ATTENDEE;RSVP=TRUE:mailto:${draft.to.address}`]
  const content = [...lines, ...times, 'SUMMARY:出貨會議', ...people, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
  const subject = `會議邀請 ${draft.index}`
  return compose({ ...envelope(draft), subject, text: paragraph(draft), icalEvent: { method: 'REQUEST', content } }, draft.boundary)
}

const plainPart = (draft: Draft): Part => textPart(paragraph(draft), 'UTF-8', 'quoted-printable')

function signed(draft: Draft): Buffer {
  const isPgp = draft.variant % 2 === 1
  const signature = isPgp
    ? { headers: pgpHeaders('signature', 'signature.asc'), body: armored('SIGNATURE', draft) }
    : filePart(randomBytes(draft.random, 1800), fileHeaders('application/pkcs7-signature', 'smime.p7s'))
  const protocol = isPgp ? 'application/pgp-signature"; micalg=pgp-sha256' : 'application/pkcs7-signature"; micalg=sha-256'
  return messageOf(draft, multipart(`signed; protocol="${protocol}`, draft.boundary, [plainPart(draft), signature]))
}

function encrypted(draft: Draft): Buffer {
  if (draft.variant % 2 === 1) {
    return messageOf(draft, filePart(randomBytes(draft.random, 3000), fileHeaders('application/pkcs7-mime; smime-type=enveloped-data', 'smime.p7m')))
  }
  const control = { headers: [['Content-Type', 'application/pgp-encrypted']] satisfies Header[], body: Buffer.from('Version: 1\r\n') }
  const data = { headers: fileHeaders('application/octet-stream', 'encrypted.asc'), body: armored('MESSAGE', draft) }
  return messageOf(draft, multipart('encrypted; protocol="application/pgp-encrypted"', draft.boundary, [control, data]))
}

const fileHeaders = (type: string, name: string): Header[] => [
  ['Content-Type', `${type}; name="${name}"`],
  ['Content-Disposition', `attachment; filename="${name}"`],
]

const pgpHeaders = (kind: string, name: string): Header[] => [['Content-Type', `application/pgp-${kind}; name="${name}"`]]

const armored = (what: string, { random }: Draft): Buffer =>
  Buffer.concat([Buffer.from(`-----BEGIN PGP ${what}-----\r\n\r\n`), base64(randomBytes(random, 400)), Buffer.from(`-----END PGP ${what}-----\r\n`)])

const receiptRequested = (draft: Draft): Buffer => messageOf(draft, plainPart(draft), { 'Disposition-Notification-To': draft.from.address })

function forwardedMessage(draft: Draft): Buffer {
  const inner = draftOf(9100 + draft.variant, 0, draft.on, false)
  const headers: Header[] = [
    ['Content-Type', 'message/rfc822'],
    ['Content-Disposition', `attachment; filename="${encodedWords('原信', 'UTF-8')}.eml"`],
  ]
  const attached = { headers, body: messageOf(inner, textPart(paragraph(inner), 'Big5-HKSCS', 'base64')) }
  return messageOf(draft, multipart('mixed', draft.boundary, [plainPart(draft), attached]), { Subject: `Fwd: ${draft.index}` })
}

/** Outlook's own wrapping of attachments, which reached many who do not use Outlook. The signature is that of TNEF, the rest is noise. */
const winmail = (draft: Draft): Buffer => {
  const tnef = Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22]), randomBytes(draft.random, 600)])
  return messageOf(draft, multipart('mixed', draft.boundary, [plainPart(draft), filePart(tnef, fileHeaders('application/ms-tnef', 'winmail.dat'))]))
}

const reply = (draft: Draft): Promise<Buffer> => {
  const parents = Array.from({ length: 1 + (draft.variant % 3) }, (_, at) => `<thread.${draft.variant}.${at}@mail.trading.example>`)
  const html = `<div>${paragraph(draft).replaceAll('\r\n', '<br>')}</div><blockquote>${paragraph(draft)}</blockquote>`
  const body = draft.variant % 2 === 0 ? { html } : { text: paragraph(draft) }
  return compose({ ...envelope(draft), ...body, inReplyTo: parents.at(-1), references: parents }, draft.boundary)
}

const changed = (changes: Readonly<Record<string, string | undefined>>) => (draft: Draft) => messageOf(draft, plainPart(draft), changes)

/** The same mail for both addresses; on the Outlook side a gateway added a line. */
const bannerTwin = (draft: Draft): Buffer => {
  const banner = draft.on === 'outlook' ? 'CAUTION: this mail came from outside the organisation.\r\n\r\n' : ''
  return messageOf({ ...draft, to: BOTH }, textPart(`${banner}Quantity and price as agreed, see the order ${draft.index}.`, 'UTF-8', '8bit'))
}

const delivered = (draft: Draft): Buffer => messageOf({ ...draft, to: BOTH }, plainPart(draft))

const BOTH = { name: '業務部', address: 'sales-team@trading.example' }

const emptyBody = (draft: Draft): Buffer => serialize({ headers: headersOf(draft), body: Buffer.alloc(0) })

/** What goes wrong with structure, sizes, identity and dates. */
export const PARTS_RECIPES: readonly Recipe[] = [
  { kind: 'inline-image', count: 6, build: inlineImage },
  { kind: 'attachment-size', count: SIZES.length, build: sizedAttachment },
  { kind: 'many-attachments', count: 1, build: manyAttachments },
  { kind: 'no-message-id', count: 8, build: withoutMessageId },
  { kind: 'shared-message-id', count: 6, build: sharedMessageId },
  { kind: 'meeting', count: 4, build: meeting },
  { kind: 'signed', count: 6, build: signed },
  { kind: 'encrypted', count: 4, build: encrypted },
  { kind: 'receipt-requested', count: 6, build: receiptRequested },
  { kind: 'forwarded-message', count: 4, build: forwardedMessage },
  { kind: 'winmail', count: 2, build: winmail },
  { kind: 'unusable-date', count: 2, build: changed({ Date: 'Thu, 32 Foo 20026 99:99' }) },
  { kind: 'no-date', count: 2, build: changed({ Date: undefined }) },
  { kind: 'empty-body', count: 2, build: emptyBody },
  { kind: 'no-from', count: 2, build: changed({ From: undefined }) },
  { kind: 'to-oneself', count: 4, where: 'self', build: delivered },
  { kind: 'banner-twin', count: 3, where: 'both', build: bannerTwin },
  { kind: 'delivered-to-both', count: 20, where: 'both', build: delivered },
]

/** Ordinary threads, to fill up with. */
export const replyRecipe = (count: number): Recipe => ({ kind: 'reply', count, build: reply })
