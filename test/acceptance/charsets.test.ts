import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openGraphReader } from './graph-reader.ts'
import { assertInStep, AT, mailboxesOf, UNREAD } from './told-mail.ts'

/** A subject, a body and a file name that a charset can write. */
interface Sample {
  readonly charset: string
  readonly subject: string
  readonly body: string
  readonly file: string
}

const SAMPLES: readonly Sample[] = [
  { charset: 'GBK', subject: '报价单：人民币含税 ￥', body: '尊敬的客户：报关单已提交。镕瀚', file: '报价单（最终版）.xlsx' },
  { charset: 'GB2312', subject: '样品已寄出', body: '您好，请注意查收。', file: '提单副本.pdf' },
  { charset: 'GB18030', subject: '生僻字：𠮷野家 㗎 龘', body: '货已装柜 𠮷。', file: '𠮷野家合同.pdf' },
  { charset: 'Big5', subject: '報價單 第 12 號', body: '敬啟者：隨函附上。許功蓋', file: '裝箱單 2026年3月.pdf' },
  { charset: 'Big5-HKSCS', subject: '我哋喺香港，啲貨聽日先到㗎', body: '佢哋話冇問題。咗嘅嚟', file: '喺香港嘅樣辦㗎.pdf' },
  { charset: 'UTF-8', subject: '收到 👍🏽 多謝！👨‍👩‍👧‍👦 🇭🇰', body: '繁體、简体、日本語、한국어 💰📉', file: '照片 🎉 喺香港.jpg' },
]

/** Ways in which mail programs write what is not ASCII. Raw bytes in a header are only told by the charset of the text. */
const WAYS = ['B words', 'Q words', 'raw 8-bit', 'RFC 2231', 'RFC 2231 in pieces'] as const
type Way = (typeof WAYS)[number]

const CASES = SAMPLES.flatMap((sample) => WAYS.map((way) => ({ ...sample, way })))

