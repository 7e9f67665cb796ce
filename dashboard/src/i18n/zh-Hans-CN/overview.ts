import type { overview as english } from '../en/overview.ts'
import type { OneForm } from '../one-form.ts'

export const overview: OneForm<typeof english> = {
  title: '总览',
  headline: {
    inStep: '全部一致',
    behind: '正在追赶',
    waits: '有 {{n}} 项等你处理',
    paused: '全部已暂停',
    none: '还没有配对账号',
    pairs_other: '{{n}} 个配对账号',
  },
  numbers: { messages: '两边都有的邮件', today: '今天已同步', speed: '一般用时', noSpeed: '还没有新邮件可供计时', p95: '95% 在 {{time}}内', holds: '已暂停，待确认', aside: '已搁置：{{n}}' },
  carried: { title: '同步了什么', span: '时间段', day: '最近 24 小时', week: '最近 7 天', toOutlook: '送到 Outlook 的邮件', toDingtalk: '送到钉钉的邮件', changes: '标记、移动和删除' },
  speed: {
    title: '有多快',
    note: '本机实测，从改动发生到写入另一边：按方向的取最近 24 小时，按得知途径的从服务启动算起。',
    noteShared: '从改动发生到写入另一边的用时：按方向的取最近 24 小时；按得知途径的从服务启动算起，只含本进程同步的，各个工作进程同步的见它们各自的 `/metrics`。',
    none: '还没有数据',
    noneYet: '一有新邮件同步，这里就会显示用时。',
    what: '项目',
    half: '半数不超过',
    most: '95% 不超过',
    count: '次数',
    messages: { left: '送到钉钉的邮件', right: '送到 Outlook 的邮件' },
    changes: { left: '送到钉钉的改动', right: '送到 Outlook 的改动' },
    channel: { push: '由 Microsoft 通知得知', idle: '由 IMAP 通知得知', poll: '定时查看得知', manual: '有人要求同步时得知' },
  },
  waits: { title: '等你处理', decide: '将有大量邮件移到“已删除”，请你确认。' },
  shares: {
    title: '云端用量',
    microsoft: 'Microsoft（最繁忙的时段）',
    window: '最后一成预留给有人可能正在等的邮件。',
    dingtalk: '钉钉 API，本月',
    of: '已用 {{used}} 次，共 {{limit}} 次',
    lasts: '按目前用量，够用到月底。',
    spent: '照这样用下去，{{day}} 就会用完。',
  },
}
