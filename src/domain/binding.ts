import type { Instant } from './instant.ts'

export type BindingStatus =
  /** Both sides are kept the same. */
  | 'live'
  /** Equal Message-ID, sender, date and subject, but not the same content (a banner, say): listed, marks kept the same, content never copied. */
  | 'differs'
  /** Deleted on purpose on one side or both. Never put back. */
  | 'tombstone'
  /** Left one mailbox without passing through its trash. The other side keeps its own; never put back. */
  | 'departed'
  /** A copy of ours whose place the delivered original took. It is ignored wherever it is. */
  | 'retired'

/** Two messages, or two folders, are one. A tombstone may have a side whose ref is no longer known. */
export interface Binding {
  readonly id: string
  readonly kind: 'message' | 'folder'
  readonly left?: string
  readonly right?: string
  readonly status: BindingStatus
  readonly since: Instant
}
