import type { signIn as english } from '../en/sign-in.ts'

export const signIn: typeof english = {
  title: '登入',
  name: '名稱',
  password: '密碼',
  lost: '忘記密碼時，可請管理員為你建立一次性連結。',
  enter: '登入',
  elsewhere: '以公司帳戶登入',
  code: '驗證碼',
  codeHelp: '來自驗證器應用程式，或你的其中一個備用碼。',
  back: '重新開始',
  out: '登出 {{name}}',
  new: {
    title: '暫時未有人可以登入',
    text: '啟動 Tongbu 的視窗已顯示一個網址，讓首位管理員登入。以下指令可另建一個：',
    command: '指令',
  },
  link: {
    title: '歡迎',
    firstTitle: '首位管理員',
    first: '由你決定還有誰可以登入。此連結只能使用一次。',
    invite: '請設定密碼。此連結只能使用一次。',
    reset: '請設定新密碼。所有以舊密碼登入的裝置都會登出。',
    nameHelp: '審計紀錄會以此名稱記下你所做的事。建議使用名字，而不是電郵地址。',
    password: '新密碼',
    passwordHelp: '最少 12 個字元。一句別人不會寫的句子就是好密碼。',
    again: '再輸入一次',
    differs: '兩次輸入並不相同。',
    use: '設定密碼並登入',
    other: '以名稱和密碼登入',
  },
}
