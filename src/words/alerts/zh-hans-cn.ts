import type { AlertWords } from './alert-words.ts'

export const zhHansCn: AlertWords = {
  title: (raised, resolved) => (raised > 0 ? `Tongbu：有 ${raised} 项等待处理` : `Tongbu：${resolved} 项已解决`),
  raised: {
    unread: ({ pair, rule, hours }) => `有邮件 ${hours} 小时仍未读：“${rule}”（${pair}）。`,
    unanswered: ({ pair, rule, hours }) => `有邮件 ${hours} 小时仍未回复：“${rule}”（${pair}）。`,
    'wrong-side': ({ pair, rule, side }) => `有回复从${side === 'left' ? '钉钉' : ' Outlook '}地址发出，但原邮件是发到另一边的：“${rule}”（${pair}）。`,
    'sign-in': ({ pair, code = '' }) => `${pair}：需要重新登录（${code}）。系统不会自行再试。`,
    stuck: ({ pair, code = '' }) => `${pair}：已停止（${code}），需要有人处理。`,
    hold: ({ pair }) => `${pair}：有操作已暂停，待确认。`,
    lag: ({ pair, minutes }) => `${pair}：已有 ${minutes} 分钟未能保持一致。`,
    quota: ({ pair, used, limit, spentOn }) => `${pair}：本月调用次数（${used}/${limit}）将于 ${spentOn} 用完。`,
    'set-aside': ({ pair, count }) => `${pair}：一天内有 ${count} 封邮件已搁置。`,
    heartbeat: () => '心跳信号未能送达外部地址。',
    backup: ({ pair }) => `${pair}：备份已逾期。`,
  },
  short: {
    unread: ({ pair, rule }) => `“${rule}”（${pair}）已读`,
    unanswered: ({ pair, rule }) => `“${rule}”（${pair}）已回复`,
    'wrong-side': ({ pair, rule }) => `“${rule}”（${pair}）`,
    'sign-in': ({ pair }) => `${pair}：已重新登录`,
    stuck: ({ pair }) => `${pair}：已继续`,
    hold: ({ pair }) => `${pair}：再没有待确认的操作`,
    lag: ({ pair }) => `${pair}：已恢复一致`,
    quota: ({ pair }) => `${pair}：本月调用次数足够`,
    'set-aside': ({ pair }) => `${pair}：已搁置的邮件`,
    heartbeat: () => '心跳信号已恢复',
    backup: ({ pair }) => `${pair}：已恢复备份`,
  },
  resolved: (what) => `已解决：${what}。`,
  more: (count) => `……另有 ${count} 项，请看管理页面。`,
  trial: '这是测试消息，此渠道工作正常。',
}
