import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  close: '關閉',
  cancel: '取消',
  more: '顯示更多',
  copy: '複製：{{what}}',
  copyAll: '全部複製',
  told: '{{what}}：{{is}}',
  withMore: '{{what}}（{{more}}）',
  copied: '已複製',
  asTable: '以表格顯示',
  when: '時間',
  cloud: { dingtalk: '釘釘', imap: 'IMAP', outlook: 'Outlook' },
  unreachable: { what: 'Tongbu 沒有回應。', next: '請看看它是否仍在運行。本頁會自動再試。' },
}
