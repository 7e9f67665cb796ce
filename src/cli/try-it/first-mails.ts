import type { Side } from '../../domain/side.ts'

/** A mail that lies in one of the two mailboxes when a visitor comes. */
export interface FirstMail {
  readonly on: Side
  /** Path of a folder. Default: the inbox. */
  readonly folder?: readonly string[]
  readonly minutesAgo: number
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachment?: { readonly filename: string; readonly content: string; readonly contentType: string }
  readonly read?: boolean
  readonly flagged?: boolean
}

/** On both sides. */
export const FIRST_FOLDERS = [['船務 Shipping'], ['供应商 Suppliers']] as const

const [SHIPPING, SUPPLIERS] = FIRST_FOLDERS
const DINGTALK = 'anna.chan@shenghe.example'
const OUTLOOK = 'anna.chan@contoso-trading.example'
const HOUR = 60
const DAY = 24 * HOUR

/** A trading company's morning: what its mainland suppliers write comes to DingTalk, what its customers write to Outlook. */
export const FIRST_MAILS: readonly FirstMail[] = [
  {
    on: 'left',
    minutesAgo: 12,
    from: { name: '陳大文（報關行）', address: 'chan.taiman@customs-broker.example' },
    to: DINGTALK,
    subject: '緊急：清關補件 — 櫃號 TCLU 482913-7',
    text: '陳小姐：\n\n海關要求今日下午五時前補交原產地證副本及裝箱單，否則貨櫃會留在葵涌碼頭，每日產生倉租。\n\n請盡快回覆。\n\n陳大文',
    flagged: true,
  },
  {
    on: 'left',
    minutesAgo: 48,
    from: { name: '李伟明（东莞工厂）', address: 'lee.weiming@dongguan-toys.example' },
    to: DINGTALK,
    subject: '九月货款发票 FP-20931',
    text: '陈小姐，您好！\n\n九月的发票见附件，合计人民币 128,600 元，请在月底前安排付款。\n\n谢谢！\n李伟明',
    attachment: { filename: '发票-FP-20931.txt', content: '发票 FP-20931\r\n木制小火车 2,400 件\r\n合计 ¥128,600.00\r\n', contentType: 'text/plain; charset=utf-8' },
  },
  {
    on: 'left',
    minutesAgo: 3 * HOUR,
    from: { name: '王晓燕（宁波）', address: 'wang.xiaoyan@ningbo-textile.example' },
    to: DINGTALK,
    subject: '样品已寄出，请查收',
    text: '陈小姐：\n\n布料样品今天用顺丰寄出，单号 SF1450928831，预计后天到香港。颜色按您上次确认的色卡。\n\n王晓燕',
    read: true,
  },
  {
    on: 'left',
    folder: SUPPLIERS,
    minutesAgo: DAY + 2 * HOUR,
    from: { name: '李伟明（东莞工厂）', address: 'lee.weiming@dongguan-toys.example' },
    to: DINGTALK,
    subject: '回复：十月交期',
    text: '陈小姐，产线已经排好，十月十八日可以出货。\n\n李伟明',
    read: true,
  },
  {
    on: 'left',
    folder: SHIPPING,
    minutesAgo: 2 * DAY,
    from: { name: '海聯船務', address: 'booking@hailian-shipping.example' },
    to: DINGTALK,
    subject: '訂艙確認：香港至漢堡，十月二十二日開船',
    text: '已確認一個四十呎高櫃，截關時間為十月二十日中午十二時。',
    read: true,
  },
  {
    on: 'left',
    minutesAgo: 2 * DAY + 5 * HOUR,
    from: { name: '人事部', address: 'hr@shenghe.example' },
    to: DINGTALK,
    subject: '中秋節月餅券，請到前台領取',
    text: '各位同事：月餅券已到，請於星期五前到前台簽收。祝大家中秋快樂！',
  },
  {
    on: 'right',
    minutesAgo: 25,
    from: { name: 'Maria Rossi', address: 'maria.rossi@giocattoli.example' },
    to: OUTLOOK,
    subject: 'Change order: PO 4711, 600 pieces in blue instead of red',
    text: 'Dear Anna,\n\nplease change PO 4711: of the 2,400 trains, 600 should be blue and not red. The new sheet is attached. Can the factory still do it this week?\n\nBest,\nMaria',
    attachment: { filename: 'PO-4711-change.csv', content: 'item,colour,pieces\r\nTY-204,red,1800\r\nTY-204,blue,600\r\n', contentType: 'text/csv' },
    flagged: true,
  },
  {
    on: 'right',
    minutesAgo: 95,
    from: { name: 'Jörg Müller', address: 'joerg.mueller@spielwaren.example' },
    to: OUTLOOK,
    subject: 'When will the container reach Hamburg?',
    text: 'Hello Anna,\n\nour warehouse would like to plan. Do you have an arrival date for the container already?\n\nKind regards\nJörg',
  },
  {
    on: 'right',
    minutesAgo: 5 * HOUR,
    from: { name: '何太（會計）', address: 'accounts@contoso-trading.example' },
    to: OUTLOOK,
    subject: '請確認：工廠發票幾時到？',
    text: 'Anna，\n\n月底要過數，工廠九月的發票收到了沒有？收到請轉給我。\n\n何太',
    read: true,
  },
  {
    on: 'right',
    folder: SUPPLIERS,
    minutesAgo: DAY,
    from: { name: 'Maria Rossi', address: 'maria.rossi@giocattoli.example' },
    to: OUTLOOK,
    subject: 'Re: Samples of the wooden train',
    text: 'The samples are lovely, our buyers are happy. Please go ahead with the order.',
    read: true,
  },
  {
    on: 'right',
    folder: SHIPPING,
    minutesAgo: DAY + 6 * HOUR,
    from: { name: 'Hamburg Port Agents', address: 'ops@hafen-agentur.example' },
    to: OUTLOOK,
    subject: 'Delivery order requirements',
    text: 'Please send the original bill of lading two days before arrival.',
    read: true,
  },
  {
    on: 'right',
    minutesAgo: 3 * DAY,
    from: { name: 'IT Service', address: 'it@contoso-trading.example' },
    to: OUTLOOK,
    subject: 'Welcome to your new mailbox, Anna',
    text: 'Your mailbox is ready. If anything looks odd, just call us at extension 12.',
    read: true,
  },
]
