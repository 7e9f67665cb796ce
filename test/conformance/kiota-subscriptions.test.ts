import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider, HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions'
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk'
import { BatchRequestContent } from '@microsoft/msgraph-sdk-core'
import {
  createMessageFromDiscriminatorValue,
  createSubscriptionFromDiscriminatorValue,
  serializeSubscription,
  type Message,
  type Subscription,
} from '@microsoft/msgraph-sdk/models/index.js'
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js'
import { openEndpoint } from '../../src/sandbox/outlook/subscriptions/subscriptions.test-kit.ts'
import { openConformanceSandbox } from './conformance-sandbox.ts'

const { sandbox, graphUrl, address, token } = await openConformanceSandbox()
const endpoint = await openEndpoint()
after(() => endpoint.close())

const hosts = new AllowedHostsValidator(new Set(['127.0.0.1']))
const adapter = new GraphRequestAdapter(
  new BaseBearerTokenAuthenticationProvider({
    getAuthorizationToken: async (url) => (hosts.isUrlHostValid(url ?? '') ? token : ''),
    getAllowedHostsValidator: () => hosts,
  }),
)
adapter.baseUrl = graphUrl
const errors = { _4XX: createODataErrorFromDiscriminatorValue, _5XX: createODataErrorFromDiscriminatorValue }

/** The SDK's module of subscriptions is not here; its models, serializers and adapter are. */
function request(method: HttpMethod, path: string, body?: Subscription): RequestInformation {
  const made = new RequestInformation(method, `${graphUrl}/${path}`)
  made.headers.add('Accept', 'application/json')
  if (body !== undefined) made.setContentFromParsable(adapter, 'application/json', body, serializeSubscription)
  return made
}
const ask = (...asked: Parameters<typeof request>) => adapter.send<Subscription>(request(...asked), createSubscriptionFromDiscriminatorValue, errors)

const wish = (): Subscription => ({
  changeType: 'created,updated',
  notificationUrl: endpoint.url,
  lifecycleNotificationUrl: endpoint.url,
  resource: `/users/${address}/mailFolders('inbox')/messages`,
  expirationDateTime: new Date(Date.now() + 24 * 3_600_000),
  clientState: '只有我们知道',
})

test('the kiota SDK makes, reads, renews and deletes a subscription, and is told of new mail', async () => {
  const wanted = wish()
  const made = await ask(HttpMethod.POST, 'subscriptions', wanted)
  assert.ok(made?.id)
  assert.deepEqual([made.changeType, made.resource, made.clientState], [wanted.changeType, wanted.resource, wanted.clientState])
  assert.deepEqual(made.expirationDateTime, wanted.expirationDateTime)
  assert.equal(made.latestSupportedTlsVersion, 'v1_2')
  const later = new Date(Date.now() + 48 * 3_600_000)
  assert.deepEqual((await ask(HttpMethod.PATCH, `subscriptions/${made.id}`, { expirationDateTime: later }))?.expirationDateTime, later)
  assert.deepEqual((await ask(HttpMethod.GET, `subscriptions/${made.id}`))?.expirationDateTime, later)
  await adapter.sendNoResponseContent(request(HttpMethod.POST, `subscriptions/${made.id}/reauthorize`), errors)

  sandbox.outlook.deliver(address, Buffer.from('Message-ID: <1@shop.example>\r\nSubject: New\r\n\r\nHello'))
  const [told] = await endpoint.told(1)
  assert.deepEqual([told?.subscriptionId, told?.changeType, told?.clientState], [made.id, 'created', '只有我们知道'])
  const changed = new RequestInformation(HttpMethod.GET, `${graphUrl}/${told?.resource}`)
  assert.equal((await adapter.send<Message>(changed, createMessageFromDiscriminatorValue, errors))?.subject, 'New')

  await adapter.sendNoResponseContent(request(HttpMethod.DELETE, `subscriptions/${made.id}`), errors)
  await assert.rejects(ask(HttpMethod.GET, `subscriptions/${made.id}`), { responseStatusCode: 404 })
})

test('the kiota SDK is told why a subscription is refused', async () => {
  const refused = ask(HttpMethod.POST, 'subscriptions', { ...wish(), expirationDateTime: new Date(Date.now() + 30 * 24 * 3_600_000) })
  await assert.rejects(refused, (error: { readonly responseStatusCode: number; readonly errorEscaped: { readonly message: string } }) => {
    assert.equal(error.responseStatusCode, 400)
    assert.match(error.errorEscaped.message, /10080 minutes/)
    return true
  })
})

test('the kiota SDK sends a batch, each part with a status of its own', async () => {
  const batch = new BatchRequestContent(adapter, errors)
  const step = (path: string) => batch.addBatchRequest(new RequestInformation(HttpMethod.GET, `${graphUrl}/users/${address}/${path}`)).id
  const [inbox, nothing] = [step('mailFolders/inbox'), step('messages/AAAA')]
  const answers = await batch.postAsync()
  const statuses = await answers?.getResponsesStatusCodes()
  assert.deepEqual([statuses?.get(inbox), statuses?.get(nothing)], [200, 400])
})
