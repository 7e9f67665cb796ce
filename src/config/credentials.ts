import type { Config, PairConfig } from './config.ts'

/** Something that lets Tongbu into a mailbox and that only a person can take back. */
export interface Credential {
  readonly kind: 'entra-app' | 'person-sign-in' | 'exchange-permission' | 'client-password' | 'alimail-app'
  /** Its name, or whose it is; never a secret. */
  readonly of: string
  /** The same as half a sentence in English. */
  readonly what: string
  /** How to take it back: commands, or where to click, in English. */
  readonly how: readonly string[]
  /** Where to click, where there are no commands. */
  readonly where?: 'entra-user' | 'dingtalk-mail' | 'account' | 'alimail-console'
  /** Other pairs that need it: it is to be taken back with the last of them. */
  readonly neededBy: readonly string[]
}

/** What to revoke once a pair is given up, by name. Nothing of it can be revoked with the permissions that Tongbu asks for. */
export function credentialsOf({ pairs }: Config, pair: PairConfig): readonly Credential[] {
  const others = pairs.filter(({ name }) => name !== pair.name)
  return [...ofOutlook(pair, others), ...ofLeft(pair, others)]
}

function ofOutlook({ outlook }: PairConfig, others: readonly PairConfig[]): Credential[] {
  const { clientId, tenant, address, imap, signIn } = outlook
  const neededBy = others.filter((other) => other.outlook.clientId === clientId && other.outlook.tenant === tenant).map(({ name }) => name)
  const group = `Remove-DistributionGroupMember -Identity "<the group that the app may reach>" -Member ${address}`
  const how = neededBy.length === 0 ? [`az ad app delete --id ${clientId}`] : [group, `Test-ServicePrincipalAuthorization -Identity ${clientId} -Resource ${address}`]
  const app: Credential = { kind: 'entra-app', of: clientId, what: `the app registration ${clientId} in the tenant ${tenant}, with its secret and permissions`, how, neededBy }
  if (signIn === 'person') {
    const end = `Microsoft Entra admin center: Users > ${address} > Revoke sessions; or the person: myapps.microsoft.com > the app > Manage your application > Revoke permissions`
    return [app, { kind: 'person-sign-in', of: address, what: `what the owner of ${address} let that app do when they signed in`, how: [end], where: 'entra-user', neededBy: [] }]
  }
  if (imap === undefined) return [app]
  const door = `Remove-MailboxPermission -Identity ${address} -User "<service principal of ${clientId}>" -AccessRights FullAccess`
  return [app, { kind: 'exchange-permission', of: address, what: `the full access of that app to the mailbox ${address}, for IMAP`, how: [door], neededBy: [] }]
}

function ofLeft({ dingtalk, imap }: PairConfig, others: readonly PairConfig[]): Credential[] {
  const found: Credential[] = []
  if (dingtalk !== undefined) {
    const where = `DingTalk mail of ${dingtalk.address} in the browser: 设置 → 账户与安全 → 三方客户端安全密码, delete the one made for Tongbu`
    found.push({ kind: 'client-password', of: dingtalk.address, what: `the client-specific password of ${dingtalk.address}`, how: [where], where: 'dingtalk-mail', neededBy: sameMailbox(dingtalk.address, others) })
  }
  if (imap !== undefined) found.push({ kind: 'client-password', of: imap.user ?? imap.address, what: `the client-specific password of ${imap.user ?? imap.address} at ${imap.host}`, how: ['delete it where it was made, in the settings of that account'], where: 'account', neededBy: sameMailbox(imap.address, others) })
  const app = dingtalk?.openapi
  if (app !== undefined) {
    const neededBy = others.filter((other) => other.dingtalk?.openapi?.appId === app.appId).map(({ name }) => name)
    found.push({ kind: 'alimail-app', of: app.appId, what: `the Alibaba Mail app ${app.appId} with its secret`, how: ['mail admin console: 高级应用 → API开放平台, delete the app'], where: 'alimail-console', neededBy })
  }
  return found
}

const sameMailbox = (address: string, others: readonly PairConfig[]): readonly string[] => others.filter((other) => leftAddress(other) === address.toLowerCase()).map(({ name }) => name)

/** The mailbox on the left, for telling whether two pairs share it. */
export const leftAddress = ({ dingtalk, imap }: PairConfig): string => (dingtalk?.address ?? imap?.address ?? '').toLowerCase()
