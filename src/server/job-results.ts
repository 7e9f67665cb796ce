import { z } from 'zod'
import { probedShort, signedInHere, trashed, undone } from './routes/action-shapes.ts'
import { chainVerdict } from './routes/audit-shapes.ts'
import { backedUp, exported, pruned, rehearsal, verified } from './routes/backup-shapes.ts'
import { erasurePlan, erasure, personExport } from './routes/privacy-shapes.ts'
import { leaving, restored } from './routes/restore-shapes.ts'

/** What comes out of each kind of long work. */
export const RESULTS = {
  undo: undone,
  'trash-departed': trashed,
  probe: probedShort,
  'sign-in': signedInHere,
  'back-up': backedUp,
  verify: verified,
  prune: pruned,
  'restore-plan': restored,
  restore: restored,
  rehearse: rehearsal,
  'audit-verify': z.object({ chains: z.array(chainVerdict) }),
  'archive-export': exported,
  'person-export': personExport,
  'erasure-plan': erasurePlan,
  erase: erasure,
  'leaving-plan': leaving,
  leave: leaving,
  'check-connections': z.object({ checked: z.int(), notWell: z.int().meta({ description: 'Pairs with a side that Tongbu does not get into' }) }),
} as const

export type JobKind = keyof typeof RESULTS
export type JobResults = { readonly [Kind in JobKind]: z.input<(typeof RESULTS)[Kind]> }
export const JOB_KINDS = Object.keys(RESULTS) as [JobKind, ...JobKind[]]
