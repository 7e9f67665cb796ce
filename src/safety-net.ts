import type { BackupStanding, Backups } from './backup-app.ts'
import { SIDES } from './domain/side.ts'
import type { SafetyNet } from './gate/ports.ts'
import type { Rollbacks } from './rollback-app.ts'

/** What the backup of this configuration, and restores that were rehearsed, prove to the gate. */
export function safetyNetOf(backups: Pick<Backups, 'isConfigured' | 'standing'>, { lastRehearsal }: Pick<Rollbacks, 'lastRehearsal'>): SafetyNet {
  const standingOf = async (pair: string): Promise<BackupStanding | undefined> => (backups.isConfigured ? backups.standing(pair) : undefined)
  return {
    backup: async (pair) => {
      const { last, verified, keyCopyShown } = (await standingOf(pair)) ?? {}
      if (last === undefined) return undefined
      // What was read back before the point was taken says nothing about it.
      const isReadBack = verified?.isWhole === true && verified.at >= last.takenAt
      return { ...pointOf(last), ...(isReadBack ? { verified: { at: verified.at, how: 'whole' } } : {}), isEncrypted: true, isKeyProven: keyCopyShown !== undefined }
    },
    restorePoint: async (pair) => {
      const last = (await standingOf(pair))?.last
      return last === undefined ? undefined : pointOf(last)
    },
    rehearsal: async (pair) => {
      const last = await lastRehearsal(pair)
      return last === undefined ? undefined : { at: last.at, point: last.point, sides: last.sides, isEqual: last.isEqual }
    },
  }
}

/** A mailbox of which folders could not be listed is not whole in a point. */
const pointOf = ({ id, takenAt, sides }: NonNullable<BackupStanding['last']>) => ({ point: id, at: takenAt, covers: SIDES.filter((side) => sides[side].unavailable.length === 0) })
