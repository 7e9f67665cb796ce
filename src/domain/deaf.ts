import type { ErrorCode } from './error-codes.ts'
import type { Side } from './side.ts'

/**
 * A way of learning of changes at once that should work and does not. `lost`: the connection that tells of new mail. `unwatched`: no such
 * connection can be made. `unsubscribed`: Outlook takes no subscription. `untold`: changes were found of which no cloud had told.
 */
export interface Deaf {
  readonly code: (typeof DEAF_CODES)[number]
  readonly on?: Side
  /** What it failed with. */
  readonly why?: ErrorCode
  /** The same in English. */
  readonly text: string
}

export const DEAF_CODES = ['lost', 'unwatched', 'unsubscribed', 'untold'] as const
