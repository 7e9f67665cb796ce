import { permissionsTooMany, permissionsUsed } from './judge-fact.ts'
import type { Names } from './names.ts'
import type { Subject } from './points.ts'
import type { GateRecord } from './records.ts'

/** The service principal of Microsoft Graph, the same in every tenant. */
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'

/**
 * The commands that leave the app what it needs in the mailboxes where it needs it; nothing where it has no more than that already.
 * @see https://learn.microsoft.com/exchange/permissions-exo/application-rbac
 */
export function narrowingCommands(records: readonly GateRecord[], subject: Subject, { pair, right }: Names): readonly string[] {
  const evidence = records.find((record) => record.kind === 'evidence' && 'permissions' in record.fact)
  const granted = evidence?.kind === 'evidence' && 'permissions' in evidence.fact ? evidence.fact.permissions : 'none'
  if (granted === 'none') return []
  const tooMany = permissionsTooMany(granted, subject)
  const inMailboxes = permissionsUsed(subject).filter((name) => granted.includes(name) && !name.includes('-Advanced'))
  const wide = tooMany.length > 0 ? tooMany : inMailboxes
  return [
    'Connect-MgGraph -Scopes Application.Read.All,AppRoleAssignment.ReadWrite.All',
    `$app = Get-MgServicePrincipal -Filter "appId eq '${right.clientId}'"`,
    ...(tooMany.length > 0 ? [] : ['Connect-ExchangeOnline', `New-ServicePrincipal -AppId ${right.clientId} -ObjectId $app.Id -DisplayName Tongbu`, ...inExchange(inMailboxes, pair, right)]),
    `$graph = Get-MgServicePrincipal -Filter "appId eq '${GRAPH_APP_ID}'"`,
    `$roles = ($graph.AppRoles | Where-Object Value -in ${wide.map((name) => `'${name}'`).join(',')}).Id`,
    'Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -All | Where-Object AppRoleId -in $roles | ForEach-Object { Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $app.Id -AppRoleAssignmentId $_.Id }',
  ]
}

/** Granted in Exchange first, so that the app is never without what it needs. */
const inExchange = (roles: readonly string[], pair: string, { address, clientId }: Names['right']): string[] => [
  `New-ManagementScope -Name "Tongbu ${pair}" -RecipientRestrictionFilter "PrimarySmtpAddress -eq '${address.replaceAll("'", "''")}'"`,
  ...roles.map((role) => `New-ManagementRoleAssignment -App ${clientId} -Role "Application ${role}" -CustomResourceScope "Tongbu ${pair}"`),
  `Test-ServicePrincipalAuthorization -Identity ${clientId} -Resource ${address}`,
]
