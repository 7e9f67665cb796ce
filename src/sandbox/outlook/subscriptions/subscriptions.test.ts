import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESS, base64, importMessage, MIME, TENANT_ID } from '../outlook.test-kit.ts'
import { DAY, MINUTE, openSubscriber } from './subscriptions.test-kit.ts'

const { tenant, endpoint, inMs, api, wish, subscribe, kinds } = await openSubscriber()
const { cloud, shared } = tenant
const { handshake } = endpoint

test('a subscription can be made, listed, read, renewed, reauthorized and deleted', async () => {
  const made = await api('POST', '', wish())
  assert.equal(made.status, 201)
  const { id } = made.json
  assert.deepEqual((await api('GET', '')).json.value.map((each) => each.id), [id])
  const later = inMs(5 * DAY)
  assert.equal((await api('PATCH', `/${id}`, { expirationDateTime: later })).status, 200)
  assert.match((await api('GET', `/${id}`)).text, new RegExp(`"expirationDateTime":"${later}"`))
  assert.equal((await api('POST', `/${id}/reauthorize`)).status, 204)
  assert.equal((await api('DELETE', `/${id}`)).status, 204)
  const gone = await api('PATCH', `/${id}`, { expirationDateTime: later })
  assert.deepEqual([gone.status, gone.json.error.code], [404, 'ResourceNotFound'])
})

test('a subscription of another app is unknown', async () => {
  const id = await subscribe()
  assert.equal((await tenant.ask('GET', `${tenant.base}/v1.0/subscriptions/${id}`, { as: 'advanced' })).status, 404)
})

test('a subscription ends by itself at its time, and is told of nothing from then on', async () => {
  const id = await subscribe({ expirationDateTime: inMs(2 * 60 * MINUTE), lifecycleNotificationUrl: undefined })
  shared.clock.advance(2 * 60 * MINUTE)
  assert.equal((await api('GET', `/${id}`)).status, 404)
  await subscribe()
  await importMessage(tenant)
  assert.ok((await endpoint.told(1)).every(({ subscriptionId }) => subscriptionId !== id))
})

test('an end within 45 minutes is put off until then', async () => {
  const id = await subscribe({ expirationDateTime: inMs(MINUTE) })
  shared.clock.advance(44 * MINUTE)
  assert.equal((await api('GET', `/${id}`)).status, 200)
})

const refusals: readonly (readonly [string, object, number, string])[] = [
  ['an end in the past', { expirationDateTime: '2020-01-01T00:00:00Z' }, 400, 'ErrorInvalidParameter'],
  ['an end more than 7 days ahead', { expirationDateTime: inMs(8 * DAY) }, 400, 'ExtensionError'],
  ['no kind of change', { changeType: undefined }, 400, 'InvalidRequest'],
  ['an unknown kind of change', { changeType: 'created,moved' }, 400, 'InvalidRequest'],
  ['a client state of 129 characters', { clientState: 'x'.repeat(129) }, 400, 'InvalidRequest'],
  ['an unknown property', { colour: 'red' }, 400, 'InvalidRequest'],
  ['folders as the resource', { resource: `/users/${ADDRESS}/mailFolders` }, 400, 'InvalidRequest'],
  ['a user who is not there', { resource: '/users/nobody@contoso.example/messages' }, 404, 'ExtensionError'],
  ['a folder that is not there', { resource: `/users/${ADDRESS}/mailFolders('AAAA')/messages` }, 400, 'ExtensionError'],
  ['an address without TLS elsewhere', { notificationUrl: 'http://hooks.example/' }, 400, 'InvalidRequest'],
  ['an address that nobody answers', { notificationUrl: 'http://127.0.0.1:9/' }, 400, 'InvalidRequest'],
]
for (const [what, more, status, code] of refusals) {
  test(`a subscription is refused for ${what}`, async () => {
    const got = await api('POST', '', wish(more))
    assert.deepEqual([got.status, got.json.error.code], [status, code], got.text)
    assert.deepEqual(cloud.subscriptions.live(), [])
  })
}

test('an application access policy keeps subscriptions out too', async () => {
  cloud.switches.accessPolicyDenies = [ADDRESS]
  const got = await api('POST', '', wish())
  cloud.switches.accessPolicyDenies = []
  assert.deepEqual([got.status, got.json.error.code], [403, 'ExtensionError'])
})

test('the switches of what the documents leave open: shorter lives, twins, and the limit per mailbox', async () => {
  const before = { ...cloud.switches }
  Object.assign(cloud.switches, { subscriptionMaxMinutes: 4230, subscriptionTwinsConflict: true, maxSubscriptionsPerMailbox: 2 })
  try {
    assert.match((await api('POST', '', wish({ expirationDateTime: inMs(5 * DAY) }))).text, /4230 minutes/)
    const id = await subscribe({ expirationDateTime: inMs(2 * DAY) })
    assert.equal((await api('PATCH', `/${id}`, { expirationDateTime: inMs(5 * DAY) })).json.error.code, 'ErrorInvalidParameter')
    assert.equal((await api('POST', '', wish({ expirationDateTime: inMs(2 * DAY) }))).status, 409)
    await subscribe({ expirationDateTime: inMs(2 * DAY), changeType: 'created' })
    assert.equal((await api('POST', '', wish({ expirationDateTime: inMs(2 * DAY), changeType: 'deleted' }))).status, 403)
  } finally {
    Object.assign(cloud.switches, before)
  }
})

