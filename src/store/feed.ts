import { sql, type Kysely, type Selectable } from 'kysely'
import { DEEDS } from '../domain/deed.ts'
import { SyncError } from '../domain/errors.ts'
import { eventKindOf, isEventKind, TOLD_RECORDS, type EventKind, type FeedEvent, type NewEvent } from '../domain/feed-event.ts'
import { SIDES } from '../domain/side.ts'
import type { EventFeed, FeedQuery } from '../events/ports.ts'
import { crossed, delays } from './crossed.ts'
import type { Flavour } from './flavour.ts'
import { asRecord, fromStored, oneOf, parseJson, toStored } from './stored-text.ts'
import type { AuditTable, EventTable, Tables } from './tables.ts'
import { toSyncError } from './store-errors.ts'

/** Rows that are looked at for one page, at most: where few are of the wanted kinds the page ends early, and says that there is more. */
const MOST_LOOKED_AT = 5000
const BATCH = 1000

/** The feed over the audit and what is told beside it. It has no owner. */
export function createEventFeed(db: Kysely<Tables>, flavour: Pick<Flavour, 'takePlaces' | 'settled'>): EventFeed {
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toSyncError(error)
    }
  }
  return {
    read: (query) =>
      told(async () => {
        const feed = await factsOf(db)
        const high = await highest(db, feed.floor)
        const after = query.after === undefined ? feed.floor : placeOf(query.after, feed, high)
        // Whoever still writes could come to stand before what can be seen.
        if (after === high || !(await flavour.settled(db))) return { events: [], next: cursorOf(feed, after), isMore: false }
        const { rows, reached } = await rowsBetween(db, after, high, query)
        return { events: rows.map(([seq, event]) => ({ id: cursorOf(feed, seq), ...event })), next: cursorOf(feed, reached), isMore: reached < high }
      }),
    end: (before = 0) =>
      told(async () => {
        const feed = await factsOf(db)
        const high = await highest(db, feed.floor)
        if (await flavour.settled(db)) return cursorOf(feed, Math.max(feed.floor, high - before))
        throw new SyncError('STORE_FAILURE', 'The database did not settle in time.')
      }),
    crossed: (from, until) => told(() => crossed(db, from, until)),
    delays: (since, most) => told(() => delays(db, since, most)),
    tell: (events) => told(() => db.transaction().execute((tx) => appendEvents(tx, '', events, flavour))),
    trim: (before) => told(() => db.transaction().execute((tx) => trim(tx, before))),
  }
}

/** Adds events inside the transaction of what they tell of. `pair`: of those that name none. */
export async function appendEvents(tx: Kysely<Tables>, pair: string, events: readonly NewEvent[], { takePlaces }: Pick<Flavour, 'takePlaces'>): Promise<void> {
  if (events.length === 0) return
  const places = await takePlaces(tx, events.length)
  const rows = events.map(({ at, kind, pair: named = pair, ...rest }, index) => ({ seq: places[index] ?? 0, pair: toStored(named), at, kind, detail: toStored(JSON.stringify(rest)) }))
  await tx.insertInto('event').values(rows).execute()
}

/** What is known of the feed itself: its name, and the place up to which it is no longer kept. */
interface FeedFacts {
  readonly name: string
  readonly floor: number
}

async function factsOf(db: Kysely<Tables>): Promise<FeedFacts> {
  const rows = await db.selectFrom('meta').select(['name', 'value']).where('pair', '=', '').where('name', 'in', ['feed', 'feed floor']).execute()
  const valueOf = (name: string): string | undefined => rows.find((row) => row.name === name)?.value
  return { name: (valueOf('feed') ?? '').slice(0, 8), floor: Number(valueOf('feed floor') ?? 0) }
}

const cursorOf = ({ name }: FeedFacts, seq: number): string => `${name}.${seq.toString(36)}`

/** @throws {SyncError} `CURSOR_EXPIRED` */
function placeOf(cursor: string, { name, floor }: FeedFacts, high: number): number {
  const [of, place = ''] = cursor.split('.')
  const seq = /^[0-9a-z]{1,10}$/.test(place) ? parseInt(place, 36) : -1
  if (of === name && seq >= floor && seq <= high) return seq
  const isOurs = of === name && seq >= 0 && seq <= high
  throw new SyncError('CURSOR_EXPIRED', isOurs ? 'What came after this cursor is no longer kept.' : 'This cursor is none of the event feed of this database.')
}

/** The last place that can be seen now. */
async function highest(db: Kysely<Tables>, floor: number): Promise<number> {
  const lasts = await Promise.all((['audit', 'event'] as const).map((table) => db.selectFrom(table).select(sql<number | string | null>`max(seq)`.as('last')).executeTakeFirst()))
  return Math.max(floor, ...lasts.map((row) => Number(row?.last ?? 0)))
}

