import { sql, type Kysely } from 'kysely'
import { eventKindOf, TOLD_RECORDS } from '../domain/feed-event.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import { SIDES } from '../domain/side.ts'
import type { CrossedHour, Delay } from '../events/ports.ts'
import { fromStored, oneOf } from './stored-text.ts'
import type { Tables } from './tables.ts'

/** Clocks of machines differ, and are set back: records so much older than asked for are looked at too, in milliseconds. */
const SKEW_MS = 300_000

/** Effects between two moments, counted by hour, side and kind. */
export async function crossed(db: Kysely<Tables>, from: Instant, until: Instant): Promise<CrossedHour[]> {
  const rows = await db
    .selectFrom('audit')
    .select([sql<string>`substr(at, 1, 13)`.as('hour'), 'side', 'kind', 'reason', sql<number | string>`count(*)`.as('many')])
    .where('seq', '>=', await placeOf(db, from))
    .where('at', '>=', from)
    .where('at', '<', until)
    .where('side', 'is not', null)
    .where('kind', 'in', TOLD_RECORDS)
    .groupBy([sql`substr(at, 1, 13)`, 'side', 'kind', 'reason'])
    .orderBy(sql`substr(at, 1, 13)`)
    .orderBy('side')
    .orderBy('kind')
    .execute()
  const hours = new Map<string, CrossedHour>()
  for (const { hour, side, kind, reason, many } of rows) {
    const told = eventKindOf(kind, fromStored(reason))
    if (told === undefined) continue
    const key = `${hour} ${side} ${told}`
    hours.set(key, { hour: `${hour}:00:00Z`, on: oneOf(SIDES, side ?? ''), kind: told, many: (hours.get(key)?.many ?? 0) + Number(many) })
  }
  return [...hours.values()]
}

/** How long the last effects since a moment took, newest first. */
export async function delays(db: Kysely<Tables>, since: Instant, most: number): Promise<Delay[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['side', 'kind', 'reason', 'took_ms'])
    .where('seq', '>=', await placeOf(db, since))
    .where('at', '>=', since)
    .where('took_ms', 'is not', null)
    .where('side', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(most)
    .execute()
  return rows.flatMap(({ side, kind, reason, took_ms: took }) => {
    const told = eventKindOf(kind, fromStored(reason))
    return told === undefined ? [] : [{ on: oneOf(SIDES, side ?? ''), kind: told, tookMs: Number(took) }]
  })
}

/** Where the records of a moment begin: there is no index by time, but places grow with it. */
async function placeOf(db: Kysely<Tables>, at: Instant): Promise<number> {
  const early = toInstant(Date.parse(at) - SKEW_MS) ?? at
  const next = (seq: number) => db.selectFrom('audit').select(['seq', 'at']).where('seq', '>=', seq).orderBy('seq').limit(1).executeTakeFirst()
  const last = await db.selectFrom('audit').select(sql<number | string | null>`max(seq)`.as('seq')).executeTakeFirst()
  let [low, high] = [0, Number(last?.seq ?? 0)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await next(middle)
    if (row === undefined || row.at >= early) high = middle
    else low = Math.max(middle + 1, Number(row.seq) + 1)
  }
  return low
}
