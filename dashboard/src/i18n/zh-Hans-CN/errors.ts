import type { errors as english } from '../en/errors.ts'

export const errors: typeof english = {
  BAD_REQUEST: { what: '提交的内容不符合要求。', next: '请修改列出的项目。' },
  SIGN_IN: { what: '你还没有登录。', next: '请登录后重试。' },
  NOT_ALLOWED: { what: '你没有权限执行此操作。', next: '请联系管理员。' },
  NOT_THERE: { what: '找不到这个项目。', next: '它可能已被移除，请再看一下列表。' },
  NOT_SET_UP: { what: '还没有连接任何账号。', next: '请先完成配置。' },
  CHANGED_MEANWHILE: { what: '在此期间有人改过了。', next: '请重新查看后再决定。' },
  TOO_MUCH: { what: '内容太大。', next: '请分批提交。' },
  TOO_OFTEN: { what: '操作太频繁。', next: '请稍等片刻再试。' },
  FAILED: { what: 'Tongbu 遇到了意外问题。', next: '请反馈给我们；数据没有丢失。' },
}