type Placed = readonly [seq: number, event: Omit<FeedEvent, 'id'>]

/** Events after a place, and how far was looked for them. */
async function rowsBetween(db: Kysely<Tables>, after: number, high: number, { limit, kinds, pairs }: FeedQuery): Promise<{ readonly rows: readonly Placed[]; readonly reached: number }> {
  const rows: Placed[] = []
  const stored = pairs?.map(toStored)
  for (let [reached, looked] = [after, 0]; ; looked += BATCH) {
    const [records, events] = await Promise.all([
      ofPairs(db.selectFrom('audit').select(['seq', 'pair', 'at', 'run', 'kind', 'side', 'item', 'reason', 'by_whom', 'took_ms']).where('kind', 'in', TOLD_RECORDS).where('seq', '>', reached).where('seq', '<=', high).orderBy('seq').limit(BATCH), stored).execute(),
      ofPairs(db.selectFrom('event').selectAll().where('seq', '>', reached).where('seq', '<=', high).orderBy('seq').limit(BATCH), stored).execute(),
    ])
    // Where a batch is full, what the other one has beyond it may not be the next.
    const ends = [records, events].flatMap((batch) => (batch.length < BATCH ? [] : [Number(batch.at(-1)?.seq ?? high)]))
    const end = Math.min(high, ...ends)
    const placed = [...records.flatMap(ofRecord), ...events.flatMap(ofRow)].filter(([seq, { kind }]) => seq <= end && (kinds === undefined || kinds.includes(kind))).sort(([a], [b]) => a - b)
    for (const each of placed) {
      if (rows.length === limit) return { rows, reached: rows.at(-1)?.[0] ?? reached }
      rows.push(each)
    }
    reached = end
    if (reached === high || looked >= MOST_LOOKED_AT) return { rows, reached }
  }
}

function ofPairs<Query extends { where(column: 'pair', operator: 'in', values: readonly string[]): Query }>(query: Query, pairs: readonly string[] | undefined): Query {
  return pairs === undefined ? query : query.where('pair', 'in', pairs)
}

type Told = Pick<Selectable<AuditTable>, 'seq' | 'pair' | 'at' | 'run' | 'kind' | 'side' | 'item' | 'reason' | 'by_whom' | 'took_ms'>

function ofRecord(row: Told): Placed[] {
  const reason = fromStored(row.reason)
  const kind = eventKindOf(row.kind, reason)
  if (kind === undefined) return []
  const rest = {
    ...(row.side === null ? {} : { on: oneOf(SIDES, row.side) }),
    ...(row.item === null ? {} : { item: fromStored(row.item) }),
    run: fromStored(row.run),
    ...(DEEDS.some((deed) => deed === row.kind) ? {} : { reason }),
    ...(row.by_whom === null ? {} : { by: row.by_whom.includes('@') ? 'somebody' : fromStored(row.by_whom) }),
    ...(row.took_ms === null ? {} : { tookMs: Number(row.took_ms) }),
  }
  return [[Number(row.seq), { at: row.at, kind, pair: fromStored(row.pair), ...rest }]]
}

/** What a newer version told this one leaves out. */
function ofRow(row: Selectable<EventTable>): Placed[] {
  if (!isEventKind(row.kind)) return []
  const rest = asRecord(parseJson(fromStored(row.detail))) as Omit<NewEvent, 'at' | 'kind' | 'pair'>
  return [[Number(row.seq), { at: row.at, kind: row.kind satisfies EventKind, ...(row.pair === '' ? {} : { pair: fromStored(row.pair) }), ...rest }]]
}

/** Up to the first that is to be kept, in the order of places: where a clock was set back, rather too much is kept. */
async function trim(tx: Kysely<Tables>, before: string): Promise<void> {
  const { floor } = await factsOf(tx)
  const firsts = await Promise.all((['audit', 'event'] as const).map((table) => tx.selectFrom(table).select('seq').where('seq', '>', floor).where('at', '>=', before).orderBy('seq').limit(1).executeTakeFirst()))
  const kept = firsts.flatMap((row) => (row === undefined ? [] : [Number(row.seq) - 1]))
  const next = kept.length > 0 ? Math.min(...kept) : await highest(tx, floor)
  if (next <= floor) return
  await tx.deleteFrom('event').where('seq', '<=', next).execute()
  const value = String(next)
  await tx.insertInto('meta').values({ pair: '', name: 'feed floor', value }).onConflict((on) => on.columns(['pair', 'name']).doUpdateSet({ value })).execute()
}
