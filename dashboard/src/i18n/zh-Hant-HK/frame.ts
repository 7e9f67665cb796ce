import type { frame as english } from '../en/frame.ts'

export const frame: typeof english = {
  skip: '跳到內容',
  menu: '選單',
  language: '語言',
  theme: { label: '外觀', system: '跟隨系統', light: '淺色', dark: '深色' },
  navigation: {
    label: '頁面',
    overview: '總覽',
    pairs: '配對帳戶',
    decisions: '待你決定',
    flow: '即時動態',
    measures: '安全措施',
    backups: '備份',
    audit: '審計紀錄',
    people: '人員與私隱',
    reports: '效益報告',
    watch: '關注提示',
    accounts: '登入帳戶',
    connections: '連接',
    setUp: '設定精靈',
    settings: '設定',
  },
  loading: '載入中…',
  failed: { title: '未能載入', again: '再試一次' },
  notFound: { title: '沒有這個頁面', what: '這個網址沒有對應的頁面。', next: '可能是輸入有誤，或者內容已經移除。', back: '返回總覽' },
  broken: { title: '未能顯示這個頁面', what: '這個頁面出了問題。', next: '如果 Tongbu 剛剛更新過，重新載入便可。服務會繼續運行。', reload: '重新載入' },
}
