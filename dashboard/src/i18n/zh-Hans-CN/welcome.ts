import type { welcome as english } from '../en/welcome.ts'

export const welcome: typeof english = {
  title: '欢迎使用 Tongbu',
  lead: 'Tongbu 让钉钉邮箱和 Outlook 邮箱双向保持一致。',
  try: {
    title: '先体验一下',
    text: '两个模拟的小邮箱并排显示。在任意一边写信、阅读、标记或移动邮件，看它出现在另一边。',
    note: '几秒钟就能开始。数据不会离开这台电脑，也不需要任何账号。',
    start: '开始体验',
    back: '回到体验',
  },
  connect: {
    title: '连接我的账号',
    text: '一步一步完成设置：钉钉、Microsoft、要连接的人员，最后做一次双向测试。',
    note: '你应当是两边的管理员。我们从不索要账号密码。',
    start: '开始设置',
  },
  promise: { kept: '不遗漏，不重复', undone: '一整天的改动都能撤销', quiet: '绝不以你的名义发送邮件' },
}
