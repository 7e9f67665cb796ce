import type { Kysely } from 'kysely'
import { toInstant } from '../domain/instant.ts'
import { HEAD_PLACES, type HeadTelling } from '../domain/audit-head.ts'
import type { ConnectionLook } from '../domain/connection-look.ts'
import type { NewEvent } from '../domain/feed-event.ts'
import { SIDES } from '../domain/side.ts'
import type { Hearing, ServiceStore, Standing, Why } from '../service/ports.ts'
import { appendEvents } from './feed.ts'
import type { Flavour } from './flavour.ts'
import { asRecord, fromStored, oneOf, parseJson, toStored } from './stored-text.ts'
import type { Tables } from './tables.ts'
import { toSyncError } from './store-errors.ts'

const WHYS: readonly Why[] = ['start', 'push', 'idle', 'poll', 'retry', 'turn', 'asked']

/**
 * What the service remembers. Rows belong to no owner: each method is one short statement, so that a command may write beside a
 * running service.
 */
export function createServiceStore(db: Kysely<Tables>, flavour: Pick<Flavour, 'takePlaces'>): ServiceStore {
  const methods: ServiceStore = {
    ...pausing(db),
    ...wishing(db),
    ...deciding(db),
    ...subscribing(db),
    standings: async (pair) => {
      const all = db.selectFrom('standings').selectAll().orderBy('pair')
      const rows = await (pair === undefined ? all : all.where('pair', '=', toStored(pair))).execute()
      return rows.map((row) => ({ ...heardBy(row.hearing, recordOf(row.value) as unknown as Standing), pair: fromStored(row.pair) }))
    },
    setStanding: async (standing) => {
      const row = await db.selectFrom('standings').select('value').where('pair', '=', toStored(standing.pair)).executeTakeFirst()
      const before = row === undefined ? undefined : (recordOf(row.value) as unknown as Standing)
      if (before?.state === standing.state && before.code === standing.code) return keepStanding(db, standing)
      await db.transaction().execute(async (tx) => {
        await appendEvents(tx, standing.pair, turnOf(before, standing), flavour)
        await keepStanding(tx, standing)
      })
    },
    setHearing: async (pair, hearing) => {
      await db.updateTable('standings').set({ hearing: toStored(JSON.stringify(hearing)) }).where('pair', '=', toStored(pair)).execute()
    },
    headTellings: async () => {
      const rows = await db.selectFrom('meta').select('value').where('pair', '=', '').where('name', 'in', HEAD_PLACES.map(tellingName)).orderBy('name').execute()
      return rows.map(({ value }) => recordOf(value) as unknown as HeadTelling)
    },
    setHeadTelling: (telling) => keepMeta(db, tellingName(telling.place), toStored(JSON.stringify(telling))),
    looks: async (pair) => {
      const all = db.selectFrom('facts').select(['pair', 'value']).where('name', '=', LOOK).orderBy('pair')
      const rows = await (pair === undefined ? all : all.where('pair', '=', toStored(pair))).execute()
      return rows.map((row) => ({ ...(recordOf(row.value) as unknown as ConnectionLook), pair: fromStored(row.pair) }))
    },
    keepLook: async ({ pair, ...look }) => {
      const value = toStored(JSON.stringify(look))
      await db.insertInto('facts').values({ pair: toStored(pair), name: LOOK, value }).onConflict((on) => on.columns(['pair', 'name']).doUpdateSet({ value })).execute()
    },
    probe: (now) => keepMeta(db, 'probe', String(now)),
  }
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, told(method)])) as unknown as ServiceStore
}

const keepStanding = async (db: Kysely<Tables>, standing: Standing): Promise<void> => {
  const value = toStored(JSON.stringify(standing))
  await db.insertInto('standings').values({ pair: toStored(standing.pair), value, hearing: null }).onConflict((on) => on.column('pair').doUpdateSet({ value })).execute()
}

/** What it means for whoever listens that a pair stands otherwise now. */
function turnOf(before: Standing | undefined, { state, code, since }: Standing): NewEvent[] {
  const at = toInstant(since) ?? ''
  const data = { state, ...(code === undefined ? {} : { code }), ...(before === undefined ? {} : { before: before.state }) }
  return [{ at, kind: 'pair.state', data }]
}

/** A fact of a pair that no run writes, so that it has no owner. */
const LOOK = 'connection'

const tellingName = (place: string): string => `audit ${place}`

const keepMeta = async (db: Kysely<Tables>, name: string, value: string): Promise<void> => {
  await db.insertInto('meta').values({ pair: '', name, value }).onConflict((on) => on.columns(['pair', 'name']).doUpdateSet({ value })).execute()
}

