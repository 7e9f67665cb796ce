import { encodedWords, encodeText, extendedParameter, filePart, multipart, randomBytes, textPart } from './compose.ts'
import { messageOf, paragraph, type Draft, type Recipe } from './recipe.ts'

const CHARSETS = [
  { charset: 'GBK', text: '尊敬的客户：\r\n报关单已提交，请查收。人民币报价含税。' },
  { charset: 'GB18030', text: '生僻字测试：𠮷野家、㗎、喺、龘。货已装柜。' },
  { charset: 'GB2312', text: '您好，样品已寄出，请注意查收。' },
  { charset: 'Big5', text: '敬啟者：\r\n隨函附上報價單，請查收。' },
  { charset: 'Big5-HKSCS', text: '我哋喺香港，啲貨聽日先到㗎。佢哋話冇問題。' },
  { charset: 'UTF-8', text: '繁體、简体、日本語、한국어、Ελληνικά，全部喺一封信。' },
] as const
const ENCODINGS = ['8bit', 'quoted-printable', 'base64'] as const

const cycle = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

function charsetMail(draft: Draft): Buffer {
  const { charset, text } = cycle(CHARSETS, draft.variant)
  const encoding = cycle(ENCODINGS, Math.floor(draft.variant / CHARSETS.length))
  const words = (value: string) => encodedWords(value, charset, encoding === 'base64' ? 'B' : 'Q')
  return messageOf(draft, textPart(`${text}\r\n${draft.index}`, charset, encoding), {
    Subject: words(`${text.slice(0, 9)} ${draft.index}`),
    From: `${words(text.slice(-6, -1))} <${draft.from.address}>`,
  })
}

/** Old mail programs in Hong Kong and on the mainland wrote header text as it was. */
function rawHeaders(draft: Draft): Buffer {
  const { charset, text } = cycle([CHARSETS[0], CHARSETS[3], CHARSETS[4], CHARSETS[5]], draft.variant)
  const raw = (value: string) => encodeText(value, charset)
  return messageOf(draft, textPart(text, charset, '8bit'), {
    Subject: raw(`${text.slice(0, 8)} ${draft.index}`),
    From: raw(`"${text.slice(-5, -1)}" <${draft.from.address}>`),
  })
}

function htmlMail(draft: Draft): Buffer {
  const { charset, text } = cycle([CHARSETS[4], CHARSETS[1], CHARSETS[5]], draft.variant)
  const head = `<head><meta charset="${charset}"><style>p{color:#333}</style></head>`
  const html = `<html>${head}<body><p>${text}</p><table><tr><td>單價</td><td>12.50</td></tr></table></body></html>`
  const alternatives = [textPart(`${text}\r\n單價 12.50`, charset, 'base64'), textPart(html, charset, 'quoted-printable', 'html')]
  return messageOf(draft, multipart('alternative', draft.boundary, alternatives), { Subject: encodedWords(`網頁格式 ${draft.index}`, charset) })
}

/** Ways in which mail programs write a Chinese file name. */
const FILE_NAMES: readonly { readonly name: string; readonly header: readonly [type: string | Buffer, disposition: string | Buffer] }[] = [
  ...(['GBK', 'Big5', 'UTF-8', 'Big5-HKSCS'] as const).map((charset) => {
    const name = charset === 'GBK' ? '报价单（最终版）.xlsx' : charset === 'Big5-HKSCS' ? '喺香港嘅樣辦㗎.pdf' : '報價單 2026年3月.pdf'
    const words = encodedWords(name, charset)
    return { name, header: [`application/octet-stream; name="${words}"`, `attachment; filename="${words}"`] as const }
  }),
  ...(['UTF-8', 'GB18030', 'Big5'] as const).map((charset) => {
    const name = charset === 'GB18030' ? '提单副本.pdf' : '裝箱單.xlsx'
    return { name, header: ['application/octet-stream', `attachment;\r\n ${extendedParameter('filename', name, charset)}`] as const }
  }),
  {
    name: '關於二零二六年第一季度東莞廠出貨數量與付款安排的說明（最後修訂版）.docx',
    header: [
      'application/octet-stream',
      `attachment;\r\n ${extendedParameter('filename', '關於二零二六年第一季度東莞廠出貨數量與付款安排的說明（最後修訂版）.docx', 'UTF-8', 60)}`,
    ],
  },
  {
    name: '原始碼.txt',
    header: [encodeText('application/octet-stream; name="原始碼.txt"', 'UTF-8'), encodeText('attachment; filename="原始碼.txt"', 'UTF-8')],
  },
  { name: '', header: ['application/octet-stream', 'attachment'] },
]

function fileNameMail(draft: Draft): Buffer {
  const [type, disposition] = cycle(FILE_NAMES, draft.variant).header
  const file = filePart(randomBytes(draft.random, 200 + draft.index), [
    ['Content-Type', type],
    ['Content-Disposition', disposition],
  ])
  return messageOf(draft, multipart('mixed', draft.boundary, [textPart(paragraph(draft), 'UTF-8', 'base64'), file]))
}

function emojiMail(draft: Draft): Buffer {
  const text = cycle(['收到 👍🏽 多謝！🎉', '👨‍👩‍👧‍👦 團隊午餐 🥟', '🇭🇰🇨🇳 假期安排', '价格 💰📉 再低一点？'], draft.variant)
  const part = textPart(`${text}\r\n${paragraph(draft)}`, 'UTF-8', 'quoted-printable')
  return messageOf(draft, part, { Subject: encodedWords(`${text} ${draft.index}`, 'UTF-8') })
}

/** An emoji cut in two by a program that split its bytes over two words: every decoder must join them before it decodes. */
function splitWord(draft: Draft): Buffer {
  const bytes = Buffer.from(`拆開的字 ${draft.index}`)
  const words = [bytes.subarray(0, 4), bytes.subarray(4)].map((piece) => `=?UTF-8?B?${piece.toString('base64')}?=`)
  return messageOf(draft, textPart(paragraph(draft), 'UTF-8', 'base64'), { Subject: words.join('\r\n ') })
}

const unknownCharset = (draft: Draft): Buffer =>
  messageOf(draft, textPart(paragraph(draft), cycle(['x-hk-unknown', 'cp9999'], draft.variant), '8bit'))

const longSubject = (draft: Draft): Buffer => {
  const subject = cycle(['關於報價與交期的長篇標題', 'A very long subject line about prices, '], draft.variant).repeat(80).slice(0, 900)
  return messageOf(draft, textPart(paragraph(draft), 'UTF-8', 'base64'), { Subject: draft.variant === 0 ? encodedWords(subject, 'UTF-8') : subject })
}

/** What goes wrong with Chinese text and file names. */
export const TEXT_RECIPES: readonly Recipe[] = [
  { kind: 'charset', count: CHARSETS.length * ENCODINGS.length, build: charsetMail },
  { kind: 'raw-headers', count: 4, build: rawHeaders },
  { kind: 'html', count: 6, build: htmlMail },
  { kind: 'file-name', count: FILE_NAMES.length, build: fileNameMail },
  { kind: 'emoji', count: 4, build: emojiMail },
  { kind: 'split-word', count: 1, build: splitWord },
  { kind: 'unknown-charset', count: 2, build: unknownCharset },
  { kind: 'long-subject', count: 2, build: longSubject },
]
