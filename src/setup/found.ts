/** How much something matters that was found: all is well, worth a look, or in the way. */
export type Weight = 'ok' | 'look' | 'wrong'

interface Words {
  readonly weight: Weight
  /** What was found, as one plain sentence. `…` stands for what it is about. */
  readonly what: string
  /** Where it is mended, and what to look for there. */
  readonly next?: string
}

const ALIMAIL_APP = 'mail admin console → 高级应用 → API开放平台 → the app'
const ENTRA_APP = 'Microsoft Entra admin center → App registrations → the app'
const ENTRA_SECRETS = `${ENTRA_APP} → Certificates & secrets`
const CLIENT_PASSWORD = 'DingTalk mail in the browser → 设置 → 账户与安全 → 三方客户端安全密码'

/** Everything that a check of the set-up can find. The dashboard has words of its own for each, in three languages. */
export const FOUND = {
  'app-ok': { weight: 'ok', what: 'Alibaba Mail accepts the app id and its secret.' },
  'app-mailbox-ok': { weight: 'ok', what: 'The app may read and write this mailbox.' },
  'app-refused': { weight: 'wrong', what: 'Alibaba Mail refuses the app id or its secret.', next: `Open ${ALIMAIL_APP}: compare the App ID letter for letter, then copy the Secret again. They are shown only to whoever opens the app anew after it was made.` },
  'app-not-permitted': { weight: 'wrong', what: 'The app may not use this mailbox.', next: `Open ${ALIMAIL_APP}: tick Mail.ReadWrite.All, save, and check that the mailbox is in the same organisation.` },
  'app-unreachable': { weight: 'wrong', what: 'Alibaba Mail did not answer: …', next: 'Check that this machine reaches the address of the OpenAPI, and that the address is the one of your edition. Then check again.' },
  'app-free-edition': { weight: 'look', what: 'The free edition has no API open platform.', next: 'Go on without the app: mail crosses over IMAP, without tags. Or ask DingTalk for the paid edition.' },
  'app-none': { weight: 'look', what: 'Without the app, tags do not cross and changes are found more slowly.', next: 'Fill it in later, if you like: mail crosses over IMAP alone.' },
  'imap-ok': { weight: 'ok', what: 'DingTalk lets Tongbu into the mailbox.' },
  'imap-refused': { weight: 'wrong', what: 'DingTalk refuses this address with this client-specific password. It is not tried again, so that the account is not locked.', next: `Look whether third-party clients are permitted: DingTalk admin console → 通讯录 → 邮箱管理 → 安全策略 → 第三方客户端管理, or mail admin console → 安全管理 → 账号安全策略. Then make a new password for Tongbu: ${CLIENT_PASSWORD}, and paste it at once: it is shown only this once.` },
  'imap-unreachable': { weight: 'wrong', what: 'The IMAP server did not answer: …', next: 'Check that this machine reaches it (port 993), and that name, port and encryption are right. Then check again.' },
  'imap-lacks-folders': { weight: 'look', what: 'Some usual folders were not found: …', next: 'Messages of those kinds go to ordinary folders. Nothing has to be done.' },
  'imap-nearly-full': { weight: 'look', what: 'The DingTalk mailbox is nearly full: …', next: 'Make room before the first copy.' },
  'entra-ok': { weight: 'ok', what: 'Microsoft accepts the app.' },
  'entra-app-unknown': { weight: 'wrong', what: 'Microsoft knows no app with this client id in this tenant.', next: `Compare with ${ENTRA_APP} → Overview: "Application (client) ID" and "Directory (tenant) ID". Neither is the Object ID.` },
  'entra-tenant-unknown': { weight: 'wrong', what: 'Microsoft knows no such tenant.', next: `Compare with ${ENTRA_APP} → Overview: "Directory (tenant) ID". A tenant of 21Vianet (partner.onmschina.cn) needs the cloud "21Vianet".` },
  'entra-secret-wrong': { weight: 'wrong', what: 'The client secret is wrong.', next: `${ENTRA_SECRETS} → Client secrets → New client secret, and copy the column "Value" at once: it is shown only this once.` },
  'entra-secret-is-id': { weight: 'wrong', what: 'That is the id of a secret (the column "Secret ID"), not the secret itself (the column "Value").', next: `${ENTRA_SECRETS} → Client secrets: copy the Value. If it is hidden, make a new secret.` },
  'entra-secret-expired': { weight: 'wrong', what: 'The client secret has expired.', next: `${ENTRA_SECRETS} → Client secrets → New client secret, and copy its Value.` },
  'entra-certificate-wrong': { weight: 'wrong', what: 'The certificate is not the one that is registered with the app, or is no longer valid.', next: `${ENTRA_SECRETS} → Certificates → Upload certificate: the certificate that you have made for it. Compare the thumbprint.` },
  'entra-credential-missing': { weight: 'wrong', what: 'The app has to prove itself, and neither a secret nor a certificate was given.', next: `Make one: ${ENTRA_SECRETS}.` },
  'entra-consent-missing': { weight: 'wrong', what: 'An administrator has not consented yet to what the app is to do.', next: `${ENTRA_APP} → API permissions → Grant admin consent.` },
  'entra-policy-refuses': { weight: 'wrong', what: 'A conditional access policy of the tenant refuses this sign-in.', next: 'Microsoft Entra admin center → Protection → Conditional Access: the sign-in logs name the policy.' },
  'entra-refused': { weight: 'wrong', what: 'Microsoft refuses the sign-in: …', next: `Compare tenant, client id and credential with ${ENTRA_APP}; the sign-in logs say more.` },
  'entra-unreachable': { weight: 'wrong', what: 'Microsoft did not answer: …', next: 'Check that this machine reaches login.microsoftonline.com (21Vianet: login.partner.microsoftonline.cn). Then check again.' },
  'entra-sign-in-later': { weight: 'look', what: 'Each person signs in once, after the pair is made.', next: 'They do so in the set-up, at the step of the safety measures, or with `tongbu sign-in PAIR`.' },
  'graph-permitted': { weight: 'ok', what: 'The app has the permission Mail.ReadWrite.' },
  'graph-not-permitted': { weight: 'wrong', what: 'The app lacks the permission Mail.ReadWrite.', next: `${ENTRA_APP} → API permissions → Add a permission → Microsoft Graph → Application permissions → Mail.ReadWrite; then Grant admin consent.` },
  'graph-too-much': { weight: 'look', what: 'The app has a permission that Tongbu never uses: …', next: `Take it back: ${ENTRA_APP} → API permissions. Least privilege is one of the safety measures.` },
  'graph-scoped': { weight: 'ok', what: 'The token names no permissions: right where they are granted in Exchange, mailbox by mailbox.' },
  'graph-mailbox-ok': { weight: 'ok', what: 'Microsoft lets the app into the mailbox.' },
  'graph-mailbox-unknown': { weight: 'wrong', what: 'There is no such Outlook mailbox.', next: 'Compare the address with Microsoft 365 admin center → Users → Active users. An alias is not enough.' },
  'graph-mailbox-not-online': { weight: 'wrong', what: 'The mailbox is not in Exchange Online: it is on a server of your own, inactive, or has no licence.', next: 'Microsoft 365 admin center → Users → Active users → the person → Licences and apps.' },
  'graph-mailbox-closed': { weight: 'wrong', what: 'The app may not use this mailbox.', next: 'Put the person into the group that the app is restricted to (RBAC for Applications). It takes up to 2 hours to have effect.' },
  'graph-unreachable': { weight: 'wrong', what: 'Microsoft Graph did not answer: …', next: 'Check that this machine reaches graph.microsoft.com. Then check again.' },
  'copies-exact': { weight: 'ok', what: 'Copies to Outlook are exact, byte for byte.' },
  'copies-rebuilt': { weight: 'look', what: 'Copies to Outlook are rebuilt from their parts: text, attachments, dates and marks are the same, the bytes are not.', next: 'For exact copies grant Mail-Advanced.ReadWrite.All as well. It can be done later.' },
  'typed-spaces': { weight: 'look', what: 'There were spaces or line ends around it; they were left out.' },
  'typed-account-password': { weight: 'look', what: 'That does not look like a client-specific password: DingTalk makes them of 16 letters and digits.', next: `Never give the password of an account to Tongbu. Make one for it: ${CLIENT_PASSWORD}.` },
  'typed-address-as-id': { weight: 'wrong', what: 'That is a mail address, not an id.', next: 'Copy the id from the page of the app.' },
  'typed-object-id': { weight: 'look', what: 'The client id and the tenant id are the same.', next: `Compare with ${ENTRA_APP} → Overview.` },
} as const satisfies Readonly<Record<string, Words>>

export type FoundCode = keyof typeof FOUND
export const FOUND_CODES = Object.keys(FOUND) as [FoundCode, ...FoundCode[]]

/** One thing that a check found. */
export interface Found {
  readonly code: FoundCode
  /** What stands for `…` in its words: safe to show, never a secret. */
  readonly about?: string | undefined
}

export const weightOf = ({ code }: Found): Weight => FOUND[code].weight

/** Whether the set-up cannot go on with this. */
export const isInTheWay = (found: readonly Found[]): boolean => found.some((each) => weightOf(each) === 'wrong')

/** In English, for the terminal. */
export function wordsOf({ code, about = 'no reason was given' }: Found): { readonly what: string; readonly next?: string } {
  const { what, next }: Words = FOUND[code]
  return { what: what.replace('…', about.replace(/\.$/, '')).replace(/([^.!?])$/, '$1.'), ...(next === undefined ? {} : { next }) }
}
