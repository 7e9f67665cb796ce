import type { connections as english } from '../en/connections.ts'

export const connections: typeof english = {
  consent: {
    title: '管理员同意',
    why: '由 Microsoft 365 管理员代表整个组织同意一次，应用才能做这些事。Microsoft 会先列出权限。',
    redirect: 'Microsoft 完成后会返回这个网址。请在应用的“身份验证”→“添加平台”→“{{entraWeb}}”中逐字填写：',
    noRedirect: 'Microsoft 不会返回这个网址。请通过 HTTPS 或在这台机器上打开本页，或者在应用页面点“{{entraConsent}}”。',
    go: '前往 Microsoft 征求同意',
    granted: { what: '管理员已同意', next: '请再检查一次。Microsoft 可能需要几分钟才能生效。' },
    declined: { what: '管理员没有同意', next: '没有任何改动。可以随时重试。' },
    elsewhere: { what: '有人代表另一个组织同意了', next: '这只对那个组织有效，对这里无效。请以这里所列租户的管理员身份登录 Microsoft，再试一次。' },
    refused: { what: 'Microsoft 没有接受这次同意', next: '请检查应用是否列出了权限，以及您是否是有权同意的管理员，然后重试。' },
  },
}
