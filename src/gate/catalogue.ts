import { fingerprint } from '../domain/fingerprint.ts'
import type { Language } from '../words/languages.ts'
import type { LeftKind, Measure, PointId } from './points.ts'

export { LANGUAGES, type Language } from '../words/languages.ts'

/** One question in one language. `yes` is the safe answer. */
export interface QuestionWords {
  readonly asks: string
  readonly where: string
}

type Words = Readonly<Record<Language, QuestionWords>>

/** Points that a person may be asked about. */
export type QuestionId = Exclude<PointId, 'backup-of-both' | 'exchange-online' | 'restore-point' | 'rehearsal'>

export const MEASURE_NAMES: Readonly<Record<Language, Readonly<Record<Measure, string>>>> = {
  en: {
    backup: 'A full, encrypted backup of both mailboxes',
    mailbox: 'Both mailboxes are what they should be, and nothing else takes mail out or sends it across',
    'sign-in': 'Two-factor sign-in',
    credentials: 'Separate credentials that may do no more than they must',
    rollback: 'A rollback plan',
  },
  'zh-Hant-HK': {
    backup: '兩個電郵信箱的完整加密備份',
    mailbox: '兩個電郵信箱符合要求，沒有其他程式取走或互相轉寄電郵',
    'sign-in': '雙重驗證',
    credentials: '獨立而權限最小的憑證',
    rollback: '還原計劃',
  },
  'zh-Hans-CN': {
    backup: '两个邮箱的完整加密备份',
    mailbox: '两个邮箱符合要求，没有其他程序取走或互相转发邮件',
    'sign-in': '双重验证',
    credentials: '独立且权限最小的凭据',
    rollback: '回退方案',
  },
}

