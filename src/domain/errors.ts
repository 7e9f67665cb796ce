import type { ErrorCode } from './error-codes.ts'
import { ERROR_CODES } from './error-codes.ts'

/** How much of a run one failure may stop. */
export type Scope = 'item' | 'collection' | 'account' | 'service'

/** What would make the same attempt succeed. The engine switches on this and on nothing else. */
export type Remedy = 'retry' | 'replan' | 'resync' | 'skip' | 'reauthorize' | 'reconfigure' | 'confirm' | 'report'

export interface SyncErrorOptions {
  /** How long the cloud asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** A write whose answer was lost: it may have been done. */
  readonly ambiguous?: boolean
  /** The cloud's own words: for logs only, never shown. */
  readonly cause?: unknown
}

/** The only error that crosses a folder boundary. Its message is safe to show: no token, subject or address. */
export class SyncError extends Error {
  override readonly name = 'SyncError'
  readonly code: ErrorCode
  readonly scope: Scope
  readonly remedy: Remedy
  readonly retryAfterMs: number | undefined
  readonly ambiguous: boolean

  constructor(code: ErrorCode, message: string, options: SyncErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.scope = ERROR_CODES[code].scope
    this.remedy = ERROR_CODES[code].remedy
    this.retryAfterMs = options.retryAfterMs
    this.ambiguous = options.ambiguous ?? false
  }
}
