import type { Language } from './catalogue.ts'
import type { Names } from './names.ts'

/**
 * What to do when something went wrong, for whoever is there at night, as Markdown with the names of this installation filled in. Holds
 * addresses and no secret.
 */
export const recoverySteps = (names: Names, language: Language = 'en'): string => STEPS[language](names)

const leftOf = ({ left }: Names, { dingtalk, imap }: { readonly dingtalk: string; readonly imap: string }): string => (left.kind === 'dingtalk' ? dingtalk : imap)

const STEPS: Readonly<Record<Language, (names: Names) => string>> = {
  en: (names) => {
    const { pair, left, right, database } = names
    return `# Recovery steps for "${pair}"

| | |
|---|---|
| ${leftOf(names, { dingtalk: 'DingTalk mailbox', imap: 'IMAP mailbox' })} | ${left.address} (server ${left.server}) |
| Outlook mailbox | ${right.address} (tenant ${right.tenant}, app ${right.clientId}) |
| Database of Tongbu | ${database} |

Keep this page where it can be found when the machine that Tongbu runs on is gone, beside the key of the backup.

## Something is wrong now: stop first

1. \`tongbu pause ${pair}\` stops this pair, \`tongbu stop --all\` everything. What is under way is finished; nothing is lost.
2. \`tongbu status ${pair}\` says how it stands. \`tongbu runs ${pair}\` lists what was done, the newest first.
3. If the machine does not answer: sign in to the Microsoft Entra admin center, App registrations, ${right.clientId}, and remove its client secret; at ${left.server} take back the client-specific password of ${left.address}. Tongbu can then reach neither mailbox.

## A run did something that it should not have

1. \`tongbu undo RUN --pair ${pair} --dry-run\` shows what would be put back, \`tongbu undo RUN --pair ${pair}\` does it.
2. \`tongbu audit search --pair ${pair} --run RUN\` says why each thing was done.
3. Much is wrong: \`tongbu rollback ${pair} --to POINT --dry-run\` shows how everything that Tongbu did since a restore point would be taken back; without \`--dry-run\` it is done.
4. \`tongbu resume ${pair}\`, then \`tongbu sync ${pair}\` carries it to the other side.

## Mail is missing

1. Look into the trash of both mailboxes first: Tongbu never deletes for good what people wrote.
2. \`tongbu audit search --pair ${pair} --kind trash\` says what went to trash, when and why.
3. What is in neither trash is in the backup: \`tongbu backup list\` shows the restore points, \`tongbu backup export --point ID --to FOLDER\` writes one out as plain mail. An administrator of ${right.tenant} can also look into Recoverable Items of ${right.address}.

## The machine is gone

1. Install Tongbu on another one, with its configuration from your papers (the secrets anew: a client secret for app ${right.clientId}, a client-specific password for ${left.address}).
2. Restore the database (${database}) from its backup, or begin with an empty one: copies carry their origin, so a run over two mailboxes in step writes nothing.
3. \`tongbu doctor ${pair}\`, \`tongbu preflight ${pair}\`, \`tongbu plan ${pair}\`; when the plan is as expected, start the service: \`tongbu start\` with the dashboard, or \`tongbu serve\` without; as a systemd unit, \`sudo systemctl start tongbu\`.

## Afterwards

\`tongbu verify ${pair}\` compares both mailboxes; \`tongbu audit verify\` proves that the record of what was done is whole.
`
  },
  'zh-Hant-HK': (names) => {
    const { pair, left, right, database } = names
    return `# 「${pair}」的還原步驟

| | |
|---|---|
| ${leftOf(names, { dingtalk: '釘釘電郵信箱', imap: 'IMAP 電郵信箱' })} | ${left.address}（伺服器 ${left.server}） |
| Outlook 電郵信箱 | ${right.address}（租戶 ${right.tenant}，應用程式 ${right.clientId}） |
| Tongbu 的資料庫 | ${database} |

請將此頁與備份金鑰一併存放在運行 Tongbu 的機器損毀後仍可找到的地方。

## 正在出錯：先停止

1. \`tongbu pause ${pair}\` 停止此配對帳戶，\`tongbu stop --all\` 停止全部。正在進行的工作會完成，不會遺失任何東西。
2. \`tongbu status ${pair}\` 顯示現況；\`tongbu runs ${pair}\` 列出做過的工作，最新的排在最前。
3. 如機器沒有回應：登入 Microsoft Entra 系統管理中心，應用程式註冊，${right.clientId}，刪除其用戶端密碼；並在 ${left.server} 收回 ${left.address} 的第三方客戶端專用密碼。Tongbu 便不能再接觸任何一方。

## 一次同步做錯了

1. \`tongbu undo RUN --pair ${pair} --dry-run\` 預演會還原甚麼，\`tongbu undo RUN --pair ${pair}\` 執行還原。
2. \`tongbu audit search --pair ${pair} --run RUN\` 說明每項工作的原因。
3. 若出錯的很多：\`tongbu rollback ${pair} --to POINT --dry-run\` 顯示撤回某還原點之後 Tongbu 所做的一切會如何；去掉 \`--dry-run\` 即執行。
4. \`tongbu resume ${pair}\`，然後 \`tongbu sync ${pair}\` 把改動帶到另一方。

## 找不到電郵

1. 先看雙方的「刪除的郵件」：Tongbu 從不永久刪除用戶的電郵。
2. \`tongbu audit search --pair ${pair} --kind trash\` 說明甚麼電郵在何時、為何移到「刪除的郵件」。
3. 雙方都沒有的，在備份中找：\`tongbu backup list\` 列出還原點，\`tongbu backup export --point ID --to FOLDER\` 匯出為一般電郵檔案。${right.tenant} 的管理員亦可查看 ${right.address} 的可復原項目。

## 機器已損毀

1. 在另一部機器安裝 Tongbu，使用文件中的設定檔（密碼須重新建立：應用程式 ${right.clientId} 的用戶端密碼、${left.address} 的第三方客戶端專用密碼）。
2. 從備份還原資料庫（${database}），或由空白資料庫開始：副本帶有來源標記，雙方一致時不會寫入任何東西。
3. \`tongbu doctor ${pair}\`、\`tongbu preflight ${pair}\`、\`tongbu plan ${pair}\`；計劃符合預期後啟動服務：\`tongbu start\`（連管理頁面），或 \`tongbu serve\`（不連管理頁面）；以 systemd 運行的，則用 \`sudo systemctl start tongbu\`。

## 事後

\`tongbu verify ${pair}\` 比較兩個電郵信箱；\`tongbu audit verify\` 證明審計紀錄完整。
`
  },
  'zh-Hans-CN': (names) => {
    const { pair, left, right, database } = names
    return `# “${pair}”的恢复步骤

| | |
|---|---|
| ${leftOf(names, { dingtalk: '钉钉邮箱', imap: 'IMAP 邮箱' })} | ${left.address}（服务器 ${left.server}） |
| Outlook 邮箱 | ${right.address}（租户 ${right.tenant}，应用 ${right.clientId}） |
| Tongbu 的数据库 | ${database} |

请将此页与备份密钥一起存放在运行 Tongbu 的机器损坏后仍能找到的地方。

## 正在出错：先停止

1. \`tongbu pause ${pair}\` 停止此配对账号，\`tongbu stop --all\` 停止全部。正在进行的工作会完成，不会丢失任何东西。
2. \`tongbu status ${pair}\` 显示现状；\`tongbu runs ${pair}\` 列出做过的工作，最新的在前。
3. 如果机器没有响应：登录 Microsoft Entra 管理中心，应用注册，${right.clientId}，删除其客户端密码；并在 ${left.server} 收回 ${left.address} 的三方客户端安全密码。Tongbu 便不能再接触任何一侧。

## 一次同步做错了

1. \`tongbu undo RUN --pair ${pair} --dry-run\` 试运行会恢复什么，\`tongbu undo RUN --pair ${pair}\` 执行恢复。
2. \`tongbu audit search --pair ${pair} --run RUN\` 说明每项操作的原因。
3. 若出错的很多：\`tongbu rollback ${pair} --to POINT --dry-run\` 显示撤回某恢复点之后 Tongbu 所做的一切会如何；去掉 \`--dry-run\` 即执行。
4. \`tongbu resume ${pair}\`，然后 \`tongbu sync ${pair}\` 把改动带到另一侧。

## 找不到邮件

1. 先看两侧的“已删除”：Tongbu 从不永久删除用户的邮件。
2. \`tongbu audit search --pair ${pair} --kind trash\` 说明什么邮件在何时、为何移到“已删除”。
3. 两侧都没有的，在备份中找：\`tongbu backup list\` 列出恢复点，\`tongbu backup export --point ID --to FOLDER\` 导出为普通邮件文件。${right.tenant} 的管理员也可查看 ${right.address} 的可恢复项目。

## 机器已损坏

1. 在另一台机器上安装 Tongbu，使用文件中的配置（密码须重新生成：应用 ${right.clientId} 的客户端密码、${left.address} 的三方客户端安全密码）。
2. 从备份恢复数据库（${database}），或从空白数据库开始：副本带有来源标记，两侧一致时不会写入任何东西。
3. \`tongbu doctor ${pair}\`、\`tongbu preflight ${pair}\`、\`tongbu plan ${pair}\`；计划符合预期后启动服务：\`tongbu start\`（带管理页面），或 \`tongbu serve\`（不带管理页面）；以 systemd 运行的，用 \`sudo systemctl start tongbu\`。

## 事后

\`tongbu verify ${pair}\` 比较两个邮箱；\`tongbu audit verify\` 证明审计日志完整。
`
  },
}
