/** The two places where DingTalk mail is administered, as `CONSOLES` of the draft names them. */
export type DingtalkConsole = 'dingtalk' | 'alimail'

/** How sure something is: of the vendor's pages, of other people's programs, or a guess, which is tried out before it is relied upon. */
export type Sureness = 'documented' | 'seen' | 'guess'

/** What was chosen, as far as it decides what has to be done on the DingTalk side. */
export interface DingtalkFeatures {
  readonly console: DingtalkConsole
  /** The free edition has no API open platform. */
  readonly edition: 'paid' | 'free' | 'unknown'
  /** Whether the OpenAPI is to be used beside IMAP. */
  readonly openapi: boolean
  /** Whether anything is written to DingTalk mailboxes. */
  readonly writes: boolean
}

export type DingtalkStepId = 'open-console' | 'allow-clients' | 'make-password' | 'make-app' | 'permit-app' | 'copy-secret'

/** One thing to do, where, and by whom. The dashboard has words of its own for each, in three languages. */
export interface DingtalkStep {
  readonly id: DingtalkStepId
  readonly by: 'administrator' | 'person'
  /** Menus, as the pages write them. */
  readonly where: readonly string[]
  /** What to do there, in English. */
  readonly what: string
  readonly sureness: Sureness
  /** What shows that it was done: a check of ours, which also settles what is not documented. */
  readonly probe?: DingtalkProbe
}

/** What is tried out, as nobody promises it. */
export type DingtalkProbe = 'imap-sign-in' | 'openapi-token' | 'openapi-mailbox'

/** A permission of the OpenAPI app. It is ticked in the console and not asked for with the token, so only a request shows whether it holds. */
export interface DingtalkPermission {
  readonly name: string
  readonly why: string
  readonly sureness: Sureness
  readonly probe: DingtalkProbe
}

/** `consoles.ts` of the dashboard names the same. `alimailClients`: @see https://help.aliyun.com/document_detail/444380.html */
const MENUS = {
  alimailApps: ['邮箱管理控制台', '高级应用', 'API开放平台'],
  alimailClients: ['邮箱管理控制台', '安全管理', '账号安全策略'],
  dingtalkMail: ['钉钉管理后台', '通讯录', '邮箱管理'],
  dingtalkClients: ['钉钉管理后台', '通讯录', '邮箱管理', '安全策略', '第三方客户端管理'],
  password: ['网页邮箱', '设置', '账户与安全', '三方客户端安全密码'],
} as const

/** Whether the OpenAPI can be used: the free edition lacks it, and of an unknown one the app that can or cannot be made tells. */
export const canUseOpenapi = ({ edition, openapi }: Pick<DingtalkFeatures, 'edition' | 'openapi'>): boolean => openapi && edition !== 'free'

/** What the app must be allowed to do; nothing where there is none. */
export function dingtalkPermissions(features: DingtalkFeatures): readonly DingtalkPermission[] {
  if (!canUseOpenapi(features)) return []
  return features.writes
    ? [{ name: 'Mail.ReadWrite.All', why: 'Tells of changes and tags, and sets tags and marks. It cannot put received mail in: that goes by IMAP.', sureness: 'seen', probe: 'openapi-mailbox' }]
    : [{ name: 'Mail.Read.All', why: 'Tells of changes and tags with few requests.', sureness: 'seen', probe: 'openapi-mailbox' }]
}

/** What is to be done on the DingTalk side, in order. */
export function dingtalkSteps(features: DingtalkFeatures): readonly DingtalkStep[] {
  const { console } = features
  const way = console === 'dingtalk' ? MENUS.dingtalkMail : MENUS.alimailApps.slice(0, 1)
  const permissions = dingtalkPermissions(features)
  const imap: DingtalkStep[] = [
    { id: 'open-console', by: 'administrator', where: way, what: console === 'dingtalk' ? 'Open the mail management inside the DingTalk admin console, as an administrator of the organisation.' : 'Open the mail admin console of Alibaba Mail, as an administrator of the mail domain.', sureness: 'seen' },
    { id: 'allow-clients', by: 'administrator', where: console === 'dingtalk' ? MENUS.dingtalkClients : MENUS.alimailClients, what: 'Permit third-party clients, for everybody or for the departments whose mailboxes are to be connected. DingTalk blocks them unless told otherwise.', sureness: console === 'dingtalk' ? 'seen' : 'documented', probe: 'imap-sign-in' },
    { id: 'make-password', by: 'person', where: MENUS.password, what: 'Make a client-specific password for Tongbu: 16 characters, shown once. The password of the account is never asked for.', sureness: 'seen', probe: 'imap-sign-in' },
  ]
  if (permissions.length === 0) return imap
  const names = permissions.map(({ name }) => name).join(', ')
  return [
    ...imap,
    { id: 'make-app', by: 'administrator', where: MENUS.alimailApps, what: 'Add an app and call it Tongbu. Where this menu is missing, the edition has no API open platform: go on without.', sureness: 'seen', probe: 'openapi-token' },
    { id: 'permit-app', by: 'administrator', where: MENUS.alimailApps, what: `Tick ${names} and nothing else, and save.`, sureness: 'seen', probe: 'openapi-mailbox' },
    { id: 'copy-secret', by: 'administrator', where: MENUS.alimailApps, what: 'Open the app anew: App ID and Secret are shown only then.', sureness: 'seen', probe: 'openapi-token' },
  ]
}

/** Where the services of an edition are, and how sure that is; what is only a guess is tried by the probes before it is used. */
export interface DingtalkPlace {
  /** Absent where apps of an organisation cannot use one. */
  readonly openapi?: { readonly url: string; readonly sureness: Sureness }
  /** Absent where nothing is known. */
  readonly imap?: { readonly host: string; readonly sureness: Sureness }
}

/** @see https://help.aliyun.com/document_detail/3022213.html (OpenAPI) and https://help.aliyun.com/document_detail/36576.html (IMAP) */
export const DINGTALK_PLACES = {
  mainland: { openapi: { url: 'https://alimail-cn.aliyuncs.com', sureness: 'documented' }, imap: { host: 'imap.qiye.aliyun.com', sureness: 'documented' } },
  localised: { openapi: { url: 'https://mail-open.xc.aliyun.com', sureness: 'documented' }, imap: { host: 'imap.qiye.aliyun.com', sureness: 'guess' } },
  singapore: { openapi: { url: 'https://alimail-sg.aliyuncs.com', sureness: 'documented' }, imap: { host: 'imap.sg.aliyun.com', sureness: 'documented' } },
  hongkong: { openapi: { url: 'https://alimail-hk.aliyuncs.com', sureness: 'documented' } },
  personal: { imap: { host: 'imap.dingtalk.com', sureness: 'seen' } },
} as const satisfies Readonly<Record<string, DingtalkPlace>>
