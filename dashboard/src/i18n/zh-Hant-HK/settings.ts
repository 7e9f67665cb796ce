import type { settings as english } from '../en/settings.ts'

export const settings: typeof english = {
  title: '設定',
  look: { title: '這個瀏覽器', note: '其他人看到的是他們自己的選擇。' },
  stop: { title: '緊急情況', note: '不再讀寫任何電郵信箱，直至有人讓它繼續。' },
  versions: '正在運行的版本',
  version: { tongbu: 'Tongbu', node: 'Node.js', sqlite: 'SQLite', system: '作業系統' },
  support: { title: '請人協助', note: '一個幫助別人找出問題的檔案：沒有內容、主旨、地址或密碼。交給別人前請先看一看。', download: '下載支援檔案', api: '閱讀 API 說明' },
  configuration: { title: '現行設定檔', note: '現時運行的設定，不含密碼。請在設定檔或設定精靈中修改。' },
}
