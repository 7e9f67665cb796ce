import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestSecure, type RequestOptions } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { AddressRefused, checkAddresses, placeOf, systemResolve, type Resolve } from './address-check.ts'
import type { Http, HttpRequest } from './http.ts'
import { spool } from './spool.ts'

export interface GuardedHttpOptions {
  /** Whether this machine and private networks may be reached, and there without TLS. */
  readonly allowPrivate: boolean
  /** Default: the system's. */
  readonly resolve?: Resolve
}

const TIMEOUT_MS = 10_000
/** What is read of an answer. The rest is nobody's business. */
const MOST_BYTES = 1024

/**
 * HTTP to addresses that others name. A name is resolved once, all its addresses are checked, and the connection goes to what was
 * checked: an answer of DNS that changes in between leads nowhere else. Redirects are not followed, and only the beginning of an answer is
 * read. What is refused is `lost`, never sent, with an `AddressRefused` as the cause.
 */
export function guardedHttp({ allowPrivate, resolve = systemResolve }: GuardedHttpOptions): Http {
  return async (request, signal) => {
    signal.throwIfAborted()
    let sent = false
    try {
      const url = checkUrl(request.url, allowPrivate)
      const until = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS)])
      const addresses = isIP(hostOf(url)) === 0 ? await orAborted(resolve(hostOf(url)), until) : [{ address: hostOf(url), family: hostOf(url).includes(':') ? 6 : 4 } as const]
      checkAddresses(addresses, allowPrivate)
      const [first] = addresses
      if (first === undefined) throw new AddressRefused('address-nowhere')
      if (url.protocol === 'http:' && placeOf(first.address) !== 'private') throw new AddressRefused('address-plain')
      const pinned: LookupFunction = (_name, options, callback) => (options.all === true ? callback(null, [first]) : callback(null, first.address, first.family))
      const answer = await exchange(url, request, pinned, until, () => (sent = true))
      return { kind: 'answered', status: answer.status, header: (name) => answer.header(name), body: await spool(answer.beginning) }
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      return { kind: 'lost', reached: sent, cause }
    }
  }
}

/** What waits for DNS cannot be told to stop, but need not be waited for. */
const orAborted = <Value>(waiting: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** @throws {AddressRefused} */
export function checkUrl(text: string, allowPrivate: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivate))) throw new AddressRefused('address-plain')
  if (url.username !== '' || url.password !== '') throw new AddressRefused('address-secret')
  if (isIP(hostOf(url)) !== 0) checkAddresses([{ address: hostOf(url), family: 4 }], allowPrivate)
  return url
}

interface Answer {
  readonly status: number
  readonly header: (name: string) => string | undefined
  readonly beginning: Uint8Array
}

function exchange(url: URL, { method, headers, body }: HttpRequest, lookup: LookupFunction, signal: AbortSignal, onSent: () => void): Promise<Answer> {
  const options: RequestOptions = { method, lookup, signal, agent: false, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) } }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestSecure : requestPlain)(url, options, (message) => {
      beginningOf(message).then((beginning) => resolve({ status: message.statusCode ?? 0, header: (name) => [message.headers[name.toLowerCase()]].flat()[0], beginning }), reject)
    })
    request.once('socket', (socket) => socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', onSent))
    request.once('error', reject)
    request.end(body)
  })
}

async function beginningOf(message: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of message as AsyncIterable<Buffer>) {
    parts.push(part)
    size += part.length
    if (size >= MOST_BYTES) break
  }
  message.destroy()
  return Buffer.concat(parts).subarray(0, MOST_BYTES)
}
