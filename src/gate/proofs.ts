import type { Instant } from '../domain/instant.ts'
import type { Side } from '../domain/side.ts'

/** The latest backup of a pair that was read back, as whoever makes backups tells it. */
export interface BackupProof {
  /** Name of the point, as `tongbu backup` shows it. */
  readonly point: string
  /** When it was finished. */
  readonly at: Instant
  /** The mailboxes that it holds whole. */
  readonly covers: readonly Side[]
  /** When what was written was last read back and compared, and how: every object, or a sample. Absent where it never was. */
  readonly verified?: { readonly at: Instant; readonly how: 'whole' | 'sample' }
  readonly isEncrypted: boolean
  /** Whether a person has shown that the key is kept outside of this machine. */
  readonly isKeyProven: boolean
}

/** A named state of both mailboxes that a rollback can go back to. */
export interface RestorePointProof {
  readonly point: string
  readonly at: Instant
  readonly covers: readonly Side[]
}

/** A restore that was tried into a scratch folder and compared. */
export interface RehearsalProof {
  readonly at: Instant
  readonly point: string
  /** The mailboxes that it was tried on. */
  readonly sides: readonly Side[]
  /** Whether what came back was equal, message by message. */
  readonly isEqual: boolean
}
