import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

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
