import { sql, type Insertable, type Kysely, type Selectable, type SelectQueryBuilder } from 'kysely'
import type { Instant } from '../domain/instant.ts'
import { parseState, stateOf, stateText, type Item, type ItemRef, type ItemState } from '../domain/item.ts'
import type { OriginMark } from '../domain/origin-mark.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { inLists } from './in-lists.ts'
import { asRecord, asText, fromStored, oneOf, parseJson, toNullable, toStored, unreadable } from './stored-text.ts'
import type { ItemsTable, Tables } from './tables.ts'

const PRESENCES = ['present', 'missing', 'gone'] as const
const ROLE_CLASSES = ['received', 'sent', 'draft'] as const
const FLAGS = ['none', 'flagged', 'complete'] as const

/** Written as in the index, not as a parameter: only so does SQLite see that the index serves. */
const NOT_GONE = sql<boolean>`presence <> 'gone'`

/** As many code points of a Message-ID as its index holds. */
const INDEXED_LENGTH = 255

type ItemQuery = SelectQueryBuilder<Tables, 'items', Selectable<ItemsTable>>

const itemsOf = (db: Kysely<Tables>, pair: string): ItemQuery => db.selectFrom('items').selectAll().where('pair', '=', pair)

const read = async (query: ItemQuery): Promise<Item[]> => (await query.execute()).map(decodeItem)

/** The row of an item. */
export function encodeItem(pair: string, item: Item): Insertable<ItemsTable> {
  return {
    pair,
    ref: toStored(item.ref),
    side: item.side,
    id: toStored(item.id),
    folder: toStored(item.folder),
    presence: item.presence,
    state: stateText(stateOf(item)),
    base: stateText(item.base),
    message_id: toNullable(item.internetMessageId),
    role_class: item.roleClass,
    headline: toStored(item.headline),
    received_at: item.receivedAt,
    size: item.size,
    origin: item.origin === undefined ? null : JSON.stringify(item.origin),
    digest_exact: item.digests?.exact ?? null,
    digest_normal: item.digests?.normal ?? null,
    etag: toNullable(item.etag),
  }
}

/** The item of a row. @throws {SyncError} `BROKEN_INVARIANT` when the row makes no sense. */
export function decodeItem(row: Selectable<ItemsTable>): Item {
  const state = readState(row.state)
  const base = row.base === '' ? undefined : readState(row.base)
  return {
    ref: fromStored(row.ref),
    side: oneOf(SIDES, row.side),
    id: fromStored(row.id),
    folder: state.folder,
    marks: state.marks,
    presence: oneOf(PRESENCES, row.presence),
    ...(row.message_id === null ? {} : { internetMessageId: fromStored(row.message_id) }),
    roleClass: oneOf(ROLE_CLASSES, row.role_class),
    headline: fromStored(row.headline),
    receivedAt: row.received_at,
    size: Number(row.size),
    ...(row.origin === null ? {} : { origin: readOrigin(row.origin) }),
    ...(row.digest_exact === null || row.digest_normal === null ? {} : { digests: { exact: row.digest_exact, normal: row.digest_normal } }),
    ...(row.etag === null ? {} : { etag: fromStored(row.etag) }),
    ...(base === undefined ? {} : { base }),
  }
}

function readState(text: string): ItemState {
  const state = text.startsWith('[') ? attempt(() => parseState(text)) : undefined
  if (state === undefined || !isState(state)) throw unreadable('the state of an item')
  return state
}

const isState = ({ folder, marks, version }: ItemState): boolean =>
  typeof folder === 'string' && FLAGS.includes(marks.flag) && Array.isArray(marks.tags) && (version === undefined || typeof version === 'string')

function readOrigin(text: string): OriginMark {
  const origin = asRecord(parseJson(text))
  asText(origin['pair'])
  asText(origin['token'])
  oneOf(SIDES, origin['side'])
  return origin as unknown as OriginMark
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Items whose state is not their base and that are not merely missing. Costs what is dirty, not what is there. */
export const dirtyItems = (db: Kysely<Tables>, pair: string): Promise<Item[]> =>
  read(itemsOf(db, pair).where(sql<boolean>`state <> base`).where('presence', '!=', 'missing'))

/** Whatever their presence. */
export const itemsByRef = (db: Kysely<Tables>, pair: string, refs: readonly ItemRef[]): Promise<Item[]> =>
  inLists(refs.map(toStored), (list) => read(itemsOf(db, pair).where('ref', 'in', list)))

/** Gone ones left out. */
export const itemsById = (db: Kysely<Tables>, pair: string, side: Side, ids: readonly string[]): Promise<Item[]> =>
  inLists(ids.map(toStored), (list) => read(itemsOf(db, pair).where('side', '=', side).where(NOT_GONE).where('id', 'in', list)))

/** Only those that are gone. */
export const goneItemsById = (db: Kysely<Tables>, pair: string, side: Side, ids: readonly string[]): Promise<Item[]> =>
  inLists(ids.map(toStored), (list) => read(itemsOf(db, pair).where('side', '=', side).where(sql<boolean>`presence = 'gone'`).where('id', 'in', list)))

/** Gone ones left out. */
export const itemsInFolder = (db: Kysely<Tables>, pair: string, side: Side, folder: string): Promise<Item[]> =>
  read(itemsOf(db, pair).where('side', '=', side).where(NOT_GONE).where('folder', '=', toStored(folder)))

/** Gone ones left out. */
export async function itemsByMessageId(db: Kysely<Tables>, pair: string, ids: readonly string[]): Promise<Item[]> {
  const found = await inLists(ids.map(indexed), (list) =>
    read(
      itemsOf(db, pair)
        .where(sql<boolean>`message_id is not null`)
        .where(NOT_GONE)
        .where(sql<string>`substr(message_id, 1, 255)`, 'in', list),
    ),
  )
  const wanted = new Set(ids)
  return found.filter((item) => item.internetMessageId !== undefined && wanted.has(item.internetMessageId))
}

function indexed(messageId: string): string {
  const stored = toStored(messageId)
  return stored.length <= INDEXED_LENGTH ? stored : [...stored].slice(0, INDEXED_LENGTH).join('')
}

/** Those without Message-ID; gone ones left out. */
export const itemsByReceived = (db: Kysely<Tables>, pair: string, seconds: readonly Instant[]): Promise<Item[]> =>
  inLists(seconds, (list) =>
    read(
      itemsOf(db, pair)
        .where(sql<boolean>`message_id is null`)
        .where(NOT_GONE)
        .where('received_at', 'in', list),
    ),
  )

/** Whatever their presence. */
export const itemsOfSide = (db: Kysely<Tables>, pair: string, side: Side): Promise<Item[]> => read(itemsOf(db, pair).where('side', '=', side).orderBy('ref'))

/** Not in a listing and not yet confirmed gone. */
export const missingItems = (db: Kysely<Tables>, pair: string, side: Side): Promise<Item[]> =>
  read(itemsOf(db, pair).where('side', '=', side).where(sql<boolean>`presence = 'missing'`))
