import type { connections as english } from '../en/connections.ts'

export const connections: typeof english = {
  signedIn: '已經登入',
  notSignedIn: '登入未能完成',
  problem: {
    'sign-in-missing': '尚未有人登入這個電郵信箱。',
    'sign-in-expired': '登入已經失效：時間太久、密碼已更改，或被管理員終止。',
    'mfa-needed': 'Microsoft 要求雙重驗證。請重新登入並確認。',
    'policy-refuses': '條件式存取原則拒絕了登入：{{entraPolicies}}。',
    'user-disabled': '帳戶已停用，或密碼已過期。',
    'user-unknown': '這個帳戶不在此租用戶。請用這個信箱的帳戶登入。',
    'consent-missing': '管理員要先同意應用程式可做的事。',
    'permission-missing': '應用程式沒有列出所需的權限：{{entraPermissions}}。',
    declined: '登入者沒有同意。請重新登入並接受。',
    'redirect-wrong': '讓 Microsoft 返回的網址與應用程式登記的不是逐字相同。',
    'code-spent': '回覆來得太遲，或者已經用過。請重新登入。',
    'app-unknown': 'Microsoft 在這個租用戶找不到這個應用程式識別碼。',
    'tenant-unknown': 'Microsoft 找不到這個租用戶。',
    'secret-missing': '應用程式需要證明身分：請提供用戶端密碼，或在它的頁面允許公用用戶端流程。',
    refused: 'Microsoft 拒絕登入。Microsoft Entra 的登入紀錄有更多說明。',
  },
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
