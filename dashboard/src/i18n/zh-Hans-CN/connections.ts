import type { connections as english } from '../en/connections.ts'

export const connections: typeof english = {
  signedIn: '已经登录',
  notSignedIn: '登录没有完成',
  problem: {
    'sign-in-missing': '还没有人登录过这个邮箱。',
    'sign-in-expired': '登录已失效：时间太久、密码已修改，或被管理员终止。',
    'mfa-needed': 'Microsoft 要求双重验证。请重新登录并确认。',
    'policy-refuses': '条件访问策略拒绝了登录：{{entraPolicies}}。',
    'user-disabled': '账号已停用，或密码已过期。',
    'user-unknown': '这个账号不在该租户中。请用这个邮箱的账号登录。',
    'consent-missing': '管理员需要先同意应用能做的事。',
    'permission-missing': '应用没有列出所需的权限：{{entraPermissions}}。',
    declined: '登录者没有同意。请重新登录并接受。',
    'redirect-wrong': '让 Microsoft 返回的网址与应用登记的不完全一致。',
    'code-spent': '应答来得太晚，或已经用过。请重新登录。',
    'app-unknown': 'Microsoft 在该租户中找不到这个应用程序 ID。',
    'tenant-unknown': 'Microsoft 找不到这个租户。',
    'secret-missing': '应用需要证明身份：请提供客户端密码，或在它的页面允许公共客户端流。',
    refused: 'Microsoft 拒绝了登录。Microsoft Entra 的登录日志有更多说明。',
  },
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
