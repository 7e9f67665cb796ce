import type { CheckSaid, CheckWord } from '../domain/check-word.ts'
import type { Language } from './languages.ts'
import { fill } from './said.ts'

type Words = Readonly<Record<CheckWord, string>>

const HANT: Words = {
  'imap-ok': 'IMAP 登入：伺服器接受了登入。',
  'imap-failed': 'IMAP 登入：失敗。請檢查地址、連接埠、用戶名稱和密碼，以及管理員有否允許第三方客戶端。',
  uidplus: 'IMAP UIDPLUS：新電郵的編號立即可知。',
  'no-uidplus': 'IMAP UIDPLUS：未有提供。新電郵要靠列出清單尋找，較慢；而且只能逐封永久刪除。',
  idle: 'IMAP IDLE：新電郵一到便知道。',
  'no-idle': 'IMAP IDLE：未有提供。新電郵靠定時查看發現。',
  move: 'IMAP MOVE：電郵一步移動。',
  'no-move': 'IMAP MOVE：未有提供。電郵以複製方式移動，之後再核對原處。',
  condstore: 'IMAP CONDSTORE：略過沒有改動的資料夾。',
  'no-condstore': 'IMAP CONDSTORE：未有提供。每次都要讀取所有電郵的狀態。',
  folders: '資料夾：共 {n} 個，收件匣、寄件備份、草稿、刪除的郵件和垃圾電郵齊全。',
  'folders-lacking': '資料夾：共 {n} 個，找不到{names}。這些電郵會放到一般資料夾。',
  'folders-refused': '資料夾權限：有 {n} 個未能開啟，當中的電郵不會同步。',
  room: '空間：尚餘 {n} MB。',
  'room-scarce': '空間：只餘 {n} MB。請先騰出空間。',
  'room-unknown': '空間：未知，伺服器沒有說明。電郵信箱滿了會在拒收副本時發現。',
  'marks-imap': '電郵狀態：已讀、標幟和已回覆可讀可寫。IMAP 不能保存已轉寄、類別和已完成的標幟，另一邊會保留自己的。',
  'sign-in-ok': '登入：成功取得權杖。',
  'sign-in-failed': '登入：失敗。',
  'permissions-ok': '權限：已授予 Mail.ReadWrite。',
  'permissions-unnamed': '權限：權杖未有列出權限。如權限在 Exchange 授予（應用程式 RBAC），這是正常的；否則請授予 Mail.ReadWrite。',
  'permissions-missing': '權限：缺少 Mail.ReadWrite。請由管理員授予應用程式（由本人登入時則為委派權限）。',
  'permissions-send': '權限：已授予 Mail.ReadWrite。另有從不使用的 Mail.Send，請收回。',
  'permissions-failed': '權限：未能查看。',
  'mailbox-ok': '電郵信箱：收件匣有回應。',
  'mailbox-failed': '電郵信箱：沒有回應。請檢查地址、授權，以及應用程式可否使用這個電郵信箱。',
  'imap-lets-in': 'IMAP：Exchange 允許應用程式進入電郵信箱。',
  'imap-shut': 'IMAP：未能使用。請授予 IMAP.AccessAsApp，在 Exchange 登記服務主體，給它這個電郵信箱的完整權限，並為電郵信箱啟用 IMAP；或在設定檔刪去 `outlook` 的 `imap`。',
  'exact-both': '完整副本：3 MB 以下以 MIME 匯入，較大的經 IMAP 存入，副本逐字節相同。',
  'exact-import': '完整副本：可匯入 MIME，3 MB 以下的副本逐字節相同。',
  'exact-append': '完整副本：不能匯入 MIME，但可經 IMAP 存入；只要 Exchange 保留原樣，副本逐字節相同。',
  rebuilt: '完整副本：不能匯入 MIME，副本由各部分重組。如要逐字節相同，請授予 Mail-Advanced.ReadWrite.All 並設定 `importMime`，或允許 IMAP 並設定 `imap`。',
  'exact-failed': '完整副本：未能查看。',
  'openapi-ok': 'Alibaba Mail OpenAPI：應用程式可讀取這個電郵信箱，共 {n} 個資料夾。',
  'openapi-failed': 'Alibaba Mail OpenAPI：失敗。請檢查應用程式的編號和密鑰，以及有否授予 Mail.ReadWrite.All。',
  tags: '標籤：跟進和已完成可讀可寫；星標和其他標籤，只在設定了名稱時寫入。',
  memory: '電郵信箱：在記憶體內。',
  'connection-failed': '連線：失敗。',
  crosses: '抵達這邊的電郵：逐字節相同。',
  'crosses-exact': '抵達這邊的電郵：途徑許可時逐字節相同。不能寫入：{names}。',
  'crosses-rebuilt': '抵達這邊的電郵：由各部分重組。不能寫入：{names}。',
  'crosses-whole': '抵達這邊的電郵：由各部分重組，所有狀態都能寫入。',
  'crosses-none': '抵達這邊的電郵：不能存入任何電郵。',
  month: '本月呼叫次數：已用 {n}／{of}。',
  'month-spent': '本月呼叫次數：已用 {n}／{of}；以目前速度，{day} 便會用完。',
}

