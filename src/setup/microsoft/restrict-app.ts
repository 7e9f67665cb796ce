import type { MicrosoftCloudName } from '../../domain/microsoft-cloud.ts'
import { neededPermissions, type MicrosoftFeatures } from './permissions.ts'

/** What the commands are filled in with. */
export interface Restriction {
  readonly cloud: MicrosoftCloudName
  readonly clientId: string
  /** Outlook addresses of the mailboxes that the app is to reach. */
  readonly mailboxes: readonly string[]
  readonly features: MicrosoftFeatures
}

/** One step of PowerShell, and what it is for. */
export interface CommandStep {
  readonly id: 'connect' | 'group' | 'principal' | 'scope' | 'roles' | 'imap' | 'test'
  readonly why: string
  readonly commands: readonly string[]
}

/** Of the group, the scope and the service principal; found again by them. */
const NAME = 'Tongbu mailboxes'

/** In single quotes, as PowerShell takes text without looking into it. */
const quote = (text: string): string => `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`

/**
 * The commands that let the app into some mailboxes and no others (RBAC for Applications), for an administrator of Exchange. What is granted so
 * must not be consented to in Entra as well: grants add up.
 * @see https://learn.microsoft.com/exchange/permissions-exo/application-rbac
 */
export function restrictionSteps({ cloud, clientId, mailboxes, features }: Restriction): readonly CommandStep[] {
  const roles = neededPermissions(features).filter(({ canBeNarrowed }) => canBeNarrowed).map(({ name }) => name)
  const usesImap = neededPermissions(features).some(({ reason }) => reason === 'imap')
  const app = quote(clientId)
  return [
    {
      id: 'connect',
      why: 'Sign in as an administrator. The modules are installed with `Install-Module ExchangeOnlineManagement, Microsoft.Graph.Applications`.',
      commands: [`Connect-ExchangeOnline${cloud === 'china' ? ' -ExchangeEnvironmentName O365China' : ''}`, `Connect-MgGraph -Scopes Application.Read.All${cloud === 'china' ? ' -Environment China -ClientId <an app of your tenant>' : ''}`],
    },
    {
      id: 'group',
      why: 'The group of the mailboxes. Whoever joins later is added to it.',
      commands: [`New-DistributionGroup -Name ${quote(NAME)} -Type Security`, ...mailboxes.map((address) => `Add-DistributionGroupMember -Identity ${quote(NAME)} -Member ${quote(address)}`)],
    },
    {
      id: 'principal',
      why: 'Makes the app known to Exchange.',
      commands: [`$app = Get-MgServicePrincipal -Filter "appId eq ${app}"`, `New-ServicePrincipal -AppId ${app} -ObjectId $app.Id -DisplayName 'Tongbu'`],
    },
    {
      id: 'scope',
      why: 'The mailboxes of the group, and no others.',
      commands: [`$group = (Get-DistributionGroup -Identity ${quote(NAME)}).DistinguishedName`, `New-ManagementScope -Name ${quote(NAME)} -RecipientRestrictionFilter "MemberOfGroup -eq '$group'"`],
    },
    {
      id: 'roles',
      why: 'What the app may do there.',
      commands: roles.map((role) => `New-ManagementRoleAssignment -App ${app} -Role ${quote(`Application ${role}`)} -CustomResourceScope ${quote(NAME)}`),
    },
    ...(usesImap
      ? [{ id: 'imap' as const, why: 'IMAP is granted mailbox by mailbox.', commands: mailboxes.flatMap((address) => [`Add-MailboxPermission -Identity ${quote(address)} -User $app.Id -AccessRights FullAccess`, `Set-CASMailbox -Identity ${quote(address)} -ImapEnabled $true`]) }]
      : []),
    {
      id: 'test',
      why: 'Shows at once what holds, although it takes effect only after up to 2 hours. "InScope" has to be True.',
      commands: mailboxes.slice(0, 3).map((address) => `Test-ServicePrincipalAuthorization -Identity ${app} -Resource ${quote(address)} | Format-Table RoleName,InScope`),
    },
  ]
}

/** What `Test-ServicePrincipalAuthorization` printed, as a table or a list: roles of the app in that mailbox. Lines that are none are passed over. */
export function readTestOutput(text: string): { readonly inScope: readonly string[]; readonly outOfScope: readonly string[] } {
  const rows = [...text.matchAll(/(?:RoleName\s*:\s*)?(Application [\w.-]+)(?:(?!Application [\w.-])[^])*?\b(True|False)\b/g)].map(([, role = '', isIn]) => ({ name: role.replace('Application ', ''), isIn: isIn === 'True' }))
  const named = (isIn: boolean): string[] => [...new Set(rows.filter((row) => row.isIn === isIn).map(({ name }) => name))]
  return { inScope: named(true), outOfScope: named(false) }
}
