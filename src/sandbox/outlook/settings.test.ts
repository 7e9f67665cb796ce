import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ADDRESS, openTenant, type Ask } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())
const { switches } = tenant.cloud

const REPORT = `${tenant.base}/v1.0/reports/authenticationMethods/userRegistrationDetails`
const POLICY = `${tenant.base}/v1.0/policies/identitySecurityDefaultsEnforcementPolicy`
const as = (who: NonNullable<Ask['as']>): Ask => ({ as: who })

test('settings and rules need a permission of their own', async () => {
  for (const path of ['/mailboxSettings', '/mailboxSettings/userPurpose', '/mailFolders/inbox/messageRules']) {
    const { status, json } = await tenant.ask('GET', path, as('tongbu'))
    assert.deepEqual([status, json.error.code], [403, 'ErrorAccessDenied'], path)
    assert.equal((await tenant.ask('GET', path, as('auditor'))).status, 200, path)
  }
  const refused = await tenant.ask('POST', '/mailFolders/inbox/messageRules', { ...as('auditor'), json: { displayName: 'x', sequence: 1, actions: {} } })
  assert.equal(refused.status, 403)
})

test('the kind of a mailbox is told with its settings and alone', async () => {
  switches.userPurpose = 'shared'
  assert.equal((await tenant.ask('GET', '/mailboxSettings', as('auditor'))).json.userPurpose, 'shared')
  assert.equal((await tenant.ask('GET', '/mailboxSettings/userPurpose', as('auditor'))).json.value, 'shared')
  switches.userPurpose = 'user'
})

test('rules are those of the inbox, and go as they came', async () => {
  const rule = { displayName: 'On', sequence: 1, actions: { forwardTo: [{ emailAddress: { address: 'anna@shenghe.example' } }] } }
  const made = await tenant.ask('POST', '/mailFolders/inbox/messageRules', { json: rule })
  assert.deepEqual([made.status, made.json.isEnabled], [201, true])
  assert.equal((await tenant.ask('GET', '/mailFolders/archive/messageRules')).status, 400)
  assert.equal((await tenant.ask('POST', '/mailFolders/inbox/messageRules', { json: { ...rule, colour: 'red' } })).status, 400)
  assert.deepEqual((await tenant.ask('GET', '/mailFolders/inbox/messageRules')).json.value.map(({ id }) => id), [made.json.id])
  assert.equal((await tenant.ask('DELETE', `/mailFolders/inbox/messageRules/${made.json.id}`)).status, 204)
  assert.equal((await tenant.ask('DELETE', `/mailFolders/inbox/messageRules/${made.json.id}`)).json.error.code, 'ErrorItemNotFound')
})

test('how people sign in is told to who may know it, by name or id, where the tenant has the licence', async () => {
  const byName = (name: string) => tenant.ask('GET', `${REPORT}?$filter=${encodeURIComponent(`userPrincipalName eq '${name}'`)}`, as('auditor'))
  const [found] = (await byName(ADDRESS.toUpperCase())).json.value
  assert.deepEqual([found?.isMfaRegistered, found?.userPrincipalName], [true, ADDRESS])
  switches.mfaRegistered = false
  assert.equal((await tenant.ask('GET', `${REPORT}/${found?.id}`, as('auditor'))).json.isMfaRegistered, false)
  assert.deepEqual((await byName('nobody@contoso.example')).json.value, [])
  assert.equal((await tenant.ask('GET', `${REPORT}?$filter=isAdmin eq true`, as('auditor'))).status, 400)
  assert.equal((await tenant.ask('GET', `${REPORT}/nobody`, as('auditor'))).json.error.code, 'Request_ResourceNotFound')
  switches.registrationReport = 'no licence'
  const unlicensed = await tenant.ask('GET', REPORT, as('auditor'))
  assert.deepEqual([unlicensed.status, unlicensed.json.error.code], [403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'])
  const denied = await tenant.ask('GET', REPORT, as('tongbu'))
  assert.deepEqual([denied.status, denied.json.error.code], [403, 'Authorization_RequestDenied'])
})

test('security defaults are told to who may read policies', async () => {
  assert.equal((await tenant.ask('GET', POLICY, as('auditor'))).json.isEnabled, true)
  switches.securityDefaults = false
  assert.equal((await tenant.ask('GET', POLICY, as('auditor'))).json.isEnabled, false)
  assert.equal((await tenant.ask('GET', POLICY, as('tongbu'))).json.error.code, 'Authorization_RequestDenied')
})

test('a token names what is granted for the whole tenant, nothing where it is granted in Exchange, and may be unreadable', async () => {
  const claims = async (who: string): Promise<Record<string, unknown> | undefined> => {
    const [, payload = ''] = (await tenant.token(who as NonNullable<Ask['as']>)).split('.')
    try {
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
    } catch {
      return undefined
    }
  }
  assert.deepEqual([(await claims('tongbu'))?.['roles'], (await claims('tongbu'))?.['appid']], [['Mail.ReadWrite'], 'tongbu'])
  tenant.cloud.addApp({ clientId: 'scoped', clientSecret: 'secret', permissions: new Set(['Mail.ReadWrite']), isScoped: true, unlimited: false })
  assert.deepEqual([(await claims('scoped'))?.['appid'], 'roles' in ((await claims('scoped')) ?? {})], ['scoped', false])
  switches.tokenRoles = 'opaque'
  assert.equal(await claims('tongbu'), undefined)
})
