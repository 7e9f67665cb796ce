import type { InUse } from '../../../bench/memory-in-use.ts'
import { slopeThrough } from '../slope-through.ts'
import type { Told } from './year-service.ts'

/** Memory at one moment. */
export interface Sample extends InUse {
  /** Since the beginning. */
  readonly day: number
}

/** The database at one check, and what had been done until then. */
export interface MonthOfRows {
  readonly day: number
  readonly rows: Readonly<Record<string, number>>
  readonly mb: number
  readonly writes: number
  readonly runs: number
  readonly seconds: number
}

export interface YearSeen {
  readonly pairs: number
  readonly edits: number
  readonly kills: number
  readonly stops: number
  readonly outages: number
  readonly signOuts: number
  readonly decisions: number
  readonly checks: number
  readonly renewals: number
  readonly told: Told
  readonly memory: readonly Sample[]
  readonly rows: readonly MonthOfRows[]
  readonly seconds: number
}

const MONTH_DAYS = 30
/** Until all mailboxes are as full as they stay, and all code is compiled. */
const WARM_UP_PART = 0.25
export const MOST_HEAP_MB_PER_MONTH = 0.5
export const MOST_RESIDENT_MB_PER_MONTH = 5
/** Of less time a slope says nothing. */
const LEAST_DAYS = 120
/** One row for every message that there was, and for every write: these tables are what Tongbu never forgets. */
const REMEMBERING = ['items', 'bindings', 'audit']
/** Any other table has at most so many rows for each pair, however long it runs. */
const MOST_ROWS_PER_PAIR = 20

/** Tells what was seen, line by line. @returns whether all is as it should be */
export function judgeYear(seen: YearSeen, say: (line: string) => void): boolean {
  say('')
  for (const line of growthLines(seen.rows)) say(`  ${line}`)
  const { told, memory } = seen
  const settled = memory.slice(Math.floor(memory.length * WARM_UP_PART))
  const slope = (of: (sample: Sample) => number): number => slopeThrough(settled.map((sample) => [sample.day / MONTH_DAYS, of(sample)] as const))
  const [heap, resident] = [slope(({ heapMB }) => heapMB), slope(({ residentMB }) => residentMB)]
  const crowded = Object.entries(seen.rows.at(-1)?.rows ?? {}).filter(([table, rows]) => !REMEMBERING.includes(table) && rows > MOST_ROWS_PER_PAIR * seen.pairs)
  const [first, last] = [settled[0], settled.at(-1)]
  const isLong = (last?.day ?? 0) - (first?.day ?? 0) >= LEAST_DAYS
  const span = `from day ${first?.day.toFixed(0)} to ${last?.day.toFixed(0)}`
  const bound = (most: number): string => (isLong ? `at most ${most}` : `too short to judge; at most ${most} over ${LEAST_DAYS} days`)
  const findings: readonly (readonly [isWell: boolean, what: string])[] = [
    [
      seen.checks > 0,
      `${seen.edits} edits, ${told.runs} runs, ${told.writes} writes, ${seen.kills} kills, ${seen.stops} restarts, ${seen.outages} outages, ${seen.signOuts} refused sign-ins, ${seen.decisions} decisions, ${seen.renewals} renewals in ${Math.round(seen.seconds)} s`,
    ],
    [seen.checks > 0, `${seen.checks} times all pairs equal, nothing twice, journal empty, and nothing written in a day of rest`],
    [told.bugs.length === 0, `errors of ours: ${told.bugs.length}${told.bugs.slice(0, 3).map((bug) => `\n      ${bug}`).join('')}`],
    [told.requests === 0, `requests to anywhere but the mailboxes: ${told.requests}`],
    [crowded.length === 0, `tables that are to stay small: ${crowded.length === 0 ? 'all are' : crowded.map(([table, rows]) => `${table} has ${rows} rows`).join(', ')}`],
    [!isLong || heap <= MOST_HEAP_MB_PER_MONTH, `heap after collection: ${heap.toFixed(2)} MB a month ${span} (${bound(MOST_HEAP_MB_PER_MONTH)}), ${first?.heapMB.toFixed(1)} to ${last?.heapMB.toFixed(1)} MB`],
    [!isLong || resident <= MOST_RESIDENT_MB_PER_MONTH, `resident: ${resident.toFixed(2)} MB a month ${span} (${bound(MOST_RESIDENT_MB_PER_MONTH)}), ${first?.residentMB.toFixed(0)} to ${last?.residentMB.toFixed(0)} MB`],
  ]
  for (const [isWell, what] of findings) say(`  ${isWell ? '✓' : '✗'} ${what}`)
  return findings.every(([isWell]) => isWell)
}

function growthLines(months: readonly MonthOfRows[]): string[] {
  const head = ['day', 'file MB', ...REMEMBERING, 'other rows', 'writes', 'runs', 'ms a run']
  const lines = months.map(({ day, mb, rows, writes, runs, seconds }, n) => {
    const before = months[n - 1] ?? { runs: 0, seconds: 0 }
    const others = Object.entries(rows).reduce((sum, [table, count]) => (REMEMBERING.includes(table) ? sum : sum + count), 0)
    return [day.toFixed(0), mb.toFixed(1), ...REMEMBERING.map((table) => rows[table] ?? 0), others, writes, runs, ((1000 * (seconds - before.seconds)) / Math.max(1, runs - before.runs)).toFixed(2)]
  })
  return [head, ...lines].map((cells) => cells.map((cell) => String(cell).padStart(10)).join(''))
}
