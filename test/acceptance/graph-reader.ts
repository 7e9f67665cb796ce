import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** A message as Graph's v1.0 tells of it to an app that only reads. */
export interface GraphMessage {
  readonly id: string
  readonly subject: string
  readonly internetMessageId: string
  readonly isDraft: boolean
  readonly isRead: boolean
  readonly sentDateTime: string
  readonly receivedDateTime: string
  readonly isReadReceiptRequested: boolean | null
  readonly singleValueExtendedProperties?: readonly { readonly id: string; readonly value: string }[]
}

/** The mailbox read over the wire by another app than the one under test. */
export interface GraphReader {
  /** Every message of the mailbox; `expand` names extended properties. */
  messages(...expand: readonly string[]): Promise<readonly GraphMessage[]>
  /** `$value`. */
  mime(id: string): Promise<Buffer>
  attachments(id: string): Promise<readonly { readonly name: string; readonly contentBytes?: string }[]>
  send(method: string, path: string, body?: object): Promise<unknown>
}

const FIELDS = 'id,subject,internetMessageId,isDraft,isRead,sentDateTime,receivedDateTime,isReadReceiptRequested'

/** Signs in with the app that stands for people. A refusal is thrown with its status. */
export async function openGraphReader({ ready }: Sandbox): Promise<GraphReader> {
  const { tenant, clientId, clientSecret, address } = ready.accounts.outlookSeed
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' }
  const signedIn = await fetch(`${ready.loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await signedIn.json()) as { access_token: string }
  const headers = { Authorization: `Bearer ${token}`, Prefer: 'IdType="ImmutableId"' }
  const user = `${ready.graphUrl}/users/${encodeURIComponent(address)}`
  const get = async (url: string): Promise<Response> => {
    const answer = await fetch(url, { headers })
    if (!answer.ok) throw new Error(`Graph answered ${answer.status} ${await answer.text()}`)
    return answer
  }
  const all = async <T>(first: string): Promise<T[]> => {
    const items: T[] = []
    for (let url: string | undefined = first; url !== undefined; ) {
      const page = (await (await get(url)).json()) as { value: T[]; '@odata.nextLink'?: string }
      items.push(...page.value)
      url = page['@odata.nextLink']
    }
    return items
  }
  return {
    messages: (...expand) => {
      const filter = expand.map((id) => `id eq '${id}'`).join(' or ')
      const more = expand.length === 0 ? '' : `&$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=${filter})`)}`
      return all<GraphMessage>(`${user}/messages?$top=250&$select=${FIELDS}${more}`)
    },
    mime: async (id) => Buffer.from(await (await get(`${user}/messages/${id}/$value`)).arrayBuffer()),
    attachments: (id) => all(`${user}/messages/${id}/attachments`),
    send: async (method, path, body) => {
      const init = { method, headers: { ...headers, 'Content-Type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const answer = await fetch(`${user}${path}`, init)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`Graph answered ${answer.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
  }
}
