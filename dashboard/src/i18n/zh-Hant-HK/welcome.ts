import type { welcome as english } from '../en/welcome.ts'

export const welcome: typeof english = {
  title: '歡迎使用 Tongbu',
  lead: 'Tongbu 讓釘釘電郵信箱與 Outlook 電郵信箱雙向保持一致。',
  try: {
    title: '先試試看',
    text: '兩個模擬的電郵信箱並排顯示。在任何一邊寫信、閱讀、加標幟或移動電郵，看着它出現在另一邊。',
    note: '只需幾秒。資料不會離開這部電腦，也不需要任何帳戶。',
    start: '開始模擬',
    back: '返回模擬',
  },
  connect: {
    title: '連接我的帳戶',
    text: '逐步設定：釘釘、Microsoft、要連接的人員，最後做一次雙向測試。',
    note: '你應是兩邊的管理員。我們從不要求帳戶密碼。',
    start: '開始設定',
  },
  promise: { kept: '不遺漏、不重複', undone: '整天的變更都可以復原', quiet: '絕不以你的名義寄出電郵' },
}
