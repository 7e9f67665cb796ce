import { sql, type Kysely, type Selectable } from 'kysely'
import type { NewEvent } from '../domain/feed-event.ts'
import { INSTALLATION } from '../domain/installation.ts'
import type { AuditRecord } from '../engine/ports.ts'
import type { WebhookStore } from '../events/ports.ts'
import type { Attempt, Delivery, Fate, Webhook } from '../events/webhook.ts'
import { isEventKind } from '../domain/feed-event.ts'
import { appendAudit, type AuditWriting } from './audit.ts'
import { appendEvents } from './feed.ts'
import type { Flavour } from './flavour.ts'
import { asRecord, fromStored, oneOf, parseJson, toStored } from './stored-text.ts'
import type { DeliveriesTable, Tables } from './tables.ts'
import { toSyncError } from './store-errors.ts'

const STATES = ['waiting', 'delivered', 'given-up'] as const satisfies readonly Delivery['state'][]

type Writing = AuditWriting & Pick<Flavour, 'takePlaces'>

/** Webhooks and their deliveries. They have no owner: a command may write beside a running service. */
export function createWebhookStore(db: Kysely<Tables>, writing: Writing): WebhookStore {
  const methods: WebhookStore = {
    list: async () => (await db.selectFrom('webhooks').selectAll().orderBy('created_at').orderBy('id').execute()).map(({ id, value, fate, position }) => ({ ...(jsonOf(value) as Omit<Webhook, 'id'>), ...(jsonOf(fate) as Fate), id, position, kept: value })),
    add: ({ id, ...rest }, position, audit) =>
      db.transaction().execute(async (tx) => {
        await record(tx, audit, [], writing)
        await tx.insertInto('webhooks').values({ id, value: toStored(JSON.stringify(rest)), fate: '{}', position, created_at: rest.createdAt }).execute()
      }),
    // What a person says, how the endpoint fares and how far it has come change beside each other.
    change: ({ id, ...rest }, before, { fate, audit }) =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx.updateTable('webhooks').set({ value: toStored(JSON.stringify(rest)), ...(fate === undefined ? {} : { fate: JSON.stringify(fate) }) }).where('id', '=', id).where('value', '=', before).executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await record(tx, audit, [], writing)
        return true
      }),
    setFate: (id, fate, { audit = [], events = [] }) =>
      db.transaction().execute(async (tx) => {
        await record(tx, audit, events, writing)
        await tx.updateTable('webhooks').set({ fate: JSON.stringify(fate) }).where('id', '=', id).execute()
      }),
    remove: (id, audit) =>
      db.transaction().execute(async (tx) => {
        await record(tx, audit, [], writing)
        await tx.deleteFrom('deliveries').where('webhook', '=', id).execute()
        await tx.deleteFrom('webhooks').where('id', '=', id).execute()
      }),
    note: (id, deliveries, position) =>
      db.transaction().execute(async (tx) => {
        await tx.updateTable('webhooks').set({ position }).where('id', '=', id).execute()
        for (const { event, at, kind, body, dueAt } of deliveries) {
          const row = { webhook: id, event, place: placeIn(event), at, kind, body, state: 'waiting', attempts: 0, due_at: dueAt, first_tried_at: null, last: null }
          await tx.insertInto('deliveries').values(row).onConflict((on) => on.columns(['webhook', 'event']).doNothing()).execute()
        }
      }),
    due: async (id, now, most) => (await db.selectFrom('deliveries').selectAll().where('webhook', '=', id).where('state', '=', 'waiting').where('due_at', '<=', now).orderBy('due_at').orderBy('place').limit(most).execute()).map(decode),
    waiting: async (id) => Number((await db.selectFrom('deliveries').select(sql<number | string>`count(*)`.as('many')).where('webhook', '=', id).where('state', '=', 'waiting').executeTakeFirst())?.many ?? 0),
    isTried: async (id) => (await db.selectFrom('deliveries').select('event').where('webhook', '=', id).where('last', 'is not', null).limit(1).executeTakeFirst()) !== undefined,
    settle: async ({ webhook, event, state, attempts, dueAt, firstTriedAt = null, last }) => {
      const set = { state, attempts, due_at: dueAt, first_tried_at: firstTriedAt, last: last === undefined ? null : toStored(JSON.stringify(last)) }
      await db.updateTable('deliveries').set(set).where('webhook', '=', webhook).where('event', '=', event).execute()
    },
    deliveries: async (id, { most, state }) => {
      const all = db.selectFrom('deliveries').selectAll().where('webhook', '=', id)
      return (await (state === undefined ? all : all.where('state', '=', state)).orderBy('place', 'desc').limit(most).execute()).map(decode)
    },
    replay: (id, which, now, audit) =>
      db.transaction().execute(async (tx) => {
        await record(tx, audit, [], writing)
        const update = tx.updateTable('deliveries').set({ state: 'waiting', attempts: 0, due_at: now, first_tried_at: null }).where('webhook', '=', id)
        const { numUpdatedRows } = await ('event' in which ? update.where('event', '=', which.event) : update.where('at', '>=', which.since)).executeTakeFirst()
        return Number(numUpdatedRows)
      }),
    trim: async (before) => {
      await db.deleteFrom('deliveries').where('at', '<', before).where('state', '!=', 'waiting').execute()
    },
  }
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, told(method)])) as unknown as WebhookStore
}

const jsonOf = (text: string): unknown => asRecord(parseJson(fromStored(text)))

const told =
  (method: (...args: never[]) => Promise<unknown>) =>
  async (...args: never[]): Promise<unknown> => {
    try {
      return await method(...args)
    } catch (error) {
      throw toSyncError(error)
    }
  }

async function record(tx: Kysely<Tables>, audit: readonly AuditRecord[], events: readonly NewEvent[], writing: Writing): Promise<void> {
  if (audit.length > 0) await appendAudit(tx, INSTALLATION, audit, writing)
  await appendEvents(tx, '', events, writing)
}

/** The place in the feed that the id of an event ends with. */
const placeIn = (event: string): number => parseInt(event.slice(event.indexOf('.') + 1), 36)

const decode = (row: Selectable<DeliveriesTable>): Delivery => ({
  webhook: row.webhook,
  event: row.event,
  at: row.at,
  kind: isEventKind(row.kind) ? row.kind : 'run.ended',
  body: row.body,
  dueAt: Number(row.due_at),
  state: oneOf(STATES, row.state),
  attempts: row.attempts,
  ...(row.first_tried_at === null ? {} : { firstTriedAt: Number(row.first_tried_at) }),
  ...(row.last === null ? {} : { last: asRecord(parseJson(fromStored(row.last))) as unknown as Attempt }),
})
