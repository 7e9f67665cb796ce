import type { Instant } from './instant.ts'

const CHINA_MS = 8 * 3_600_000

/** The calendar year of a moment (also in milliseconds since 1970) by the clocks of China, which has no summer time. */
export const chinaYear = (at: Instant | number): number => new Date((typeof at === 'number' ? at : Date.parse(at)) + CHINA_MS).getUTCFullYear()
