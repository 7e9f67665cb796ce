import type { Clock } from '../../platform/clock.ts'
import type { Checkpoints } from '../connector.ts'

/** One mailbox on one IMAP server. */
export interface ImapOptions {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. Where false the connection stays in clear text. */
  readonly tls: boolean
  readonly user: string
  readonly password?: string
  /** Instead of a password: an OAuth 2.0 token for XOAUTH2, asked for at each connect. */
  readonly accessToken?: () => Promise<string>
  /** Sent with `ID` (RFC 2971). Default `tongbu`. */
  readonly clientName?: string
  readonly clock: Clock
  /** Reads and writes at once. Default 3; observing takes one connection more, and watching another. */
  readonly concurrency?: number
  /** Most connections, that of a watch among them. Default: as many as `concurrency` needs. */
  readonly connections?: number
  /** Largest message in bytes. Default 50 MiB. */
  readonly maxMessageBytes?: number
  /** How long after an unanswered APPEND its absence is not believed, in milliseconds. Default 2 minutes. */
  readonly settleMs?: number
  /**
   * How long a watch waits before it asks the server whether it is still there, in milliseconds. Under 29 minutes (RFC 2177 §3),
   * and under what the server and whatever is between take for a dead connection. Default 4 minutes.
   */
  readonly idleMs?: number
  /** What was remembered of folders, so that one that was renamed earlier is known by its id before the first observation. */
  readonly remembered?: Checkpoints
  /** Told of each thing asked of the server, by name, and whether it came about. */
  readonly onRequest?: (kind: string, outcome: 'ok' | 'failed') => void
}
