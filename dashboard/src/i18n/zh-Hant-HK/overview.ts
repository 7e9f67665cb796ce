import type { overview as english } from '../en/overview.ts'
import type { OneForm } from '../one-form.ts'

export const overview: OneForm<typeof english> = {
  title: '總覽',
  headline: {
    inStep: '全部一致',
    behind: '正在追趕',
    waits: '有 {{n}} 項等你處理',
    paused: '全部已暫停',
    none: '尚無配對帳戶',
    pairs_other: '{{n}} 個配對帳戶',
  },
  numbers: { messages: '兩邊都有的電郵', today: '今日已同步', speed: '一般需時', noSpeed: '未有新電郵可供計時', p95: '95% 在 {{time}}內', holds: '暫停待決定', aside: '已擱置：{{n}}' },
  carried: { title: '同步了甚麼', span: '時段', day: '過去 24 小時', week: '過去 7 日', toOutlook: '送到 Outlook 的電郵', toDingtalk: '送到釘釘的電郵', changes: '標記、移動與刪除' },
  speed: {
    title: '有多快',
    note: '在本機實測，由改動發生到寫入另一邊：按方向的取過去 24 小時，按得知途徑的由服務啟動起計。',
    noteShared: '由改動發生到寫入另一邊所需的時間：按方向的取過去 24 小時；按得知途徑的由服務啟動起計，只包括這個程序同步的，各個工作程序同步的見於它們各自的 `/metrics`。',
    none: '尚未有數字',
    noneYet: '一有新電郵同步，便會在此顯示所需時間。',
    what: '項目',
    half: '半數不超過',
    most: '95% 不超過',
    count: '次數',
    messages: { left: '送到釘釘的電郵', right: '送到 Outlook 的電郵' },
    changes: { left: '送到釘釘的改動', right: '送到 Outlook 的改動' },
    channel: { push: '由 Microsoft 通知得知', idle: '由 IMAP 通知得知', poll: '定時查看得知', manual: '有人要求同步時得知' },
  },
  waits: { title: '等你處理', decide: '將有大量電郵移到「刪除的郵件」，請你決定。' },
  shares: {
    title: '雲端用量',
    microsoft: 'Microsoft（最繁忙的時段）',
    window: '最後一成預留給有人可能正在等的電郵。',
    dingtalk: '釘釘 API，本月',
    of: '{{limit}} 次之中已用 {{used}} 次',
    lasts: '按目前用量，足夠用到月底。',
    spent: '照這樣用下去，{{day}} 便會用完。',
  },
}
