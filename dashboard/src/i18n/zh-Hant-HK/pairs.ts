import type { pairs as english } from '../en/pairs.ts'

export const pairs: typeof english = {
  title: '配對帳戶',
  lead: '每個配對帳戶令一個釘釘電郵信箱與一個 Outlook 電郵信箱保持一致。',
  add: '新增配對帳戶',
  search: '尋找配對帳戶',
  noneFound: '沒有這個名稱的配對帳戶',
  columns: { name: '配對帳戶', state: '狀態', messages: '兩邊都有的電郵', setAside: '已擱置', inStep: '上次一致' },
  state: {
    new: '尚未檢查',
    'in-step': '一致',
    behind: '追趕中',
    waiting: '稍後再試',
    decide: '待你決定',
    gate: '安全措施未齊',
    'sign-in': '需要重新登入',
    stuck: '需要協助',
    paused: '已暫停',
  },
  empty: { title: '尚無配對帳戶', body: '連接一個釘釘電郵信箱和一個 Outlook 電郵信箱，兩邊便會保持一致。' },
}
