import type { BackupProof, RehearsalProof, RestorePointProof } from './proofs.ts'
import type { GateRecord } from './records.ts'

/** What can be told of backups and rollbacks of a pair, of the two mailboxes that it has now; nothing where there is none. Asks no cloud. */
export interface SafetyNet {
  backup(pair: string): Promise<BackupProof | undefined>
  restorePoint(pair: string): Promise<RestorePointProof | undefined>
  rehearsal(pair: string): Promise<RehearsalProof | undefined>
}

/** Where no backup was ever made. */
export const NO_SAFETY_NET: SafetyNet = { backup: async () => undefined, restorePoint: async () => undefined, rehearsal: async () => undefined }

/** What is remembered of the gate of each pair. It has no owner: it can be written beside another process. Every method may throw `STORE_FAILURE`. */
export interface GateStore {
  records(pair: string): Promise<readonly GateRecord[]>
  /** Replaces the one of the same kind and name. */
  keep(pair: string, record: GateRecord): Promise<void>
  forget(pair: string, record: GateRecord): Promise<void>
}
