import { generator } from '../faults.ts'
import { encodedWords, serialize, type Header, type Part } from './compose.ts'
import type { Cloud } from './places.ts'

export const ADDRESSES: Readonly<Record<Cloud, string>> = { outlook: 'anna.chan@contoso-trading.example', dingtalk: 'anna.chan@shenghe.example' }

/** What makes one kind of generated mail, `count` times. */
export interface Recipe {
  readonly kind: string
  readonly count: number
  /** Where it lies. `both`: delivered to both addresses. `self`: from and to the owner, once in Sent and once in Inbox. Default: by turns. */
  readonly where?: Cloud | 'both' | 'self'
  build(draft: Draft): Buffer | Promise<Buffer>
}

/** What a recipe is given: everything that differs from mail to mail. */
export interface Draft {
  /** Counts from 0 within the recipe. */
  readonly variant: number
  /** Counts from 0 over all generated mails. */
  readonly index: number
  readonly on: Cloud
  readonly isSent: boolean
  readonly random: () => number
  readonly sentAt: Date
  readonly from: { readonly name: string; readonly address: string }
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly messageId: string
  readonly boundary: string
  pick<T>(list: readonly T[]): T
}

const PARTNERS = [
  { name: '李偉明 (東莞廠)', address: 'lee.weiming@dongguan-toys.example' },
  { name: '王晓燕', address: 'wang.xiaoyan@ningbo-textile.example' },
  { name: 'Müller, Jörg', address: 'joerg.mueller@spielwaren.example' },
  { name: '陳大文', address: 'chan.taiman@customs-broker.example' },
  { name: 'Maria Rossi', address: 'maria.rossi@giocattoli.example' },
  { name: '', address: 'no-reply@bank.example' },
] as const

const SUBJECTS = ['報價單 第 {n} 號', '出货通知 {n}', 'Re: Packing list {n}', '樣辦確認 {n}', '付款通知書 {n}', '關於 PO-{n} 的交期', 'Invoice {n} / 發票'] as const

export const SENTENCES = [
  '請查收附件的報價單，如有問題請與我聯絡。',
  '货物已于今日装船，预计下周到达汉堡。',
  '樣辦喺香港寫字樓，聽日可以攞。',
  'Please confirm the quantity and the delivery date.',
  '餘款請於出貨前付清。',
  '报关单已提交，等待海关放行。',
  'The carton marks are as last time; see the sheet.',
] as const

const START = Date.UTC(2026, 0, 5, 1, 0, 0)

/** The draft of generated mail `index`, the same each time. */
export function draftOf(index: number, variant: number, on: Cloud, isSent: boolean): Draft {
  const random = generator(0x7069 + index * 7919)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const owner = { name: '陳安娜 Anna Chan', address: ADDRESSES[on] }
  const partner = pick(PARTNERS)
  return {
    variant,
    index,
    on,
    isSent,
    random,
    pick,
    sentAt: new Date(START + index * 3_541_000),
    from: isSent ? owner : partner,
    to: isSent ? partner : owner,
    subject: pick(SUBJECTS).replace('{n}', String(4000 + index)),
    messageId: `<gen.${index}@mail.trading.example>`,
    boundary: `=_tongbu_gen_${index}`,
  }
}

/** Two to four sentences of a trading company's day. */
export const paragraph = ({ pick, random, index }: Draft): string =>
  [...Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(SENTENCES)), `（編號 ${index}）`].join('\r\n')

export const mailbox = ({ name, address }: { name: string; address: string }): string =>
  name === '' ? address : `${/^[\x20-\x7e]*$/.test(name) ? `"${name}"` : encodedWords(name, 'UTF-8')} <${address}>`

/** RFC 5322 date with the zone of Hong Kong. */
export const dateHeader = (date: Date): string => new Date(date.getTime() + 8 * 3_600_000).toUTCString().replace('GMT', '+0800')

/** How mail that was delivered carries the way it came; `on` says where to. */
export const receivedHeader = ({ on, sentAt, index }: Draft): Header => [
  'Received',
  `from mx${index % 4}.trading.example (mx${index % 4}.trading.example [192.0.2.${(index % 200) + 1}])\r\n\tby ${
    on === 'outlook' ? 'mail.protection.contoso-trading.example' : 'mx.shenghe.example'
  } with ESMTPS id q${index}; ${dateHeader(new Date(sentAt.getTime() + 4000))}`,
]

/** The headers that an ordinary mail has, by lower-case name, in order. A recipe replaces or leaves out what it is about. */
export function headersOf(draft: Draft, changes: Readonly<Record<string, string | Buffer | undefined>> = {}): Header[] {
  const usual: Record<string, string | Buffer | undefined> = {
    From: mailbox(draft.from),
    To: mailbox(draft.to),
    Subject: encodedWords(draft.subject, 'UTF-8'),
    Date: dateHeader(draft.sentAt),
    'Message-ID': draft.messageId,
    ...changes,
  }
  const written = Object.entries(usual).flatMap(([name, value]): Header[] => (value === undefined ? [] : [[name, value]]))
  return [...(draft.isSent ? [] : [receivedHeader(draft)]), ...written, ['MIME-Version', '1.0']]
}

/** A whole message: the usual headers, changed by `changes`, and a part. */
export const messageOf = (draft: Draft, part: Part, changes: Readonly<Record<string, string | Buffer | undefined>> = {}): Buffer =>
  serialize({ headers: [...headersOf(draft, changes), ...part.headers], body: part.body })
