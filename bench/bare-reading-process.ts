import { ImapFlow } from 'imapflow'
import type { SandboxReady } from '../src/sandbox/sandbox.ts'

/*
 * All messages of both mailboxes, read by bare clients in a process of its own and thrown away: what IMAP in imapflow and `fetch` to Graph
 * take by themselves, with as few commands and as many requests at once as the backup is allowed. Prints milliseconds.
 */

const IN_FLIGHT = 4
const { imap, graphUrl, loginUrl, accounts }: SandboxReady = JSON.parse(process.argv[2] ?? '')

async function readImap(): Promise<number> {
  const client = new ImapFlow({ host: imap.host, port: imap.port, secure: imap.tls, doSTARTTLS: false, auth: { user: accounts.dingtalk.address, pass: accounts.dingtalk.imapPassword }, logger: false, disableAutoIdle: true })
  let count = 0
  await client.connect()
  for (const { path } of await client.list()) {
    if ((await client.mailboxOpen(path, { readOnly: true })).exists === 0) continue
    for await (const { source } of client.fetch('1:*', { uid: true, source: true })) count += source === undefined ? 0 : 1
  }
  await client.logout()
  return count
}

async function readGraph(): Promise<number> {
  const { tenant, clientId, clientSecret, address } = accounts.outlook
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' })
  const signedIn = await fetch(`${loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: form })
  const headers = { authorization: `Bearer ${(await json<{ access_token: string }>(signedIn)).access_token}` }
  const user = `${graphUrl}/users/${address}`
  const ids: string[] = []
  for (let next: string | undefined = `${user}/messages?$select=id&$top=1000`; next !== undefined; ) {
    const page: Page = await json<Page>(await fetch(next, { headers }))
    ids.push(...page.value.map(({ id }) => id))
    next = page['@odata.nextLink']
  }
  const queue = ids.values()
  const worker = async (): Promise<void> => {
    for (const id of queue) await (await fetch(`${user}/messages/${encodeURIComponent(id)}/$value`, { headers })).arrayBuffer()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return ids.length
}

interface Page {
  readonly value: readonly { readonly id: string }[]
  readonly '@odata.nextLink'?: string
}

async function json<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`)
  return (await answer.json()) as T
}

const from = performance.now()
const counts = await Promise.all([readImap(), readGraph()])
console.log(JSON.stringify({ ms: performance.now() - from, messages: counts[0] + counts[1] }))
