import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { makeCertificate } from './make-certificate.ts'
import { compareGrants, neededPermissions, type MicrosoftFeatures } from './permissions.ts'
import { adminConsentUrl, consolePages, readConsentAnswer, redirectUriOf } from './register-app.ts'
import { readTestOutput, restrictionSteps } from './restrict-app.ts'

const PLAIN: MicrosoftFeatures = { signIn: 'app', writes: true, importMime: false, imap: false, checks: false }
const ALL: MicrosoftFeatures = { ...PLAIN, importMime: true, imap: true, checks: true }
const names = (features: MicrosoftFeatures) => neededPermissions(features).map(({ name }) => name)

test('the list of permissions follows what was chosen, and says why each is on it', () => {
  assert.deepEqual(names(PLAIN), ['Mail.ReadWrite'])
  assert.deepEqual(names({ ...PLAIN, writes: false, importMime: true, imap: true }), ['Mail.Read'])
  assert.deepEqual(names(ALL), ['Mail.ReadWrite', 'Mail-Advanced.ReadWrite.All', 'IMAP.AccessAsApp', 'MailboxSettings.Read', 'AuditLog.Read.All', 'Policy.Read.All'])
  assert.deepEqual(names({ ...ALL, signIn: 'person', checks: false }), ['Mail.ReadWrite', 'offline_access', 'openid', 'profile', 'Mail-Advanced.ReadWrite', 'IMAP.AccessAsUser.All'])
  for (const signIn of ['app', 'person'] as const) {
    for (const { name, why, kind, byAdministrator } of neededPermissions({ ...ALL, signIn })) {
      assert.ok(why.length > 15, name)
      assert.equal(kind, signIn === 'app' ? 'application' : 'delegated')
      if (signIn === 'app') assert.ok(byAdministrator, name)
      assert.ok(!name.includes('Send'), 'nothing is ever sent')
    }
  }
})

test('what was granted is compared with what is needed: missing, lacking, too many, and wider than it has to be', () => {
  assert.deepEqual(compareGrants(PLAIN, { entra: [] }), { missing: ['Mail.ReadWrite'], lacking: [], tooMany: [], tenantWide: [] })
  assert.deepEqual(compareGrants(ALL, { entra: ['Mail.ReadWrite', 'Mail.Send', 'User.Read', 'MailboxSettings.ReadWrite'] }), {
    missing: [],
    lacking: ['Mail-Advanced.ReadWrite.All', 'IMAP.AccessAsApp', 'AuditLog.Read.All', 'Policy.Read.All'],
    tooMany: ['Mail.Send', 'MailboxSettings.ReadWrite'],
    tenantWide: ['Mail.ReadWrite'],
  })
  assert.deepEqual(compareGrants(PLAIN, { entra: [], exchange: ['Application Mail.ReadWrite'] }), { missing: [], lacking: [], tooMany: [], tenantWide: [] })
  assert.deepEqual(compareGrants({ ...PLAIN, signIn: 'person' }, { entra: ['https://graph.microsoft.com/Mail.ReadWrite', 'openid'] }), { missing: [], lacking: [], tooMany: [], tenantWide: [] })
})

test('the redirect URI is one that the portal takes, and the same however the dashboard is called', () => {
  for (const url of ['http://127.0.0.1:8620', 'http://127.0.0.1:8620/', 'http://localhost:8620']) assert.deepEqual(redirectUriOf(url), { uri: 'http://localhost:8620/api/v1/microsoft/callback' })
  assert.deepEqual(redirectUriOf('https://tongbu.example.com/mail/'), { uri: 'https://tongbu.example.com/mail/api/v1/microsoft/callback' })
  assert.deepEqual([redirectUriOf('http://tongbu.example.com'), redirectUriOf('tongbu'), redirectUriOf('javascript:alert(1)')], [{ problem: 'not-https' }, { problem: 'not-an-address' }, { problem: 'not-an-address' }])
})

