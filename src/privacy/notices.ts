import type { Facts } from './register.ts'

export const NOTICE_LANGUAGES = ['zh-Hant-HK', 'zh-Hans-CN', 'en'] as const
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number]

/** What a notice tells of one installation. */
export interface NoticeFacts extends Facts {
  /** How many restore points are kept; absent where there is no backup. */
  readonly keep?: { readonly daily: number; readonly weekly: number; readonly monthly: number }
}

/** A draft for employees in one language; what is not known is left for people to fill in, in square brackets. Counsel has to look at it. */
export const noticeText = (language: NoticeLanguage, facts: NoticeFacts): string => NOTICES[language](facts).replaceAll(/ ?(［[^］]*］) ?/g, '$1')

/** What people still have to fill in. */
export const missingFacts = ({ company, contact, places, authority, since }: NoticeFacts): readonly string[] =>
  Object.entries({ company, contact, places, authority, since }).filter(([, value]) => value === undefined).map(([name]) => `privacy.${name}`)

const NOTICES: Readonly<Record<NoticeLanguage, (facts: NoticeFacts) => string>> = {
  en: ({ company = '[company]', contact = '[contact]', places, authority = '[legal basis or authority]', since = '[date]', keep }) => `Notice about your work email
(Draft made by Tongbu. Check with counsel before you use it.)

${company} keeps the DingTalk mailbox and the Outlook mailbox that you use for work the same, with a program called Tongbu on a server of its own.

What crosses. Every message in these mailboxes is copied from one to the other: subject, text, attachments, names and addresses of those who wrote and received it, dates, folders, and marks such as read and flagged. Moves and deletions cross too. Tongbu sends nothing in your name, and does not look into what messages say.

Why. So that nothing has to be looked for twice, nothing is missed, and nothing is answered twice.

Where. DingTalk mailboxes are kept in ${places?.left ?? '[place]'} by DingTalk and Alibaba Cloud, Outlook mailboxes in ${places?.right ?? '[place]'} by Microsoft. Your messages, and the personal data of the people who write to you, therefore cross between these places, since ${since}. Basis: ${authority}.

How long. Messages stay in the mailboxes until they are deleted there. ${keep === undefined ? 'No backup is kept by Tongbu.' : `Sealed restore points of the mailboxes are kept for recovery: ${keep.daily} daily, ${keep.weekly} weekly and ${keep.monthly} monthly ones.`} A record of what the program did, without content, subjects or addresses, is kept to prove what happened.

Personal mail. Please keep private matters, and sensitive data such as health, identity documents and bank accounts, out of the work mailboxes as far as you can.

Your rights. You may ask what is held about you, have a copy, and have what is wrong corrected; under Hong Kong's Personal Data (Privacy) Ordinance a data access request is answered within 40 days. Where mainland law (PIPL) applies you may also ask for deletion and for an explanation, and withdraw a consent that you gave. Where your separate consent is needed for data to be provided abroad, you are asked for it separately.

Write to ${contact}.
`,
  'zh-Hant-HK': ({ company = '［公司名稱］', contact = '［聯絡方式］', places, authority = '［法律依據或授權］', since = '［日期］', keep }) => `關於工作電郵的私隱通知
（由 Tongbu 產生的草稿，使用前請先諮詢法律顧問。）

${company} 在自己的伺服器上以 Tongbu 程式，令閣下工作所用的釘釘電郵信箱與 Outlook 電郵信箱保持一致。

傳送的內容：兩個電郵信箱內的每封電郵都會由一方複製到另一方，包括主旨、內文、附件、寄件人及收件人的姓名和地址、日期、資料夾，以及已讀、標幟等標記；移動和刪除亦會同步。Tongbu 不會以閣下名義發出任何電郵，亦不會分析電郵內容。

目的：令電郵毋須在兩處查找，不會遺漏，也不會重複回覆。

地點：釘釘電郵信箱由釘釘及阿里雲存放於${places?.left ?? '［地點］'}，Outlook 電郵信箱由 Microsoft 存放於${places?.right ?? '［地點］'}。因此，閣下的電郵及來信人士的個人資料自 ${since} 起會在上述地點之間傳送。依據：${authority}。

保留期：電郵會留在電郵信箱內，直至在該處刪除為止。${keep === undefined ? 'Tongbu 不會保留備份。' : `為作還原之用，電郵信箱的加密還原點會保留：每日 ${keep.daily} 個、每週 ${keep.weekly} 個、每月 ${keep.monthly} 個。`}程式所作的操作會保留審計紀錄以作證明，當中不含電郵內容、主旨或地址。

私人電郵：請盡量不要以工作電郵信箱處理私人事務，或存放健康狀況、身份證明文件、銀行帳戶等敏感資料。

閣下的權利：閣下可查詢公司持有哪些關於閣下的個人資料、索取複本，並要求改正不準確的資料；根據香港《個人資料（私隱）條例》，查閱資料要求會於 40 日內處理。如內地《個人信息保護法》適用，閣下亦可要求刪除、要求解釋處理規則，以及撤回已給予的同意。如向境外提供個人資料須取得閣下的單獨同意，公司會另行徵求。

查詢請聯絡：${contact}
`,
  'zh-Hans-CN': ({ company = '［公司名称］', contact = '［联系方式］', places, authority = '［法律依据或授权］', since = '［日期］', keep }) => `关于工作邮件的个人信息告知书
（由 Tongbu 生成的草稿，使用前请咨询法律顾问。）

${company} 在自有服务器上使用 Tongbu 程序，使您工作所用的钉钉邮箱与 Outlook 邮箱保持一致。

处理的内容：两个邮箱中的每封邮件都会从一方复制到另一方，包括主题、正文、附件、发件人和收件人的姓名及地址、日期、文件夹，以及已读、标记等状态；移动和删除也会同步。Tongbu 不会以您的名义发送任何邮件，也不会分析邮件内容。

处理目的：使邮件无需在两处查找，不遗漏，也不重复回复。

存放地点：钉钉邮箱由钉钉和阿里云存放于${places?.left ?? '［地点］'}，Outlook 邮箱由 Microsoft 存放于${places?.right ?? '［地点］'}。因此，自 ${since} 起，您的邮件以及与您通信的人的个人信息会在上述地点之间传输。依据：${authority}。

保存期限：邮件保留在邮箱中，直至在邮箱中删除。${keep === undefined ? 'Tongbu 不保留备份。' : `为便于恢复，邮箱的加密恢复点会保留：每日 ${keep.daily} 个、每周 ${keep.weekly} 个、每月 ${keep.monthly} 个。`}程序所做的操作会保留审计日志以供证明，其中不含邮件内容、主题或地址。

私人邮件：请尽量不要用工作邮箱处理私人事务，或存放健康状况、身份证件、银行账号等敏感个人信息。

您的权利：您可以查阅、复制您的个人信息，要求更正、补充或者删除，要求解释处理规则，并可以撤回已作出的同意。向境外提供个人信息需要取得您的单独同意的，公司会另行征求。适用香港《个人资料（私隐）条例》的，查阅资料要求会在 40 日内处理。

请联系：${contact}
`,
}
