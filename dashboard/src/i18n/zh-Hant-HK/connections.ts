import type { connections as english } from '../en/connections.ts'

export const connections: typeof english = {
  consent: {
    title: '管理員同意',
    why: 'Microsoft 365 的管理員為整個機構同意一次，應用程式才可以做這些事。Microsoft 會先列出權限。',
    redirect: 'Microsoft 完成後會返回這個網址。請在應用程式的「驗證」→「新增平台」→「{{entraWeb}}」逐個字元填上：',
    noRedirect: 'Microsoft 不會返回這個網址。請用 HTTPS 或在這部機器上打開本頁，或者在應用程式的頁面按「{{entraConsent}}」。',
    go: '到 Microsoft 取得同意',
    granted: { what: '管理員已經同意', next: '請再檢查一次。Microsoft 可能要幾分鐘才生效。' },
    declined: { what: '管理員沒有同意', next: '甚麼都沒有改動。隨時可以再試。' },
    elsewhere: { what: '有人替另一個機構同意了', next: '那只對該機構有效，對這裏無效。請以這裏所列租用戶的管理員身分登入 Microsoft，再試一次。' },
    refused: { what: 'Microsoft 沒有接受這次同意', next: '請看看應用程式有沒有列出權限，以及你是不是有權同意的管理員，然後再試。' },
  },
}
