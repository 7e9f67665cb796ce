import { z } from 'zod'
import type { Point } from '../../backup/point.ts'
import type { Rehearsal } from '../../engine/rehearse.ts'
import { side } from './shapes.ts'

const pointSide = z.object({ messages: z.int(), bytes: z.int(), unreadable: z.int().meta({ description: 'Messages without content' }), unavailable: z.int().meta({ description: 'Folders that could not be listed' }) })

export const restorePoint = z
  .object({
    id: z.string(),
    pair: z.string(),
    takenAt: z.string(),
    why: z.enum(['first-sync', 'before-hold', 'before-rollback', 'daily', 'asked']),
    pinned: z.boolean().meta({ description: 'Kept whatever `backup.keep` says' }),
    erased: z.int().optional(),
    left: pointSide,
    right: pointSide,
  })
  .meta({ id: 'RestorePoint' })

/** The key of a backup with its secret half: told until it is kept. */
export const backupKey = z.object({ folder: z.string(), keyFile: z.string(), recipient: z.string().meta({ description: 'The public half' }), secret: z.string() }).meta({ id: 'BackupKey' })

export const backedUp = z.object({ point: restorePoint, read: z.int().meta({ description: 'Messages that were read now' }), known: z.int().meta({ description: 'Messages that were in the backup already' }), bytes: z.int(), unreadable: z.int(), vanished: z.int() })

export const verified = z.object({
  at: z.string(),
  points: z.int(),
  messages: z.int(),
  packs: z.int(),
  bytes: z.int(),
  damage: z.array(z.object({ file: z.string(), code: z.enum(['missing', 'point-lacks', 'kept-lacks', 'not-as-packed', 'changed']), n: z.int().optional(), of: z.int().optional(), what: z.string().meta({ description: 'The same in English' }), point: z.string().optional() })).meta({ description: 'At most 200; empty: everything is as it was written' }),
})

export const pruned = z.object({ isDryRun: z.boolean(), dropped: z.array(restorePoint), deadBytes: z.int(), bytesBefore: z.int(), bytesAfter: z.int().optional(), packsRemoved: z.int(), packsRewritten: z.int() })

export const exported = z.object({ messages: z.int(), bytes: z.int() })

export const compared = z.object({ exact: z.int(), same: z.int(), differs: z.int(), unread: z.int() }).meta({ id: 'Compared', description: 'Messages that were read back: equal byte for byte, equal in content, different, or not readable' })

export const rehearsal = z
  .object({
    at: z.string(),
    point: z.string(),
    sides: z.array(side),
    left: compared.optional(),
    right: compared.optional(),
    refused: z.array(z.object({ on: side, code: z.string(), message: z.string() })),
    isEqual: z.boolean(),
    untried: z.array(side),
  })
  .meta({ id: 'Rehearsal' })

export function pointShown({ id, pair, takenAt, why, pinned, erased, sides }: Point): z.input<typeof restorePoint> {
  const ofSide = ({ messages, bytes, unreadable, unavailable }: Point['sides']['left']) => ({ messages, bytes, unreadable, unavailable: unavailable.length })
  return { id, pair, takenAt, why, pinned, left: ofSide(sides.left), right: ofSide(sides.right), ...(erased === undefined ? {} : { erased }) }
}

export function rehearsalShown({ at, point, sides, compared: { left, right }, refused, isEqual, untried }: Rehearsal): z.input<typeof rehearsal> {
  return { at, point, sides: [...sides], refused: refused.slice(0, 50), isEqual, untried: [...untried], ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) }
}
