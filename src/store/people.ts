import { createHmac } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { chinaYear } from '../domain/china-year.ts'
import { SIDES, type Side } from '../domain/side.ts'
import type { Carried } from '../engine/ports.ts'
import { randomId } from '../platform/ids.ts'
import type { Tables } from './tables.ts'

const SECRET = 'people-secret'

/** Counts people, and remembers whom it has counted already, so that those who write every day cost nothing. */
export interface PeopleCounter {
  /** Counts people once in a year and direction, by a keyed hash, inside the transaction of what carried their data. @returns what is to be called once that is committed */
  count(tx: Kysely<Tables>, carried: readonly Carried[]): Promise<() => void>
}

/** So many are remembered. */
const MOST_SEEN = 50_000
const AT_ONCE = 500
/** This one and the last, for a report at the turn of the year. */
const YEARS_KEPT = 2

export function createPeopleCounter(): PeopleCounter {
  const seen = new Set<string>()
  let lastSecret: string | undefined
  let newest = 0
  return {
    count: async (tx, carried) => {
      const fresh = new Map<string, { readonly year: number; readonly side: Side; readonly address: string }>()
      for (const { on: side, at, people } of carried) {
        const year = chinaYear(at)
        for (const address of people) if (!seen.has(`${year} ${side} ${address}`)) fresh.set(`${year} ${side} ${address}`, { year, side, address })
      }
      if (fresh.size === 0) return () => {}
      const secret = lastSecret ?? (await secretOf(tx))
      // In one order, so that two processes that count the same people do not wait for each other.
      const rows = [...fresh.values()].map(({ year, side, address }) => ({ year, side, person: hashOf(address, secret) })).sort((a, b) => (a.person < b.person ? -1 : 1))
      for (let at = 0; at < rows.length; at += AT_ONCE) {
        const values = rows.slice(at, at + AT_ONCE).map(({ year, side, person }) => sql`(${year}, ${side}, ${person})`)
        await sql`insert into people (year, side, person) values ${sql.join(values)} on conflict do nothing`.execute(tx)
      }
      const year = Math.max(...rows.map((row) => row.year))
      if (year > newest) await tx.deleteFrom('people').where('year', '<=', year - YEARS_KEPT).execute()
      return () => {
        if (seen.size + fresh.size > MOST_SEEN) seen.clear()
        for (const key of fresh.keys()) seen.add(key)
        lastSecret = secret
        newest = Math.max(newest, year)
      }
    },
  }
}

/** Distinct people by the side that their data went to. */
export async function peopleIn(db: Kysely<Tables>, year: number): Promise<Record<Side, number>> {
  const rows = await db.selectFrom('people').select(['side', sql<number | string>`count(*)`.as('many')]).where('year', '=', year).groupBy('side').execute()
  return Object.fromEntries(SIDES.map((side) => [side, Number(rows.find((row) => row.side === side)?.many ?? 0)])) as Record<Side, number>
}

/** Makes of these people ones of whom nobody can tell who they are: the count stays. @returns how many rows that were */
export async function unlinkPeople(db: Kysely<Tables>, addresses: readonly string[]): Promise<number> {
  const rows = await rowsOf(db, addresses)
  for (const row of rows) await db.updateTable('people').set({ person: `erased-${randomId()}` }).where('year', '=', row.year).where('side', '=', row.side).where('person', '=', row.person).execute()
  return rows.length
}

/** Rows of these people, of whatever year. */
export async function rowsOf(db: Kysely<Tables>, addresses: readonly string[]): Promise<{ readonly year: number; readonly side: Side; readonly person: string }[]> {
  const secret = await knownSecret(db)
  if (secret === undefined || addresses.length === 0) return []
  return db.selectFrom('people').selectAll().where('person', 'in', addresses.map((address) => hashOf(address, secret))).execute()
}

const hashOf = (address: string, secret: string): string => createHmac('sha256', secret).update(address).digest('base64url')

const knownSecret = async (db: Kysely<Tables>): Promise<string | undefined> => (await db.selectFrom('meta').select('value').where('pair', '=', '').where('name', '=', SECRET).executeTakeFirst())?.value

/** Made when it is needed first. It is as safe as the database: whoever has both can try an address. */
async function secretOf(tx: Kysely<Tables>): Promise<string> {
  const known = await knownSecret(tx)
  if (known !== undefined) return known
  await sql`insert into meta (pair, name, value) values ('', ${SECRET}, ${randomId() + randomId()}) on conflict do nothing`.execute(tx)
  return (await knownSecret(tx)) ?? ''
}
