import type { errors as english } from '../en/errors.ts'

export const errors: typeof english = {
  BAD_REQUEST: { what: '提交的内容不符合要求。', next: '请修改列出的项目。' },
  SIGN_IN: { what: '你还没有登录。', next: '请登录后重试。' },
  NOT_ALLOWED: { what: '你没有权限执行此操作。', next: '请联系管理员。' },
  SIGN_IN_REFUSED: { what: '名称、密码或验证码不正确。', next: '请重试。如果忘记了，可以请管理员为你创建链接。' },
  SIGN_IN_DELAYED: { what: '登录失败次数过多。', next: '请稍等（最多一刻钟）再试。' },
  OIDC_REFUSED: { what: '登录未获确认，或你在这里没有角色。', next: '请重新开始；如果仍然如此，请联系管理员。' },
  OIDC_UNREACHABLE: { what: '登录服务没有响应。', next: '请稍后重试，或用密码登录。' },
  NOT_SIGNED_IN: { what: '登录已失效。', next: '请重新登录。' },
  NOT_FROM_HERE: { what: '此页面属于较早的登录。', next: '请重新加载页面。' },
  LINK_SPENT: { what: '此链接已使用、已过期，或已被新的替换。', next: '请向管理员索取新的链接。' },
  BAD_ACCOUNT: { what: '不能使用这个名称或密码。', next: '请换一个。' },
  UNKNOWN_ACCOUNT: { what: '找不到这个账号。', next: '它可能已被移除，请再看一下列表。' },
  LAST_ADMINISTRATOR: { what: '这是最后一位管理员。', next: '请先把另一人设为管理员。' },
  SECOND_PERSON: { what: '须先得到第二人同意。', next: '请提出申请；另一位管理员会在一小时内决定。' },
  NOT_THERE: { what: '找不到这个项目。', next: '它可能已被移除，请再看一下列表。' },
  NOT_SET_UP: { what: '还没有连接任何账号。', next: '请先完成配置。' },
  CHANGED_MEANWHILE: { what: '在此期间有人改过了。', next: '请重新查看后再决定。' },
  TOO_MUCH: { what: '内容太大。', next: '请分批提交。' },
  TOO_OFTEN: { what: '操作太频繁。', next: '请稍等片刻再试。' },
  FAILED: { what: 'Tongbu 遇到了意外问题。', next: '请反馈给我们；数据没有丢失。' },
}
