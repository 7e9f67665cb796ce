import type { Figure } from './harness.ts'

/** Every figure, loaded when it is measured: a file each, one line here. */
export const FIGURES: Readonly<Record<string, () => Promise<Figure>>> = {
  P1: async () => (await import('./p1-initial-copy.ts')).initialCopy,
}
