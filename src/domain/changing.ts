import { fingerprint } from './fingerprint.ts'

/** Who changes something, and what it was when they saw it; without `etag` whatever it is. */
export interface Changing {
  readonly by: string
  readonly etag?: string | undefined
}

/** What tells apart what is kept now from what was kept before: nobody overwrites what they have not seen. */
export const etagOf = (kept: string): string => `"${fingerprint(kept, 20)}"`
