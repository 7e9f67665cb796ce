import type { Answer, AppCall, AppRoute } from './call.ts'
import { badRequest, GraphError, requestDenied } from './errors.ts'
import type { Mailbox } from './state.ts'

const REPORT = 'reports/authenticationMethods/userRegistrationDetails'

/** What the directory tells of how people sign in. */
export const tenantRoutes: readonly AppRoute[] = [
  {
    method: 'GET',
    path: REPORT,
    kind: 'GET userRegistrationDetails',
    permissions: ['AuditLog.Read.All'],
    refusal: requestDenied,
    handleForApp: (call) => {
      checkLicence(call)
      const people = filtered(call, [...call.world.mailboxes.values()])
      return { status: 200, json: { '@odata.context': `${call.origin}/v1.0/$metadata#${REPORT}`, value: people.map((person) => registrationOf(call, person)) } }
    },
  },
  {
    method: 'GET',
    path: `${REPORT}/:id`,
    kind: 'GET userRegistrationDetails',
    permissions: ['AuditLog.Read.All'],
    refusal: requestDenied,
    handleForApp: (call) => {
      checkLicence(call)
      const person = [...call.world.mailboxes.values()].find(({ userId }) => userId === call.params['id'])
      if (person === undefined) throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${call.params['id'] ?? ''}' does not exist.`)
      return { status: 200, json: { '@odata.context': `${call.origin}/v1.0/$metadata#${REPORT}/$entity`, ...registrationOf(call, person) } }
    },
  },
  {
    method: 'GET',
    path: 'policies/identitySecurityDefaultsEnforcementPolicy',
    kind: 'GET securityDefaults',
    permissions: ['Policy.Read.All'],
    refusal: requestDenied,
    handleForApp: (call) => ({ status: 200, json: securityDefaults(call) }),
  },
]

/** The code is from what open programs report of tenants without Entra ID P1. */
function checkLicence({ world }: AppCall): void {
  if (world.switches.registrationReport === 'no licence') throw new GraphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', "Neither tenant is B2C or tenant doesn't have premium license")
}

/** `$filter=userPrincipalName eq '…'`, the one that is simulated. */
function filtered({ search }: AppCall, people: readonly Mailbox[]): readonly Mailbox[] {
  const filter = new URLSearchParams(search).get('$filter')
  if (filter === null) return people
  const name = /^\s*userPrincipalName\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(filter)?.[1]?.replaceAll("''", "'").toLowerCase()
  if (name === undefined) throw badRequest('BadRequest', 'Invalid filter clause.')
  return people.filter(({ address }) => address.toLowerCase() === name)
}

function registrationOf({ world, now }: AppCall, { userId, address, displayName }: Mailbox): NonNullable<Answer['json']> {
  const isRegistered = world.switches.mfaRegistered
  return {
    id: userId,
    userPrincipalName: address,
    userDisplayName: displayName,
    userType: 'member',
    isAdmin: false,
    isSsprRegistered: false,
    isSsprEnabled: false,
    isSsprCapable: false,
    isMfaRegistered: isRegistered,
    isMfaCapable: isRegistered,
    isPasswordlessCapable: false,
    methodsRegistered: isRegistered ? ['microsoftAuthenticatorPush'] : [],
    isSystemPreferredAuthenticationMethodEnabled: true,
    systemPreferredAuthenticationMethods: isRegistered ? ['push'] : [],
    userPreferredMethodForSecondaryAuthentication: isRegistered ? 'push' : 'none',
    lastUpdatedDateTime: new Date(now).toISOString(),
  }
}

const securityDefaults = ({ world, origin }: AppCall): NonNullable<Answer['json']> => ({
  '@odata.context': `${origin}/v1.0/$metadata#policies/identitySecurityDefaultsEnforcementPolicy/$entity`,
  id: '00000000-0000-0000-0000-000000000005',
  displayName: 'Security Defaults',
  description: 'Security defaults is a set of basic identity security mechanisms recommended by Microsoft.',
  isEnabled: world.switches.securityDefaults,
})
