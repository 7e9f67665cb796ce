import type { errors as english } from '../en/errors.ts'

export const errors: typeof english = {
  BAD_REQUEST: { what: '提交的內容不符合要求。', next: '請修正列出的項目。' },
  SIGN_IN: { what: '你尚未登入。', next: '請登入後再試。' },
  NOT_ALLOWED: { what: '你沒有權限這樣做。', next: '請聯絡管理員。' },
  SIGN_IN_REFUSED: { what: '名稱、密碼或驗證碼不正確。', next: '請再試一次。如已忘記，可請管理員為你建立連結。' },
  SIGN_IN_DELAYED: { what: '登入失敗次數過多。', next: '請稍等（最多一刻鐘）再試。' },
  OIDC_REFUSED: { what: '登入未獲確認，或你在此沒有角色。', next: '請重新開始；如仍然如此，請聯絡管理員。' },
  OIDC_UNREACHABLE: { what: '登入服務沒有回應。', next: '請稍後再試，或以密碼登入。' },
  NOT_SIGNED_IN: { what: '登入已結束。', next: '請重新登入。' },
  NOT_FROM_HERE: { what: '此頁面屬於較早的登入。', next: '請重新載入頁面。' },
  LINK_SPENT: { what: '此連結已使用、已過期，或已由新的取代。', next: '請向管理員索取新的連結。' },
  BAD_ACCOUNT: { what: '不能使用這個名稱或密碼。', next: '請另選一個。' },
  UNKNOWN_ACCOUNT: { what: '找不到這個帳戶。', next: '它可能已經移除，請再看看清單。' },
  LAST_ADMINISTRATOR: { what: '這是最後一位管理員。', next: '請先把另一人設為管理員。' },
  SECOND_PERSON: { what: '須先得到第二人同意。', next: '請提出要求；另一位管理員會在一小時內決定。' },
  NOT_THERE: { what: '找不到這個項目。', next: '它可能已經移除，請再看看清單。' },
  NOT_SET_UP: { what: '尚未連接任何帳戶。', next: '請先完成設定。' },
  CHANGED_MEANWHILE: { what: '在此期間有人改動過。', next: '請重新看一看，再作決定。' },
  TOO_MUCH: { what: '內容太大。', next: '請分次提交。' },
  TOO_OFTEN: { what: '操作太頻密。', next: '請稍等一會再試。' },
  FAILED: { what: 'Tongbu 出現了意料之外的問題。', next: '請向我們回報；資料沒有遺失。' },
}
