import assert from 'node:assert/strict'
import { after, beforeEach } from 'node:test'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ADDRESS, openTenant, type Got, type Tenant } from '../outlook.test-kit.ts'

/** One notification as an endpoint gets it. */
export interface Told {
  readonly subscriptionId: string
  readonly subscriptionExpirationDateTime: string
  readonly clientState?: string
  readonly tenantId: string
  readonly changeType?: 'created' | 'updated' | 'deleted'
  readonly lifecycleEvent?: string
  readonly resource: string
  readonly resourceData?: { readonly id: string; readonly '@odata.type': string; readonly '@odata.id': string; readonly '@odata.etag': string }
}

/** What an endpoint does with a request after the handshake; default: 202 at once. */
export type Answering = (response: ServerResponse, request: IncomingMessage) => void

/** An endpoint that can be told of changes. */
export interface Endpoint {
  readonly url: string
  /** Notifications by request, in the order in which they came. */
  readonly requests: Told[][]
  answering: Answering
  /** How it answers the handshake; default: as it should. */
  handshake: (response: ServerResponse, token: string) => void
  /** Ends once `enough` notifications have come in all. */
  told(enough: number): Promise<readonly Told[]>
  close(): void
}

/** Listens on this machine. */
export async function openEndpoint(): Promise<Endpoint> {
  const came = new EventTarget()
  const server = createServer(async (request, response) => {
    const token = new URL(request.url ?? '', 'http://localhost').searchParams.get('validationToken')
    const body = Buffer.concat(await request.toArray()).toString()
    if (token !== null) return endpoint.handshake(response, token)
    endpoint.requests.push((JSON.parse(body) as { value: Told[] }).value)
    endpoint.answering(response, request)
    came.dispatchEvent(new Event('request'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`,
    requests: [],
    answering: (response) => void response.writeHead(202).end(),
    handshake: (response, token) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(token),
    async told(enough) {
      while (endpoint.requests.flat().length < enough) await once(came, 'request')
      return endpoint.requests.flat()
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return endpoint
}

export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE

/** A tenant and an endpoint for a whole test file; each test begins without subscriptions, faults and records. */
export interface Subscriber {
  readonly tenant: Tenant
  readonly endpoint: Endpoint
  /** A time by the sandbox clock, as Graph writes it. */
  inMs(ms: number): string
  /** A request of Tongbu's app; `path` begins after `/subscriptions`. */
  api(method: string, path: string, json?: unknown, immutable?: boolean): Promise<Got>
  /** What a subscription to all messages and changes is asked for with. */
  wish(more?: object): object
  /** Makes it. @returns its id */
  subscribe(more?: object, immutable?: boolean): Promise<string>
  /** The kinds of change, or the lifecycle events, once `enough` were told. */
  kinds(enough: number): Promise<(string | undefined)[]>
}

export async function openSubscriber(): Promise<Subscriber> {
  const tenant = await openTenant({ tokenLifetimeSeconds: 30 * 24 * 3600 })
  const endpoint = await openEndpoint()
  const { cloud, shared, base } = tenant
  const healthy = { answering: endpoint.answering, handshake: endpoint.handshake }
  after(async () => {
    endpoint.close()
    await tenant.close()
  })
  beforeEach(() => {
    for (const subscription of cloud.subscriptions.live()) cloud.subscriptions.remove(subscription)
    endpoint.requests.length = 0
    Object.assign(endpoint, healthy)
    shared.faults.notifications = { since: 0 }
    shared.ledger.clear()
  })
  const inMs = (ms: number): string => new Date(shared.clock.now() + ms).toISOString()
  const api: Subscriber['api'] = (method, path, json, immutable = true) =>
    tenant.ask(method, `${base}/v1.0/subscriptions${path}`, { as: 'tongbu', immutable, ...(json === undefined ? {} : { json }) })
  const wish = (more: object = {}): object => ({
    changeType: 'created,updated,deleted',
    notificationUrl: endpoint.url,
    lifecycleNotificationUrl: endpoint.url,
    resource: `/users/${ADDRESS}/messages`,
    expirationDateTime: inMs(3 * DAY),
    clientState: 'only we know',
    ...more,
  })
  const subscribe = async (more: object = {}, immutable = true): Promise<string> => {
    const got = await api('POST', '', wish(more), immutable)
    assert.equal(got.status, 201, got.text)
    return got.json.id
  }
  const kinds = async (enough: number) => (await endpoint.told(enough)).map(({ changeType, lifecycleEvent }) => changeType ?? lifecycleEvent)
  return { tenant, endpoint, inMs, api, wish, subscribe, kinds }
}

/** Ends once it holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}
