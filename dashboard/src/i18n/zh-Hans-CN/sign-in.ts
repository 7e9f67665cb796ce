import type { signIn as english } from '../en/sign-in.ts'

export const signIn: typeof english = {
  title: '登录',
  name: '名称',
  password: '密码',
  lost: '忘记密码时，可以请管理员为你创建一次性链接。',
  enter: '登录',
  elsewhere: '用公司账号登录',
  code: '验证码',
  codeHelp: '来自验证器应用，或你的一个恢复码。',
  back: '重新开始',
  out: '退出登录 {{name}}',
  new: {
    title: '还没有人可以登录',
    text: '启动 Tongbu 的窗口里显示了一个地址，首位管理员由此登录。下面的命令可以再创建一个：',
    command: '命令',
  },
  link: {
    title: '欢迎',
    firstTitle: '首位管理员',
    first: '由你决定还有谁可以登录。此链接只能使用一次。',
    invite: '请设置密码。此链接只能使用一次。',
    reset: '请设置新密码。所有用旧密码登录的设备都会退出。',
    nameHelp: '审计日志会用这个名称记录你的操作。建议用名字，而不是邮箱地址。',
    password: '新密码',
    passwordHelp: '至少 12 个字符。一句别人不会写的话就是好密码。',
    again: '再输入一次',
    differs: '两次输入不一致。',
    use: '设置密码并登录',
    other: '用名称和密码登录',
  },
}
