import type { errors as english } from '../en/errors.ts'

export const errors: typeof english = {
  BAD_REQUEST: { what: '提交的內容不符合要求。', next: '請修正列出的項目。' },
  SIGN_IN: { what: '你尚未登入。', next: '請登入後再試。' },
  NOT_ALLOWED: { what: '你沒有權限這樣做。', next: '請聯絡管理員。' },
  NOT_THERE: { what: '找不到這個項目。', next: '它可能已經移除，請再看看清單。' },
  NOT_SET_UP: { what: '尚未連接任何帳戶。', next: '請先完成設定。' },
  CHANGED_MEANWHILE: { what: '在此期間有人改動過。', next: '請重新看一看，再作決定。' },
  TOO_MUCH: { what: '內容太大。', next: '請分次提交。' },
  TOO_OFTEN: { what: '操作太頻密。', next: '請稍等一會再試。' },
  FAILED: { what: 'Tongbu 出現了意料之外的問題。', next: '請向我們回報；資料沒有遺失。' },
}
