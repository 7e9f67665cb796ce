import { SyncError } from '../../domain/errors.ts'
import type { Http, HttpRequest } from '../../platform/http.ts'
import type { Comparison } from '../../sandbox/compare.ts'
import type { LedgerRequest, Outbound } from '../../sandbox/ledger.ts'

/** What the sandbox tells of its clouds from the inside, beside the protocols. */
export interface SandboxControl {
  compare(): Promise<Comparison>
  /** Requests since the last `clearRequests`, counted. */
  requests(): Promise<readonly (LedgerRequest & { readonly count: number })[]>
  clearRequests(): Promise<void>
  /** What left the organisation. */
  outbound(): Promise<readonly Outbound[]>
}

/** The control address of a sandbox at `controlUrl`. */
export function sandboxControl(controlUrl: string, http: Http, signal: AbortSignal): SandboxControl {
  const ask = async (method: HttpRequest['method'], path: string): Promise<unknown> => {
    const outcome = await http({ method, url: `${controlUrl}${path}`, ...(method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}) }, signal)
    if (outcome.kind === 'lost') throw new SyncError('REMOTE_FAILURE', 'The sandbox does not answer.', { cause: outcome.cause })
    const text = (await outcome.body.bytes()).toString()
    await outcome.body.dispose()
    if (outcome.status >= 300) throw new SyncError('UNREADABLE_ANSWER', `The sandbox answered ${outcome.status}.`, { cause: text })
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    compare: async () => (await ask('GET', '/compare')) as Comparison,
    requests: async () => listIn(await ask('GET', '/requests'), 'requests') as (LedgerRequest & { count: number })[],
    clearRequests: async () => void (await ask('POST', '/requests/clear')),
    outbound: async () => listIn(await ask('GET', '/outbound'), 'outbound') as Outbound[],
  }
}

const listIn = (answer: unknown, key: string): unknown => (Array.isArray(answer) ? answer : (answer as Record<string, unknown>)[key])
