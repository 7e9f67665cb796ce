import type { frame as english } from '../en/frame.ts'

export const frame: typeof english = {
  skip: '跳到內容',
  menu: '選單',
  language: '語言',
  theme: { label: '外觀', system: '跟隨系統', light: '淺色', dark: '深色' },
  navigation: { label: '頁面', pairs: '配對帳戶' },
  loading: '載入中…',
  failed: { title: '未能載入', again: '再試一次' },
  notFound: { title: '沒有這個頁面', back: '返回總覽' },
}
