import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  close: '关闭',
  cancel: '取消',
  more: '显示更多',
  copy: '复制：{{what}}',
  copyAll: '全部复制',
  told: '{{what}}：{{is}}',
  withMore: '{{what}}（{{more}}）',
  copied: '已复制',
  asTable: '以表格显示',
  when: '时间',
  cloud: { dingtalk: '钉钉', imap: 'IMAP', outlook: 'Outlook' },
  unreachable: { what: 'Tongbu 没有响应。', next: '请检查它是否还在运行。本页会自动重试。' },
}
