import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import { httpRequest, type HttpAnswer, type HttpCall } from './http-request.ts'
import type { PeopleAccess } from './people.ts'

/** Raw requests to Graph as one app. Paths begin below the version; at most four are under way, and Retry-After is obeyed. */
export interface GraphClient {
  /** The parsed answer. Statuses in `besides` are no errors and give nothing. */
  json(method: string, path: string, body?: object, besides?: readonly number[]): Promise<unknown>
  /** A text body sent to the beta version. */
  beta(method: string, path: string, text: string, besides?: readonly number[]): Promise<unknown>
  empty(method: string, path: string): Promise<void>
  /** The items of all pages. */
  all(path: string): Promise<unknown[]>
  /** One piece of an upload session; such a URL carries its own permission. */
  upload(url: string, piece: Uint8Array, from: number, total: number): Promise<void>
}

const MAX_TRIES = 8
const MAX_IN_FLIGHT = 4

/** immutable ids: a message keeps its id when it is moved. */
const USUAL = { Prefer: 'IdType="ImmutableId"', Accept: 'application/json' }

/** Signs in with client credentials. @throws {Error} with Graph's status and code when a request is refused for good. */
export async function graphClient(access: PeopleAccess): Promise<GraphClient> {
  const limit = pLimit(MAX_IN_FLIGHT)
  let token = await signIn(access)
  const send = async (url: string, call: HttpCall, besides: readonly number[]): Promise<unknown> => {
    for (let tries = 1; ; tries++) {
      const answer = await httpRequest(url, { ...call, headers: { ...USUAL, ...call.headers, Authorization: `Bearer ${token}` } })
      if (besides.includes(answer.status)) return undefined
      if (isSuccess(answer)) return answer.text === '' ? undefined : JSON.parse(answer.text)
      if (tries === MAX_TRIES || ![401, 429, 503, 504].includes(answer.status)) throw refusal('Graph', answer)
      if (answer.status === 401) token = await signIn(access)
      else await sleep(1000 * answer.retryAfterSeconds)
    }
  }
  const read = (url: string, call: HttpCall, besides: readonly number[] = []) => limit(() => send(url, call, besides))
  const json: GraphClient['json'] = (method, path, body, besides) =>
    read(
      `${access.graphUrl}${path}`,
      { method, headers: { 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) },
      besides,
    )
  return {
    json,
    beta: (method, path, body, besides) =>
      read(`${access.graphUrl.replace(/\/v1\.0$/, '/beta')}${path}`, { method, body, headers: { 'Content-Type': 'text/plain' } }, besides),
    empty: async (method, path) => void (await read(`${access.graphUrl}${path}`, { method, headers: {} })),
    all: async (path) => {
      const items: unknown[] = []
      for (let url: string | undefined = `${access.graphUrl}${path}`; url !== undefined; ) {
        const page = (await read(url, { method: 'GET', headers: {} })) as { value: unknown[]; '@odata.nextLink'?: string }
        items.push(...page.value)
        url = page['@odata.nextLink']
      }
      return items
    },
    upload: (url, piece, from, total) =>
      limit(async () => {
        const headers = { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${from}-${from + piece.length - 1}/${total}` }
        const answer = await httpRequest(url, { method: 'PUT', headers, body: piece })
        if (!isSuccess(answer)) throw refusal('An upload', answer)
      }),
  }
}

const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300

const refusal = (whose: string, { status, text }: HttpAnswer): Error => new Error(`${whose} was answered ${status} ${text.slice(0, 300)}`)

async function signIn({ loginUrl, accounts }: PeopleAccess): Promise<string> {
  const { tenant, clientId, clientSecret } = accounts.outlookSeed
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' }
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const answer = await httpRequest(`${loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', headers, body: new URLSearchParams(form).toString() })
  if (!isSuccess(answer)) throw refusal('A sign-in', answer)
  return (JSON.parse(answer.text) as { access_token: string }).access_token
}