const hex = (bytes: Buffer, mark: string): string => bytes.toString('latin1').replace(/[^A-Za-z0-9]/g, (byte) => `${mark}${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** Words of few characters each, so that long text takes several. */
function words(text: string, charset: string, encoding: 'B' | 'Q'): Buffer {
  const pieces = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)
  const lines: string[] = []
  for (let at = 0; at < pieces.length; at += 5) {
    const bytes = iconv.encode(pieces.slice(at, at + 5).join(''), charset)
    lines.push(`=?${charset}?${encoding}?${encoding === 'B' ? bytes.toString('base64') : hex(bytes, '=')}?=`)
  }
  return Buffer.from(lines.join('\r\n '))
}

function subjectLine({ subject, charset, way }: Sample & { way: Way }): Buffer {
  if (way === 'raw 8-bit') return iconv.encode(subject, charset)
  return words(subject, charset, way === 'Q words' ? 'Q' : 'B')
}

function fileParameter({ file, charset, way }: Sample & { way: Way }): Buffer {
  const encoded = hex(iconv.encode(file, charset), '%')
  switch (way) {
    case 'raw 8-bit':
      return Buffer.concat([Buffer.from('filename="'), iconv.encode(file, charset), Buffer.from('"')])
    case 'RFC 2231':
      return Buffer.from(`filename*=${charset}''${encoded}`)
    case 'RFC 2231 in pieces':
      return Buffer.from((encoded.match(/(?:%..|.){1,8}/g) ?? []).map((piece, n) => `filename*${n}*=${n === 0 ? `${charset}''` : ''}${piece}`).join(';\r\n '))
    default:
      return Buffer.concat([Buffer.from('filename="'), words(file, charset, way === 'Q words' ? 'Q' : 'B'), Buffer.from('"')])
  }
}

const line = (...parts: readonly (string | Buffer)[]): Buffer => Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from('\r\n')])

/** Mail number `n`: text and a file, all in the sample's charset. */
function mailOf(n: number, sample: Sample & { way: Way }): Buffer {
  const eightBit = sample.way === 'raw 8-bit'
  const text = iconv.encode(`${sample.body}\r\n`, sample.charset)
  return Buffer.concat([
    line(`Message-ID: <charset.${n}@case.example>`),
    line('From: chen@factory.example'),
    line('To: anna@trading.example'),
    line('Subject: ', subjectLine(sample)),
    line('Date: Mon, 05 Jan 2026 07:59:57 +0000'),
    line('MIME-Version: 1.0'),
    line(`Content-Type: multipart/mixed; boundary=b${n}`),
    line(`\r\n--b${n}`),
    line(`Content-Type: text/plain; charset=${sample.charset}`),
    line(`Content-Transfer-Encoding: ${eightBit ? '8bit' : 'base64'}\r\n`),
    eightBit ? text : line(text.toString('base64')),
    line(`\r\n--b${n}`),
    line('Content-Type: application/octet-stream'),
    line('Content-Disposition: attachment; ', fileParameter(sample)),
    line('Content-Transfer-Encoding: base64\r\n'),
    line(Buffer.from(`file ${n}`).toString('base64')),
    line(`--b${n}--`),
  ])
}

async function cross(pair: SandboxPair, from: Cloud): Promise<void> {
  for (const [n, sample] of CASES.entries()) assert.equal(await pair.people[from].put('inbox', mailOf(n, sample), UNREAD, AT), true)
  const report = await pair.sync()
  assert.deepEqual([report.stoppedBy, report.failed], [undefined, 0])
}

const numberOf = (id = ''): number => Number(/charset\.(\d+)@/.exec(id)?.[1])
const labelOf = (n: number): string => `${CASES[n]?.charset}, ${CASES[n]?.way}`

/** What someone sees in Outlook, against the table. `shown` leaves out what is Exchange's own reading of bytes that nobody explains. */
async function assertShown(pair: SandboxPair, shown: (sample: (typeof CASES)[number]) => boolean): Promise<void> {
  const graph = await openGraphReader(pair.sandbox)
  const messages = await graph.messages()
  assert.equal(messages.length, CASES.length)
  for (const { id, internetMessageId, subject } of messages) {
    const n = numberOf(internetMessageId)
    const sample = CASES[n]
    if (sample === undefined || !shown(sample)) continue
    assert.equal(subject, sample.subject, `subject: ${labelOf(n)}`)
    const [file, ...more] = await graph.attachments(id)
    assert.equal(file?.name, sample.file, `file name: ${labelOf(n)}`)
    assert.deepEqual(more, [])
    assert.equal(Buffer.from(file?.contentBytes ?? '', 'base64').toString(), `file ${n}`)
    const body = ((await graph.send('GET', `/messages/${id}?$select=body`)) as { body: { content: string } }).body.content
    assert.ok(body.includes(sample.body), `text: ${labelOf(n)}`)
  }
}

function assertBytes(pair: SandboxPair, side: Cloud): void {
  for (const copy of mailboxesOf(pair.sandbox)[side]) {
    const n = numberOf(copy.internetMessageId)
    const sample = CASES[n]
    assert.ok(sample !== undefined)
    const mime = Buffer.from(copy.mime().toString('latin1').replace(/^X-Tongbu-Origin:.*\r\n(?:[ \t].*\r\n)*/m, ''), 'latin1')
    assert.ok(mime.equals(mailOf(n, sample)), `bytes: ${labelOf(n)}`)
  }
}

for (const advancedMail of [true, false]) {
  test(`AC-17: Chinese subjects, texts and file names are in Outlook as they were written (${advancedMail ? 'imported' : 'rebuilt'})`, async () => {
    const pair = await openSandboxPair({ advancedMail })
    try {
      await cross(pair, 'dingtalk')
      await assertShown(pair, ({ way, charset }) => !advancedMail || way !== 'raw 8-bit' || charset === 'UTF-8')
      if (advancedMail) assertBytes(pair, 'outlook')
      await assertInStep(pair, CASES.length)
    } finally {
      await pair.close()
    }
  })
}

test('AC-17: Chinese mail keeps all its bytes on the way to DingTalk', async () => {
  const pair = await openSandboxPair()
  try {
    await cross(pair, 'outlook')
    assertBytes(pair, 'dingtalk')
    await assertInStep(pair, CASES.length)
  } finally {
    await pair.close()
  }
})
