import type { pairs as english } from '../en/pairs.ts'

export const pairs: typeof english = {
  title: '配对账号',
  columns: { name: '配对账号', state: '状态', messages: '两边都有的邮件', inStep: '上次一致' },
  state: {
    new: '尚未检查',
    'in-step': '一致',
    behind: '追赶中',
    waiting: '稍后重试',
    decide: '已暂停，待确认',
    gate: '安全措施未齐',
    'sign-in': '需要重新登录',
    stuck: '需要协助',
    paused: '已暂停',
  },
  empty: { title: '尚无配对账号', body: '连接一个钉钉邮箱和一个 Outlook 邮箱，两边便会保持一致。' },
}