const HANS: Words = {
  'imap-ok': 'IMAP 登录：服务器接受了登录。',
  'imap-failed': 'IMAP 登录：失败。请检查地址、端口、用户名和密码，以及管理员是否允许第三方客户端。',
  uidplus: 'IMAP UIDPLUS：新邮件的编号立即可知。',
  'no-uidplus': 'IMAP UIDPLUS：不支持。新邮件要靠列出清单查找，较慢；而且只能逐封彻底删除。',
  idle: 'IMAP IDLE：新邮件一到就知道。',
  'no-idle': 'IMAP IDLE：不支持。新邮件靠定时查看发现。',
  move: 'IMAP MOVE：邮件一步移动。',
  'no-move': 'IMAP MOVE：不支持。邮件以复制方式移动，之后再核对原处。',
  condstore: 'IMAP CONDSTORE：跳过没有改动的文件夹。',
  'no-condstore': 'IMAP CONDSTORE：不支持。每次都要读取所有邮件的状态。',
  folders: '文件夹：共 {n} 个，收件箱、已发送、草稿、已删除和垃圾邮件齐全。',
  'folders-lacking': '文件夹：共 {n} 个，找不到{names}。这些邮件会放到普通文件夹。',
  'folders-refused': '文件夹权限：有 {n} 个无法打开，其中的邮件不会同步。',
  room: '空间：还剩 {n} MB。',
  'room-scarce': '空间：只剩 {n} MB。请先腾出空间。',
  'room-unknown': '空间：未知，服务器没有说明。邮箱满了会在拒收副本时发现。',
  'marks-imap': '邮件状态：已读、标记和已回复可读可写。IMAP 不能保存已转发、标签和已完成的标记，另一边会保留自己的。',
  'sign-in-ok': '登录：成功取得令牌。',
  'sign-in-failed': '登录：失败。',
  'permissions-ok': '权限：已授予 Mail.ReadWrite。',
  'permissions-unnamed': '权限：令牌没有列出权限。如果权限在 Exchange 授予（应用程序 RBAC），这是正常的；否则请授予 Mail.ReadWrite。',
  'permissions-missing': '权限：缺少 Mail.ReadWrite。请由管理员授予应用（由本人登录时则为委托权限）。',
  'permissions-send': '权限：已授予 Mail.ReadWrite。另有从不使用的 Mail.Send，请收回。',
  'permissions-failed': '权限：无法查看。',
  'mailbox-ok': '邮箱：收件箱有响应。',
  'mailbox-failed': '邮箱：没有响应。请检查地址、许可证，以及应用能否访问这个邮箱。',
  'imap-lets-in': 'IMAP：Exchange 允许应用进入邮箱。',
  'imap-shut': 'IMAP：不可用。请授予 IMAP.AccessAsApp，在 Exchange 注册服务主体，给它这个邮箱的完全访问权限，并为邮箱启用 IMAP；或者在配置中去掉 `outlook` 的 `imap`。',
  'exact-both': '完整副本：3 MB 以下以 MIME 导入，更大的通过 IMAP 存入，副本逐字节相同。',
  'exact-import': '完整副本：可以导入 MIME，3 MB 以下的副本逐字节相同。',
  'exact-append': '完整副本：不能导入 MIME，但可以通过 IMAP 存入；只要 Exchange 保留原样，副本逐字节相同。',
  rebuilt: '完整副本：不能导入 MIME，副本由各部分重组。如需逐字节相同，请授予 Mail-Advanced.ReadWrite.All 并设置 `importMime`，或者允许 IMAP 并设置 `imap`。',
  'exact-failed': '完整副本：无法查看。',
  'openapi-ok': 'Alibaba Mail OpenAPI：应用可以读取这个邮箱，共 {n} 个文件夹。',
  'openapi-failed': 'Alibaba Mail OpenAPI：失败。请检查应用的 ID 和密钥，以及是否授予了 Mail.ReadWrite.All。',
  tags: '标签：跟进和已完成可读可写；星标和其他标签，只在配置了名称时写入。',
  memory: '邮箱：在内存中。',
  'connection-failed': '连接：失败。',
  crosses: '到达这边的邮件：逐字节相同。',
  'crosses-exact': '到达这边的邮件：路径允许时逐字节相同。不能写入：{names}。',
  'crosses-rebuilt': '到达这边的邮件：由各部分重组。不能写入：{names}。',
  'crosses-whole': '到达这边的邮件：由各部分重组，所有状态都能写入。',
  'crosses-none': '到达这边的邮件：不能存入任何邮件。',
  month: '本月调用次数：已用 {n}/{of}。',
  'month-spent': '本月调用次数：已用 {n}/{of}；按目前速度，{day} 就会用完。',
}

/** Roles of folders, and marks. */
const NAMES: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, string>>>> = {
  'zh-Hant-HK': { inbox: '收件匣', sent: '寄件備份', drafts: '草稿', trash: '刪除的郵件', junk: '垃圾電郵', archive: '封存', read: '已讀', flag: '標幟', complete: '已完成的標幟', answered: '已回覆', forwarded: '已轉寄', tags: '類別' },
  'zh-Hans-CN': { inbox: '收件箱', sent: '已发送', drafts: '草稿', trash: '已删除', junk: '垃圾邮件', archive: '存档', read: '已读', flag: '标记', complete: '已完成的标记', answered: '已回复', forwarded: '已转发', tags: '标签' },
}

/** English is what whoever looked has said. */
export const CHECK_WORDS = { 'zh-Hant-HK': HANT, 'zh-Hans-CN': HANS } as const

/** What was found, in this language: in English as whoever looked has said it. */
export function sayCheck(language: Language, { what, detail, said }: { readonly what: string; readonly detail: string; readonly said?: CheckSaid }): string {
  if (language === 'en' || said === undefined) return `${what}: ${detail}`
  const { word, names = [], n, of, day = '' } = said
  const count = (number: number | undefined): string => number?.toLocaleString('en') ?? ''
  return fill(CHECK_WORDS[language][word], { n: count(n), of: count(of), day, names: names.map((name) => NAMES[language][name] ?? name).join('、') })
}