const recordOf = (text: string): Record<string, unknown> => asRecord(parseJson(fromStored(text)))

function heardBy(text: string | null, standing: Standing): Standing {
  if (text === null) return standing
  const { isTold, deaf } = recordOf(text) as unknown as Hearing
  const all = [...deaf, ...(standing.deaf ?? [])]
  return { ...standing, isTold, ...(all.length === 0 ? {} : { deaf: all }) }
}

/** Failures are told as everywhere in the store. */
const told =
  (method: (...args: never[]) => Promise<unknown>) =>
  async (...args: never[]): Promise<unknown> => {
    try {
      return await method(...args)
    } catch (error) {
      throw toSyncError(error)
    }
  }

const pausing = (db: Kysely<Tables>): Pick<ServiceStore, 'pauses' | 'pause' | 'resume'> => ({
  pauses: async () => {
    const rows = await db.selectFrom('paused').selectAll().orderBy('pair').execute()
    return rows.map((row) => ({
      ...(row.pair === '' ? {} : { pair: fromStored(row.pair) }),
      by: fromStored(row.by_whom),
      since: Number(row.since),
      ...(row.until === null ? {} : { until: Number(row.until) }),
    }))
  },
  pause: async ({ pair = '', by, since, until = null }) => {
    const rest = { by_whom: toStored(by), since, until }
    await db.insertInto('paused').values({ pair: toStored(pair), ...rest }).onConflict((on) => on.column('pair').doUpdateSet(rest)).execute()
  },
  resume: async (pair = '') => {
    await db.deleteFrom('paused').where('pair', '=', toStored(pair)).execute()
  },
})

const wishing = (db: Kysely<Tables>): Pick<ServiceStore, 'wishes' | 'wish' | 'fulfil'> => ({
  wishes: async () => {
    const rows = await db.selectFrom('wanted').selectAll().orderBy('due_at').execute()
    return rows.map((row) => ({ pair: fromStored(row.pair), why: oneOf(WHYS, row.why), since: Number(row.since), dueAt: Number(row.due_at) }))
  },
  wish: async ({ pair, why, since, dueAt }) => {
    const rest = { why, since, due_at: dueAt }
    await db.insertInto('wanted').values({ pair: toStored(pair), ...rest }).onConflict((on) => on.column('pair').doUpdateSet(rest)).execute()
  },
  fulfil: async (pair, since) => {
    await db.deleteFrom('wanted').where('pair', '=', toStored(pair)).where('since', '=', since).execute()
  },
})

const deciding = (db: Kysely<Tables>): Pick<ServiceStore, 'decisions' | 'decide' | 'decided'> => ({
  decisions: async () => {
    const rows = await db.selectFrom('decisions').selectAll().orderBy('pair').execute()
    return rows.map((row) => ({ pair: fromStored(row.pair), hold: fromStored(row.hold), decision: oneOf(['apply', 'discard'], row.decision) }))
  },
  decide: async ({ pair, hold, decision }) => {
    const rest = { hold: toStored(hold), decision }
    await db.insertInto('decisions').values({ pair: toStored(pair), ...rest }).onConflict((on) => on.column('pair').doUpdateSet(rest)).execute()
  },
  decided: async (pair, hold) => {
    await db.deleteFrom('decisions').where('pair', '=', toStored(pair)).where('hold', '=', toStored(hold)).execute()
  },
})

const subscribing = (db: Kysely<Tables>): Pick<ServiceStore, 'subscriptions' | 'keepSubscription' | 'forgetSubscription'> => ({
  subscriptions: async () => {
    const rows = await db.selectFrom('subscriptions').selectAll().orderBy('pair').execute()
    return rows.map((row) => ({
      pair: fromStored(row.pair),
      side: oneOf(SIDES, row.side),
      id: fromStored(row.id),
      expiresAt: Number(row.expires_at),
      clientState: fromStored(row.client_state),
    }))
  },
  keepSubscription: async ({ pair, side, id, expiresAt, clientState }) => {
    const rest = { id: toStored(id), expires_at: expiresAt, client_state: toStored(clientState) }
    await db.insertInto('subscriptions').values({ pair: toStored(pair), side, ...rest }).onConflict((on) => on.columns(['pair', 'side']).doUpdateSet(rest)).execute()
  },
  forgetSubscription: async (pair, side) => {
    await db.deleteFrom('subscriptions').where('pair', '=', toStored(pair)).where('side', '=', side).execute()
  },
})
