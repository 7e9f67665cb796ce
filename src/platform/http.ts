import { SyncError } from '../domain/errors.ts'
import { spool, type Spool } from './spool.ts'

/** One request to a server. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** How long the whole exchange may take, in milliseconds. Default 100,000. */
  readonly timeoutMs?: number
}

/**
 * What became of it. `lost`: no whole answer came; `reached` is false only where the request certainly never left
 * (name not found, connection refused), so that nothing was done. The caller disposes of `body`.
 */
export type HttpOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly header: (name: string) => string | undefined; readonly body: Spool }
  | { readonly kind: 'lost'; readonly reached: boolean; readonly cause: unknown }

/** The only door to the network for HTTP. Never follows a redirect. Rejects only with the reason of an aborted `signal`, or with `DISK_FULL` when the answer is large and the disk is full; one that asks somebody first, also with the refusal. */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpOutcome>

/** Default of `HttpRequest.timeoutMs`. */
const TIMEOUT_MS = 100_000

/** HTTP by the platform's own `fetch`. */
export const systemHttp: Http = async (request, signal) => {
  signal.throwIfAborted()
  try {
    const response = await fetch(request.url, {
      method: request.method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS)]),
      ...(request.headers === undefined ? {} : { headers: request.headers }),
      ...(request.body === undefined ? {} : { body: typeof request.body === 'string' ? request.body : new Uint8Array(request.body) }),
    })
    const body = await spool(response.body ?? new Uint8Array())
    return { kind: 'answered', status: response.status, header: (name) => response.headers.get(name) ?? undefined, body }
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    if (cause instanceof SyncError) throw cause
    return { kind: 'lost', reached: !neverLeft(cause), cause }
  }
}

/** System errors that come before a single byte of the request is sent. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Whether the failure of a `fetch` proves that nothing was sent. */
function neverLeft(failure: unknown): boolean {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(neverLeft)
    if ('code' in error && BEFORE_SENDING.has(String(error.code))) return true
  }
  return false
}