/** What is asked, by point. Where the meaning of one changes it gets another id, so that nobody has answered it. */
const QUESTIONS: Readonly<Record<QuestionId, Words>> = {
  'imap-known': {
    en: {
      asks: 'Is the DingTalk mailbox meant to be connected by IMAP alone, on a server that keeps all its mail?',
      where: 'Ask whoever runs that server. What IMAP cannot hold (the forwarded mark, categories) stays on the Outlook side.',
    },
    'zh-Hant-HK': {
      asks: '釘釘電郵信箱是否確定只以 IMAP 連接，而該伺服器會保留全部電郵？',
      where: '請向管理該伺服器的人查詢。IMAP 不能保存的資料（已轉寄標記、類別）只會留在 Outlook 一方。',
    },
    'zh-Hans-CN': {
      asks: '钉钉邮箱是否确定只通过 IMAP 连接，且该服务器会保留全部邮件？',
      where: '请向管理该服务器的人确认。IMAP 无法保存的内容（已转发标记、标签）只保留在 Outlook 一侧。',
    },
  },
  'pop-left': {
    en: {
      asks: 'Is it certain that no program takes mail out of the DingTalk mailbox by POP3?',
      where: 'In each mail program and device of its owner: no POP3 account, or "leave a copy on the server" without a limit in days. DingTalk administrator console (管理后台): 通讯录 > 邮箱管理 > 安全策略 > 第三方客户端管理 says who may use such programs.',
    },
    'zh-Hant-HK': {
      asks: '是否確定沒有程式會以 POP3 從釘釘電郵信箱取走電郵？',
      where: '檢查用戶的每個郵件程式和裝置：沒有 POP3 帳戶，或已選「在伺服器保留副本」且不設天數。釘釘管理後台：通讯录 > 邮箱管理 > 安全策略 > 第三方客户端管理，可見誰可使用這類程式。',
    },
    'zh-Hans-CN': {
      asks: '是否确定没有程序会用 POP3 从钉钉邮箱取走邮件？',
      where: '检查用户的每个邮件客户端和设备：没有 POP3 账号，或已选“在服务器上保留副本”且不限天数。钉钉管理后台：通讯录 > 邮箱管理 > 安全策略 > 第三方客户端管理，可查看谁可以使用这类程序。',
    },
  },
  'pop-right': {
    en: {
      asks: 'Is POP3 switched off for the Outlook mailbox?',
      where: 'Exchange admin center: Recipients > Mailboxes > the mailbox > Manage email apps settings > POP off. In Exchange Online PowerShell: `Get-CASMailbox ADDRESS | Format-List PopEnabled`, and `Set-CASMailbox ADDRESS -PopEnabled $false`.',
    },
    'zh-Hant-HK': {
      asks: 'Outlook 電郵信箱是否已關閉 POP3？',
      where: 'Exchange 系統管理中心：收件者 > 信箱 > 該信箱 > 管理電子郵件應用程式設定 > 關閉 POP。Exchange Online PowerShell：`Get-CASMailbox 地址 | Format-List PopEnabled`，以及 `Set-CASMailbox 地址 -PopEnabled $false`。',
    },
    'zh-Hans-CN': {
      asks: 'Outlook 邮箱是否已关闭 POP3？',
      where: 'Exchange 管理中心：收件人 > 邮箱 > 该邮箱 > 管理电子邮件应用设置 > 关闭 POP。Exchange Online PowerShell：`Get-CASMailbox 地址 | Format-List PopEnabled`，以及 `Set-CASMailbox 地址 -PopEnabled $false`。',
    },
  },
  'forward-left': {
    en: {
      asks: 'Is it certain that the DingTalk mailbox forwards nothing to the Outlook mailbox by itself?',
      where: 'Web mail of the DingTalk mailbox: Settings (设置) > automatic forwarding (自动转发), and its mail rules (收信规则). Also what the mail administrator set for the domain. A mail that is forwarded and copied is there twice.',
    },
    'zh-Hant-HK': {
      asks: '是否確定釘釘電郵信箱不會自動轉寄電郵到 Outlook 電郵信箱？',
      where: '釘釘電郵信箱的網頁版：設定（设置）> 自動轉寄（自动转发），以及收信規則（收信规则）；並檢查郵件管理員為整個網域所作的設定。既轉寄又同步的電郵會出現兩次。',
    },
    'zh-Hans-CN': {
      asks: '是否确定钉钉邮箱不会自动转发邮件到 Outlook 邮箱？',
      where: '钉钉邮箱网页版：设置 > 自动转发，以及收信规则；并检查邮件管理员为整个域名所做的设置。既转发又同步的邮件会出现两次。',
    },
  },
  'forward-right': {
    en: {
      asks: 'Is it certain that the Outlook mailbox forwards nothing to the DingTalk mailbox by itself?',
      where: 'Outlook on the web: Settings > Mail > Forwarding, and Settings > Mail > Rules. In Exchange Online PowerShell: `Get-Mailbox ADDRESS | Format-List Forwarding*`, and `Get-InboxRule -Mailbox ADDRESS`.',
    },
    'zh-Hant-HK': {
      asks: '是否確定 Outlook 電郵信箱不會自動轉寄電郵到釘釘電郵信箱？',
      where: 'Outlook 網頁版：設定 > 郵件 > 轉寄，以及 設定 > 郵件 > 規則。Exchange Online PowerShell：`Get-Mailbox 地址 | Format-List Forwarding*`，以及 `Get-InboxRule -Mailbox 地址`。',
    },
    'zh-Hans-CN': {
      asks: '是否确定 Outlook 邮箱不会自动转发邮件到钉钉邮箱？',
      where: 'Outlook 网页版：设置 > 邮件 > 转发，以及 设置 > 邮件 > 规则。Exchange Online PowerShell：`Get-Mailbox 地址 | Format-List Forwarding*`，以及 `Get-InboxRule -Mailbox 地址`。',
    },
  },
  'mfa-left': {
    en: {
      asks: 'Does its owner sign in to the DingTalk mailbox with a second factor?',
      where: 'DingTalk app: me > settings > security center (我的 > 设置 > 安全中心): sign-in on a new device needs a code or the phone. Names differ by version; an administrator can ask everybody for it.',
    },
    'zh-Hant-HK': {
      asks: '用戶登入釘釘電郵信箱時是否使用雙重驗證？',
      where: '釘釘應用程式：我的 > 設定（设置）> 安全中心：在新裝置登入須輸入驗證碼或以手機確認。各版本名稱或有不同；郵件管理員可在後台要求使用。',
    },
    'zh-Hans-CN': {
      asks: '用户登录钉钉邮箱时是否使用双重验证？',
      where: '钉钉：我的 > 设置 > 安全中心：在新设备登录需要验证码或手机确认。各版本名称可能不同；邮件管理员可在后台强制开启。',
    },
  },
  'mfa-right': {
    en: {
      asks: 'Does its owner (of a shared mailbox: everybody who may open it) sign in to the Outlook account with a second factor?',
      where: 'Microsoft Entra admin center: Users > the user > Authentication methods; Protection > Conditional Access, or Overview > Properties > Manage security defaults.',
    },
    'zh-Hant-HK': {
      asks: '用戶（共用電郵信箱則為所有可開啟它的人）登入 Outlook 帳戶時是否使用雙重驗證？',
      where: 'Microsoft Entra 系統管理中心：使用者 > 該使用者 > 驗證方法；保護 > 條件式存取，或 概觀 > 屬性 > 管理安全性預設值。',
    },
    'zh-Hans-CN': {
      asks: '用户（共享邮箱则为所有可打开它的人）登录 Outlook 账号时是否使用双重验证？',
      where: 'Microsoft Entra 管理中心：用户 > 该用户 > 身份验证方法；保护 > 条件访问，或 概述 > 属性 > 管理安全默认值。',
    },
  },
  permissions: {
    en: {
      asks: 'Has the app in Microsoft Entra only the application permissions that Tongbu needs (Mail.ReadWrite, and Mail-Advanced.ReadWrite.All where MIME is imported)?',
      where: 'Microsoft Entra admin center: App registrations > the app > API permissions; Enterprise applications > the app > Permissions.',
    },
    'zh-Hant-HK': {
      asks: 'Microsoft Entra 中的應用程式是否只有 Tongbu 所需的應用程式權限（Mail.ReadWrite；匯入 MIME 時加上 Mail-Advanced.ReadWrite.All）？',
      where: 'Microsoft Entra 系統管理中心：應用程式註冊 > 該應用程式 > API 權限；企業應用程式 > 該應用程式 > 權限。',
    },
    'zh-Hans-CN': {
      asks: 'Microsoft Entra 中的应用是否只有 Tongbu 所需的应用程序权限（Mail.ReadWrite；导入 MIME 时加上 Mail-Advanced.ReadWrite.All）？',
      where: 'Microsoft Entra 管理中心：应用注册 > 该应用 > API 权限；企业应用程序 > 该应用 > 权限。',
    },
  },
  'client-password': {
    en: {
      asks: 'Is the IMAP password in the configuration a client-specific password made for Tongbu alone, and not the password of the account?',
      where: 'Web mail of the DingTalk mailbox: Settings > Account and security (设置 > 账户与安全) > client-specific password (三方客户端安全密码): 16 characters, shown once.',
    },
    'zh-Hant-HK': {
      asks: '設定檔中的 IMAP 密碼是否只為 Tongbu 而設的第三方客戶端專用密碼，而不是帳戶密碼？',
      where: '釘釘電郵信箱網頁版：設定 > 帳戶與安全（设置 > 账户与安全）> 第三方客戶端專用密碼（三方客户端安全密码）：16 個字元，只顯示一次。',
    },
    'zh-Hans-CN': {
      asks: '配置文件中的 IMAP 密码是否为专门给 Tongbu 生成的三方客户端安全密码，而不是账号密码？',
      where: '钉钉邮箱网页版：设置 > 账户与安全 > 三方客户端安全密码：16 个字符，只显示一次。',
    },
  },
  'recovery-steps': {
    en: {
      asks: 'Have the recovery steps of this installation been read, and are they kept where they can be found when this machine is gone?',
      where: 'In the dashboard they are under Safety measures: open the pair, then “Recovery steps”; in a terminal `tongbu preflight PAIR --recovery-steps` prints them. The names of this installation are filled in. Print them, or keep them with your emergency papers.',
    },
    'zh-Hant-HK': {
      asks: '是否已閱讀這次安裝的還原步驟，並存放在這部機器損毀後仍可找到的地方？',
      where: '在管理頁面打開該配對帳戶的「安全措施」，再按「還原步驟」；在終端機則用 `tongbu preflight PAIR --recovery-steps`。步驟已填上這次安裝的各項名稱。請列印，或與應急文件一併保存。',
    },
    'zh-Hans-CN': {
      asks: '是否已阅读本安装的恢复步骤，并存放在这台机器损坏后仍能找到的地方？',
      where: '在管理页面打开该配对账号的“安全措施”，再点“恢复步骤”；在终端则用 `tongbu preflight PAIR --recovery-steps`。步骤已填好本次安装的各项名称。请打印，或与应急文件一起保存。',
    },
  },
}

