import { after } from 'node:test'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'

/** A running sandbox, and the way in of a program that has every permission. */
export interface ConformanceSandbox {
  readonly sandbox: Sandbox
  readonly graphUrl: string
  readonly address: string
  readonly token: string
}

/** Both simulated clouds for one test file, with no lag between a write and a search. */
export async function openConformanceSandbox(options: SandboxOptions = {}): Promise<ConformanceSandbox> {
  const sandbox = await startSandbox({ ...options, outlook: { indexLagMs: 0, ...options.outlook } })
  after(() => sandbox.close())
  const { graphUrl, accounts, loginUrl } = sandbox.ready
  const { tenant, address, clientId, clientSecret } = accounts.outlookSeed
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' }
  const answer = await fetch(`${loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return { sandbox, graphUrl, address, token }
}
