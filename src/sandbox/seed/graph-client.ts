import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { PeopleAccess } from './people.ts'

/** Raw requests to Graph as one app. Paths begin below the version; at most four are under way, and Retry-After is obeyed. */
export interface GraphClient {
  /** The parsed answer. Statuses in `besides` are no errors and give nothing. */
  json(method: string, path: string, body?: object, besides?: readonly number[]): Promise<unknown>
  /** A text body sent to the beta version. */
  beta(method: string, path: string, text: string): Promise<unknown>
  empty(method: string, path: string): Promise<void>
  /** The items of all pages. */
  all(path: string): Promise<unknown[]>
  /** One piece of an upload session; such a URL carries its own permission. */
  upload(url: string, piece: Uint8Array, from: number, total: number): Promise<void>
}

const MAX_TRIES = 8
const MAX_IN_FLIGHT = 4
const PREFER = 'IdType="ImmutableId"'

/** Signs in with client credentials. @throws {Error} with Graph's status and code when a request is refused for good. */
export async function graphClient(access: PeopleAccess): Promise<GraphClient> {
  const limit = pLimit(MAX_IN_FLIGHT)
  let token = await signIn(access)
  const send = async (url: string, init: RequestInit, besides: readonly number[] = []): Promise<Response> => {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(url, { ...init, headers: { Authorization: `Bearer ${token}`, Prefer: PREFER, ...init.headers } })
      if (answer.ok || besides.includes(answer.status)) return answer
      const text = await answer.text()
      if (tries === MAX_TRIES || ![401, 429, 503, 504].includes(answer.status)) throw new Error(`Graph answered ${answer.status} ${text.slice(0, 300)}`)
      if (answer.status === 401) token = await signIn(access)
      else await sleep(1000 * Number(answer.headers.get('Retry-After') ?? 1))
    }
  }
  const read = async (url: string, init: RequestInit, besides: readonly number[] = []): Promise<unknown> =>
    limit(async () => {
      const answer = await send(url, init, besides)
      const text = await answer.text()
      return besides.includes(answer.status) || text === '' ? undefined : JSON.parse(text)
    })
  const json = (method: string, path: string, body?: object, besides?: readonly number[]) =>
    read(`${access.graphUrl}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }) }, besides)
  return {
    json,
    beta: (method, path, text) =>
      read(`${access.graphUrl.replace(/\/v1\.0$/, '/beta')}${path}`, { method, body: text, headers: { 'Content-Type': 'text/plain' } }),
    empty: async (method, path) => void (await read(`${access.graphUrl}${path}`, { method })),
    all: async (path) => {
      const items: unknown[] = []
      for (let url: string | undefined = `${access.graphUrl}${path}`; url !== undefined; ) {
        const page = (await read(url, { method: 'GET' })) as { value: unknown[]; '@odata.nextLink'?: string }
        items.push(...page.value)
        url = page['@odata.nextLink']
      }
      return items
    },
    upload: (url, piece, from, total) =>
      limit(async () => {
        const headers = { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${from}-${from + piece.length - 1}/${total}` }
        const answer = await fetch(url, { method: 'PUT', headers, body: Uint8Array.from(piece) })
        if (!answer.ok) throw new Error(`An upload was answered ${answer.status}`)
        await answer.arrayBuffer()
      }),
  }
}

async function signIn({ loginUrl, accounts }: PeopleAccess): Promise<string> {
  const { tenant, clientId, clientSecret } = accounts.outlookSeed
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' }
  const answer = await fetch(`${loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
  if (!answer.ok) throw new Error(`Sign-in was answered ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  return ((await answer.json()) as { access_token: string }).access_token
}