/** Where a question differs for a mailbox on another IMAP server. */
const FOR_IMAP: Partial<Readonly<Record<QuestionId, Words>>> = {
  'pop-left': {
    en: { asks: QUESTIONS['pop-left'].en.asks, where: 'In each mail program and device of its owner: no POP3 account, or "leave a copy on the server" without a limit in days. Best is POP3 switched off on the server.' },
    'zh-Hant-HK': { asks: QUESTIONS['pop-left']['zh-Hant-HK'].asks, where: '檢查用戶的每個郵件程式和裝置：沒有 POP3 帳戶，或已選「在伺服器保留副本」且不設天數。最好在伺服器關閉 POP3。' },
    'zh-Hans-CN': { asks: QUESTIONS['pop-left']['zh-Hans-CN'].asks, where: '检查用户的每个邮件客户端和设备：没有 POP3 账号，或已选“在服务器上保留副本”且不限天数。最好在服务器上关闭 POP3。' },
  },
  'forward-left': {
    en: { asks: QUESTIONS['forward-left'].en.asks, where: 'In its web mail: forwarding, and mail rules (Sieve). Also what the mail administrator set for the domain, and aliases. A mail that is forwarded and copied is there twice.' },
    'zh-Hant-HK': { asks: QUESTIONS['forward-left']['zh-Hant-HK'].asks, where: '其網頁版的轉寄和郵件規則（Sieve）；並檢查郵件管理員為整個網域所作的設定和別名。既轉寄又同步的電郵會出現兩次。' },
    'zh-Hans-CN': { asks: QUESTIONS['forward-left']['zh-Hans-CN'].asks, where: '其网页版的转发和邮件规则（Sieve）；并检查邮件管理员为整个域名所做的设置和别名。既转发又同步的邮件会出现两次。' },
  },
  'mfa-left': {
    en: { asks: QUESTIONS['mfa-left'].en.asks, where: 'Ask whoever runs that server: web mail and its administration are what the second factor is for. IMAP itself has none, so its password must be of no other use.' },
    'zh-Hant-HK': { asks: QUESTIONS['mfa-left']['zh-Hant-HK'].asks, where: '請向管理該伺服器的人查詢：網頁版和管理介面應使用雙重驗證。IMAP 本身沒有雙重驗證，所以其密碼不可用於其他地方。' },
    'zh-Hans-CN': { asks: QUESTIONS['mfa-left']['zh-Hans-CN'].asks, where: '请向管理该服务器的人确认：网页版和管理界面应使用双重验证。IMAP 本身没有双重验证，因此其密码不可用于其他地方。' },
  },
  'client-password': {
    en: { asks: QUESTIONS['client-password'].en.asks, where: 'In the account settings of that mail server, often called app password.' },
    'zh-Hant-HK': { asks: QUESTIONS['client-password']['zh-Hant-HK'].asks, where: '在該郵件伺服器的帳戶設定中，常稱為應用程式密碼。' },
    'zh-Hans-CN': { asks: QUESTIONS['client-password']['zh-Hans-CN'].asks, where: '在该邮件服务器的账号设置中，常称为应用专用密码。' },
  },
}

/** What the left mailbox is called in the questions, and what instead on another IMAP server. */
const LEFT_NAMES: Readonly<Record<Language, readonly [dingtalk: string, imap: string]>> = {
  en: ['the DingTalk mailbox', 'the IMAP mailbox'],
  'zh-Hant-HK': ['釘釘電郵信箱', ' IMAP 電郵信箱'],
  'zh-Hans-CN': ['钉钉邮箱', ' IMAP 邮箱'],
}

/** The words of a question; nothing where a person is never asked. */
export function wordsOf(point: PointId, left: LeftKind, language: Language): QuestionWords | undefined {
  if (!isQuestion(point)) return undefined
  if (left === 'dingtalk') return QUESTIONS[point][language]
  const { asks, where } = (FOR_IMAP[point] ?? QUESTIONS[point])[language]
  const [dingtalk, imap] = LEFT_NAMES[language]
  const named = (text: string): string => text.replaceAll(dingtalk, imap).trim()
  return { asks: named(asks), where: named(where) }
}

export const isQuestion = (id: string): id is QuestionId => id in QUESTIONS

/** Of the words as they were shown: short enough for a form. */
export const digestOfWords = ({ asks, where }: QuestionWords): string => fingerprint(JSON.stringify([asks, where]), 16)
