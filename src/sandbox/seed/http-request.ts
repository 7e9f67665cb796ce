import { Agent, request } from 'node:http'
import { request as requestTls } from 'node:https'

export interface HttpAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfterSeconds: number
}

export interface HttpCall {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

const AGENT = new Agent({ keepAlive: true, maxSockets: 8 })

/** One request over a kept connection: half the cost of `fetch`, which counts when a mailbox is filled. @throws when the connection is lost. */
export function httpRequest(url: string, { method, headers, body }: HttpCall): Promise<HttpAnswer> {
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, ...length } }
    const outgoing = url.startsWith('https:') ? requestTls(url, options) : request(url, { ...options, agent: AGENT })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          text: Buffer.concat(chunks).toString('utf8'),
          retryAfterSeconds: Number(incoming.headers['retry-after'] ?? 1),
        }),
      )
    })
    outgoing.end(body)
  })
}
