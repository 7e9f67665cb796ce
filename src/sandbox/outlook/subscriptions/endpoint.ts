import { randomUUID } from 'node:crypto'
import type { SandboxClock } from '../../clock.ts'
import { badRequest } from '../errors.ts'

/** Longest that anything is waited for. */
const PATIENCE_MS = 10_000

/** What an endpoint answered, and after how long; no status when it did not answer. */
export interface EndpointAnswer {
  readonly status?: number
  readonly type: string
  readonly text: string
  readonly tookMs: number
}

/** Posts to an endpoint and waits 10 s of the sandbox clock for its answer. Never throws. */
export async function postTo(url: string, clock: SandboxClock, { body, type, signal }: { body: string; type: string; signal: AbortSignal }): Promise<EndpointAnswer> {
  const since = clock.now()
  const late = new AbortController()
  const callOff = clock.after(PATIENCE_MS, () => late.abort())
  const end = (): void => late.abort()
  signal.addEventListener('abort', end)
  try {
    const headers = { 'content-type': type }
    const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal: late.signal })
    const text = await answer.text()
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text, tookMs: clock.now() - since }
  } catch {
    return { type: '', text: '', tookMs: clock.now() - since }
  } finally {
    callOff()
    signal.removeEventListener('abort', end)
  }
}

/** Whether an address can be told anything. Plain http is for this machine only, and only here: the service takes none. @throws {GraphError} 400 */
export function checkUrl(name: string, text: string): void {
  const url = URL.parse(text)
  const here = url?.protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)
  if (url?.protocol !== 'https:' && !here) throw badRequest('InvalidRequest', `The ${name} must be an absolute URL that begins with https.`)
}

/** The handshake: the endpoint has to give back what it was sent, decoded, within 10 s (page change-notifications-delivery-webhooks). @throws {GraphError} 400 */
export async function validateEndpoint(url: string, clock: SandboxClock, signal: AbortSignal): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`
  const address = new URL(url)
  const asked = `${address.href}${address.search === '' ? '?' : '&'}validationToken=${encodeURIComponent(token)}`
  const answer = await postTo(asked, clock, { body: '', type: 'text/plain; charset=utf-8', signal })
  if (answer.status === undefined) throw refused(answer.tookMs >= PATIENCE_MS ? 'timed out' : 'failed: the endpoint cannot be reached')
  if (answer.status !== 200) throw refused(`failed. Notification endpoint must respond with 200 OK to validation request; it was ${answer.status}`)
  if (!/^text\/plain\b/i.test(answer.type) || answer.text !== token)
    throw refused('failed. Notification endpoint must respond with the decoded validation token as text/plain')
}

const refused = (why: string) => badRequest('InvalidRequest', `Subscription validation request ${why}.`)
