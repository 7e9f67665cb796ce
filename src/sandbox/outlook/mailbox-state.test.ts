import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { ADDRESS, importMessage, openTenant } from './outlook.test-kit.ts'
import { openEndpoint } from './subscriptions/subscriptions.test-kit.ts'

const tenant = await openTenant()
const { cloud } = tenant
const endpoint = await openEndpoint()
after(async () => {
  endpoint.close()
  await tenant.close()
})
beforeEach(() => cloud.setState(ADDRESS, 'open'))

const states = [
  ['unlicensed', 404, 'MailboxNotEnabledForRESTAPI'],
  ['moving', 503, 'ErrorMailboxMoveInProgress'],
  ['stale', 503, 'MailboxInfoStale'],
  ['disabled', 403, 'ErrorAccountDisabled'],
] as const

async function subscribe(): Promise<number> {
  const json = {
    changeType: 'created',
    notificationUrl: endpoint.url,
    lifecycleNotificationUrl: endpoint.url,
    resource: `/users/${ADDRESS}/messages`,
    expirationDateTime: new Date(tenant.shared.clock.now() + 24 * 3_600_000).toISOString(),
  }
  return (await tenant.ask('POST', `${tenant.base}/v1.0/subscriptions`, { json })).status
}

for (const [state, status, code] of states) {
  test(`a mailbox that is ${state} answers every request with ${status} ${code}, and all is there again afterwards`, async () => {
    const { id } = await importMessage(tenant)
    cloud.setState(ADDRESS, state)
    for (const path of ['/mailFolders', `/messages/${id}`, '/mailFolders/inbox/messages/delta']) {
      const got = await tenant.ask('GET', path)
      assert.deepEqual([got.status, got.json.error.code], [status, code])
    }
    assert.equal((await tenant.ask('DELETE', `/messages/${id}`)).status, status)
    assert.equal(await subscribe(), status)
    cloud.setState(ADDRESS, 'open')
    assert.equal((await tenant.ask('GET', `/messages/${id}`)).status, 200)
  })
}

test('a mailbox without licence loses its subscriptions and says so; one that is moved keeps them', async () => {
  assert.equal(await subscribe(), 201)
  cloud.setState(ADDRESS, 'moving')
  assert.equal(cloud.subscriptions.live().length, 1)
  cloud.setState(ADDRESS, 'unlicensed')
  assert.equal((await endpoint.told(1))[0]?.lifecycleEvent, 'subscriptionRemoved')
  assert.deepEqual(cloud.subscriptions.live(), [])
})

test('a mailbox that was renamed is unknown by its old address; by its directory id it is the same', async () => {
  const { id } = await importMessage(tenant)
  const { userId } = cloud.mailbox(ADDRESS)
  cloud.rename(ADDRESS, 'new@contoso.example')
  assert.equal((await tenant.ask('GET', '/mailFolders')).json.error.code, 'ErrorInvalidUser')
  for (const user of [userId, 'New@contoso.example']) assert.equal((await tenant.ask('GET', `${tenant.base}/v1.0/users/${user}/messages/${id}`)).status, 200)
  cloud.rename('new@contoso.example', ADDRESS)
})

test('an emptied mailbox has its folders and nothing in them; delta tells of removals', async () => {
  const { id } = await importMessage(tenant)
  const begun = await tenant.ask('GET', '/mailFolders/inbox/messages/delta?$top=1000')
  cloud.empty(ADDRESS)
  assert.deepEqual((await tenant.ask('GET', '/messages')).json.value, [])
  assert.ok((await tenant.ask('GET', '/mailFolders')).json.value.length > 0)
  const removed = (await tenant.ask('GET', begun.json['@odata.deltaLink'])).json.value
  assert.ok(removed.some((each) => each.id === id && each['@removed'].reason === 'deleted'))
})
