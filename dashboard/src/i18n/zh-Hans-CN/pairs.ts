import type { pairs as english } from '../en/pairs.ts'

export const pairs: typeof english = {
  title: '配对账号',
  lead: '每个配对账号让一个钉钉邮箱和一个 Outlook 邮箱保持一致。',
  add: '添加配对账号',
  search: '查找配对账号',
  noneFound: '没有叫这个名字的配对账号',
  columns: { name: '配对账号', state: '状态', messages: '两边都有的邮件', setAside: '已搁置', inStep: '上次一致' },
  state: {
    new: '尚未检查',
    'in-step': '一致',
    behind: '追赶中',
    waiting: '稍后重试',
    decide: '待你确认',
    gate: '安全措施未齐',
    'sign-in': '需要重新登录',
    stuck: '需要协助',
    paused: '已暂停',
  },
  empty: { title: '尚无配对账号', body: '连接一个钉钉邮箱和一个 Outlook 邮箱，两边便会保持一致。' },
}
