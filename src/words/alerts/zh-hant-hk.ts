import type { AlertWords } from './alert-words.ts'

export const zhHantHk: AlertWords = {
  title: (raised, resolved) => (raised > 0 ? `Tongbu：有 ${raised} 項等你處理` : `Tongbu：${resolved} 項已解決`),
  raised: {
    unread: ({ pair, rule, hours }) => `有電郵 ${hours} 小時仍未讀：「${rule}」（${pair}）。`,
    unanswered: ({ pair, rule, hours }) => `有電郵 ${hours} 小時仍未回覆：「${rule}」（${pair}）。`,
    'wrong-side': ({ pair, rule, side }) => `有回覆由${side === 'left' ? '釘釘' : ' Outlook '}地址寄出，但原電郵是寄到另一邊的：「${rule}」（${pair}）。`,
    'sign-in': ({ pair, code = '' }) => `${pair}：需要重新登入（${code}）。系統不會自行再試。`,
    stuck: ({ pair, code = '' }) => `${pair}：已停止（${code}），需要有人處理。`,
    hold: ({ pair }) => `${pair}：有操作暫停待決定。`,
    lag: ({ pair, minutes }) => `${pair}：已有 ${minutes} 分鐘未能保持一致。`,
    quota: ({ pair, used, limit, spentOn }) => `${pair}：本月呼叫次數（${used}／${limit}）將於 ${spentOn} 用完。`,
    'set-aside': ({ pair, count }) => `${pair}：一日內有 ${count} 封電郵已擱置。`,
    heartbeat: () => '心跳訊號未能送達外部地址。',
    backup: ({ pair }) => `${pair}：備份已逾期。`,
  },
  short: {
    unread: ({ pair, rule }) => `「${rule}」（${pair}）已讀`,
    unanswered: ({ pair, rule }) => `「${rule}」（${pair}）已回覆`,
    'wrong-side': ({ pair, rule }) => `「${rule}」（${pair}）`,
    'sign-in': ({ pair }) => `${pair}：已重新登入`,
    stuck: ({ pair }) => `${pair}：已繼續`,
    hold: ({ pair }) => `${pair}：再沒有待決定的操作`,
    lag: ({ pair }) => `${pair}：已恢復一致`,
    quota: ({ pair }) => `${pair}：本月呼叫次數足夠`,
    'set-aside': ({ pair }) => `${pair}：已擱置的電郵`,
    heartbeat: () => '心跳訊號已恢復',
    backup: ({ pair }) => `${pair}：已恢復備份`,
  },
  resolved: (what) => `已解決：${what}。`,
  more: (count) => `……另有 ${count} 項，請看管理頁。`,
  trial: '這是測試訊息，此渠道運作正常。',
}