test('the consent of an administrator is asked for at the right cloud, and only its own answer is taken', () => {
  const url = new URL(adminConsentUrl({ cloud: 'china', tenant: 'contoso.partner.onmschina.cn', clientId: 'a&b' }, { redirectUri: 'https://t.example/cb?x=1', state: 's' }))
  assert.deepEqual([url.host, url.pathname, Object.fromEntries(url.searchParams)], ['login.partner.microsoftonline.cn', '/contoso.partner.onmschina.cn/adminconsent', { client_id: 'a&b', redirect_uri: 'https://t.example/cb?x=1', state: 's' }])
  const asked = { state: 's', tenant: 'contoso.example' }
  const id = '11111111-2222-4333-8444-555555555555'
  assert.deepEqual(readConsentAnswer({ state: 's', admin_consent: 'True', tenant: id }, asked), { outcome: 'granted', tenantId: id })
  assert.equal(readConsentAnswer({ state: 's', admin_consent: 'True', tenant: id.toUpperCase() }, { state: 's', tenant: '11111111-2222-4333-8444-555555555555' }).outcome, 'granted')
  assert.equal(readConsentAnswer({ state: 's', admin_consent: 'True', tenant: id }, { state: 's', tenant: '99999999-2222-4333-8444-555555555555' }).outcome, 'elsewhere')
  assert.deepEqual(readConsentAnswer({ state: 's', error: 'permission_denied' }, asked), { outcome: 'declined' })
  assert.deepEqual(readConsentAnswer({ state: 's', error: 'invalid_client', error_description: 'AADSTS650051: x <b>' }, asked), { outcome: 'refused', about: 'AADSTS650051' })
  assert.deepEqual(readConsentAnswer({ state: 's', admin_consent: 'False' }, asked), { outcome: 'refused' })
  for (const [query, state] of [[{ state: 'x', admin_consent: 'True' }, 's'], [{ admin_consent: 'True' }, 's'], [{ state: '', admin_consent: 'True' }, '']] as const) assert.deepEqual(readConsentAnswer(query, { ...asked, state }), { outcome: 'stranger' })
  assert.match(consolePages({ cloud: 'global', clientId: 'id' }).credentials, /^https:\/\/entra\.microsoft\.com\/#view\/.*\/Credentials\/appId\/id$/)
  assert.match(consolePages({ cloud: 'china', clientId: 'id' }).register, /^https:\/\/portal\.azure\.cn\//)
})

test('the commands of RBAC for Applications are filled in, and nothing that was typed gets out of its quotes', () => {
  const steps = restrictionSteps({ cloud: 'global', clientId: '1111', mailboxes: ['anna@contoso.example', "o'neil@contoso.example", "x’; Remove-Mailbox '@evil.example"], features: ALL })
  const text = steps.flatMap(({ commands }) => commands).join('\n')
  for (const line of [
    "New-DistributionGroup -Name 'Tongbu mailboxes' -Type Security",
    "Add-DistributionGroupMember -Identity 'Tongbu mailboxes' -Member 'o''neil@contoso.example'",
    "New-ServicePrincipal -AppId '1111' -ObjectId $app.Id -DisplayName 'Tongbu'",
    'New-ManagementScope -Name \'Tongbu mailboxes\' -RecipientRestrictionFilter "MemberOfGroup -eq \'$group\'"',
    "New-ManagementRoleAssignment -App '1111' -Role 'Application Mail.ReadWrite' -CustomResourceScope 'Tongbu mailboxes'",
    "New-ManagementRoleAssignment -App '1111' -Role 'Application MailboxSettings.Read' -CustomResourceScope 'Tongbu mailboxes'",
    "Add-MailboxPermission -Identity 'anna@contoso.example' -User $app.Id -AccessRights FullAccess",
    "Test-ServicePrincipalAuthorization -Identity '1111' -Resource 'anna@contoso.example' | Format-Table RoleName,InScope",
    "'x’’; Remove-Mailbox ''@evil.example'",
  ]) assert.ok(text.includes(line), line)
  assert.ok(!text.includes('AuditLog') && !text.includes('Mail-Advanced'), 'what Exchange does not grant is not asked of it')
  assert.match(restrictionSteps({ cloud: 'china', clientId: '1', mailboxes: [], features: PLAIN })[0]?.commands.join() ?? '', /O365China/)
})

test('the output of the test is read, as a table and as a list', () => {
  const table = 'RoleName                      InScope\n--------                      -------\nApplication Mail.ReadWrite    True\nApplication MailboxSettings.Read False\n'
  assert.deepEqual(readTestOutput(table), { inScope: ['Mail.ReadWrite'], outOfScope: ['MailboxSettings.Read'] })
  const list = 'RoleName             : Application Mail.ReadWrite\nGrantedPermissions   : Mail.ReadWrite\nAllowedResourceScope : Tongbu mailboxes\nScopeType            : CustomRecipientScope\nInScope              : True\n\nRoleName             : Application Mail.Read\nInScope              : False\n'
  assert.deepEqual(readTestOutput(list), { inScope: ['Mail.ReadWrite'], outOfScope: ['Mail.Read'] })
  assert.deepEqual(readTestOutput('nothing of the kind'), { inScope: [], outOfScope: [] })
})

test('a certificate that was made is one, good for two years, and belongs to its key', async () => {
  const now = Date.parse('2049-06-01T00:00:00Z')
  const { pem, certificate, thumbprint } = await makeCertificate({ now })
  const x509 = new X509Certificate(certificate)
  assert.ok(pem.includes(certificate) && x509.checkPrivateKey(createPrivateKey(pem)) && x509.verify(x509.publicKey) && !certificate.includes('PRIVATE'))
  assert.deepEqual([x509.subject, x509.validToDate.getUTCFullYear(), x509.fingerprint.replaceAll(':', '')], ['CN=Tongbu', 2051, thumbprint])
  assert.ok(x509.validFromDate.getTime() < now)
})
