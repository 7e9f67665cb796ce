import type { Instant } from './instant.ts'

/** How far the chain of a pair has come. Whoever keeps it elsewhere can show later that nothing before it was changed. */
export interface AuditHead {
  readonly pair: string
  /** How many records it has. */
  readonly records: number
  /** The hash of the last of them. */
  readonly head: string
}

/** A head and when it was told. */
export interface ToldHead extends AuditHead {
  readonly at: Instant
}

/** Where heads are kept: an address that takes them, or a file. */
export const HEAD_PLACES = ['headUrl', 'headFile'] as const

export type HeadPlaceName = (typeof HEAD_PLACES)[number]

/** How the heads were last told to one place. Times are milliseconds since 1970. */
export interface HeadTelling {
  readonly place: HeadPlaceName
  /** Absent before the first time. */
  readonly toldAt?: number
  /** Since when it does not succeed, and what keeps it from it; absent while all is well. */
  readonly failedSince?: number
  /** Half a sentence, safe to show. */
  readonly problem?: string
}
