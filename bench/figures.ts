import type { Figure } from './harness.ts'

/** Every figure, loaded when it is measured: a file each, one line here. */
export const FIGURES: Readonly<Record<string, () => Promise<Figure>>> = {
  P1: async () => (await import('./p1-initial-copy.ts')).initialCopy,
  P2: async () => (await import('./p2-nothing-to-do.ts')).nothingToDo,
  P3: async () => (await import('./p3-graph-share.ts')).graphShare,
  P4: async () => (await import('./p4-requests.ts')).requests,
  P5: async () => (await import('./p5-own-share.ts')).ownShare,
  P6: async () => (await import('./p6-memory.ts')).memory,
  P7: async () => (await import('./p7-killed-at-half.ts')).killedAtHalf,
  P8: async () => (await import('./p8-kills.ts')).kills,
  P9: async () => (await import('./p9-two-workers.ts')).twoWorkers,
  P10: async () => (await import('./p10-backup.ts')).backup,
  P11: async () => (await import('./p11-archive.ts')).archive,
  P12: async () => (await import('./p12-dashboard.ts')).dashboard,
}