test('the endpoint is asked to give a token back, decoded, as plain text, with its own query kept', async () => {
  const tokens: string[] = []
  endpoint.handshake = (response, token) => {
    tokens.push(token)
    handshake(response, token)
  }
  await subscribe({ notificationUrl: `${endpoint.url}?pair=1` })
  assert.equal(tokens.length, 2)
  assert.ok(tokens.every((token) => / /.test(token)), 'a token that must be decoded')
  for (const answer of [[202, 'text/plain', ''], [200, 'text/plain', 'other'], [200, 'application/json', '']] as const) {
    endpoint.handshake = (response, token) => void response.writeHead(answer[0], { 'content-type': answer[1] }).end(answer[2] || token)
    const got = await api('POST', '', wish())
    assert.deepEqual([got.status, got.json.error.code], [400, 'InvalidRequest'])
  }
})

test('an endpoint that does not answer the handshake within ten seconds is refused', async () => {
  const asked = new Promise<void>((resolve) => {
    endpoint.handshake = () => resolve()
  })
  const refused = api('POST', '', wish())
  await asked
  shared.clock.advance(10_000)
  assert.match((await refused).json.error.message, /timed out/)
})

test('a notification says what changed, by the id that the subscription was made for', async () => {
  const id = await subscribe()
  const message = await importMessage(tenant)
  const [told] = await endpoint.told(1)
  const { userId } = cloud.mailbox(ADDRESS)
  assert.deepEqual(told, {
    subscriptionId: id,
    subscriptionExpirationDateTime: told?.subscriptionExpirationDateTime,
    clientState: 'only we know',
    tenantId: TENANT_ID,
    changeType: 'created',
    resource: `Users/${userId}/Messages/${message.id}`,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Message',
      '@odata.id': `Users/${userId}/Messages/${message.id}`,
      '@odata.etag': message['@odata.etag'],
      id: message.id,
    },
  })
})

test('whoever asked without immutable ids is told the other ones', async () => {
  await subscribe({}, false)
  const message = await importMessage(tenant)
  const [told] = await endpoint.told(1)
  assert.notEqual(told?.resourceData?.id, message.id)
  assert.equal((await tenant.ask('GET', `/messages/${told?.resourceData?.id}`, { immutable: false })).json.subject, 'Order 1')
})

test('marks, moves and deletions are told; a subscription to a folder is told of what happens there', async () => {
  await subscribe({ resource: `users/${ADDRESS}/mailFolders('Inbox')/messages` })
  const { id } = await importMessage(tenant)
  assert.deepEqual(await kinds(1), ['created'])
  await tenant.ask('PATCH', `/messages/${id}`, { json: { isRead: true } })
  assert.deepEqual(await kinds(2), ['created', 'updated'])
  await tenant.ask('POST', `/messages/${id}/move`, { json: { destinationId: 'archive' } })
  await tenant.ask('PATCH', `/messages/${id}`, { json: { isRead: false } })
  await tenant.ask('POST', `/messages/${id}/move`, { json: { destinationId: 'inbox' } })
  assert.deepEqual(await kinds(4), ['created', 'updated', 'deleted', 'created'])
})

test('a subscription to all messages is told of a move as its switch says', async () => {
  for (const [moves, expected] of [['both', ['deleted', 'created']], ['created', ['created']], ['updated', ['updated']]] as const) {
    cloud.switches.mailboxMoves = moves
    const { id } = await importMessage(tenant)
    const subscription = await subscribe()
    endpoint.requests.length = 0
    await tenant.ask('POST', `/messages/${id}/move`, { json: { destinationId: 'archive' } })
    assert.deepEqual(await kinds(expected.length), expected)
    await api('DELETE', `/${subscription}`)
  }
  cloud.switches.mailboxMoves = 'both'
})

test('what goes to Recoverable Items is deleted for a subscription to all messages, and what happens there is not told', async () => {
  const { id } = await importMessage(tenant, MIME, 'deleteditems')
  await subscribe({ clientState: undefined })
  await tenant.ask('DELETE', `/messages/${id}`)
  await tenant.ask('PATCH', `/messages/${id}`, { json: { isRead: true } })
  await importMessage(tenant)
  const told = await endpoint.told(2)
  assert.deepEqual(told.map(({ changeType }) => changeType), ['deleted', 'created'])
  assert.ok(told.every((each) => !('clientState' in each)))
})

test('changes of one moment come in one request', async () => {
  await subscribe()
  for (let n = 0; n < 20; n++) cloud.deliver(ADDRESS, Buffer.from(MIME))
  await endpoint.told(20)
  assert.ok(endpoint.requests.length <= 2, String(endpoint.requests.length))
})

test('before its end a subscription must be reauthorized; until it is, changes are not told', async () => {
  const id = await subscribe({ expirationDateTime: inMs(60 * MINUTE) })
  shared.clock.advance(45 * MINUTE)
  assert.deepEqual(await kinds(1), ['reauthorizationRequired'])
  await importMessage(tenant)
  await api('POST', `/${id}/reauthorize`)
  await api('PATCH', `/${id}`, { expirationDateTime: inMs(60 * MINUTE) })
  await tenant.ask('POST', '/messages', { text: base64(MIME) })
  assert.deepEqual(await kinds(2), ['reauthorizationRequired', 'created'])
})

test('a removed subscription is told so and is gone', async () => {
  const id = await subscribe()
  const [subscription] = cloud.subscriptions.live()
  assert.ok(subscription)
  cloud.subscriptions.tellLifecycle(subscription, 'subscriptionRemoved')
  const [told] = await endpoint.told(1)
  assert.deepEqual([told?.lifecycleEvent, told?.subscriptionId], ['subscriptionRemoved', id])
  assert.equal((await api('GET', `/${id}`)).status, 404)
})
