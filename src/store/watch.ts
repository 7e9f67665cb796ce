import { sql, type Kysely } from 'kysely'
import { INSTALLATION } from '../domain/installation.ts'
import { toInstant } from '../domain/instant.ts'
import { SIDES } from '../domain/side.ts'
import type { Alert } from '../watch/alert.ts'
import type { KeptMatch, WatchStore } from '../watch/ports.ts'
import type { WatchMatch } from '../watch/rule.ts'
import { appendAudit, type AuditWriting } from './audit.ts'
import { appendEvents } from './feed.ts'
import type { Flavour } from './flavour.ts'
import { asRecord, fromStored, oneOf, parseJson, toStored } from './stored-text.ts'
import type { Tables } from './tables.ts'
import { toSyncError } from './store-errors.ts'

/** What is remembered for alerts. It has no owner: a command may write beside a running service. */
export function createWatchStore(db: Kysely<Tables>, writing: AuditWriting & Pick<Flavour, 'takePlaces'>): WatchStore {
  const methods: WatchStore = {
    parts: async () =>
      (await db.selectFrom('watch_parts').selectAll().orderBy('created_at').orderBy('id').execute()).map(({ id, kind, sealed, created_at: createdAt }) => ({ id, kind: oneOf(['rule', 'channel'] as const, kind), sealed, createdAt })),
    keepPart: ({ id, kind, sealed, createdAt }, audit) =>
      db.transaction().execute(async (tx) => {
        await appendAudit(tx, INSTALLATION, audit, writing)
        await tx.insertInto('watch_parts').values({ id, kind, sealed, created_at: createdAt }).onConflict((on) => on.column('id').doUpdateSet({ sealed })).execute()
      }),
    changePart: ({ id, sealed }, before, matches, audit) =>
      db.transaction().execute(async (tx) => {
        const { numUpdatedRows } = await tx.updateTable('watch_parts').set({ sealed }).where('id', '=', id).where('sealed', '=', before).executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await appendAudit(tx, INSTALLATION, audit, writing)
        if (matches === 'forgotten') await tx.deleteFrom('watch_matches').where('rule', '=', id).execute()
        else if (matches !== 0) await putOff(tx, id, matches)
        return true
      }),
    removePart: (id, audit) =>
      db.transaction().execute(async (tx) => {
        await appendAudit(tx, INSTALLATION, audit, writing)
        await tx.deleteFrom('watch_parts').where('id', '=', id).execute()
        await tx.deleteFrom('watch_matches').where('rule', '=', id).execute()
      }),
    dueMatches: async (now) => {
      const rows = await db.selectFrom('watch_matches').selectAll().where('due_at', '<=', now).orderBy('due_at').execute()
      return rows.map(({ pair, rule, item, side, due_at: dueAt, state }): KeptMatch => ({ pair: fromStored(pair), rule, item: fromStored(item), side: oneOf(SIDES, side), dueAt, state: oneOf(['waiting', 'lasting'] as const, state) }))
    },
    setMatches: (matches) =>
      db.transaction().execute(async (tx) => {
        for (const { pair, rule, item, state } of matches) {
          if (state === 'over') await tx.deleteFrom('watch_matches').where('pair', '=', toStored(pair)).where('rule', '=', rule).where('item', '=', toStored(item)).execute()
          else await tx.updateTable('watch_matches').set({ state }).where('pair', '=', toStored(pair)).where('rule', '=', rule).where('item', '=', toStored(item)).execute()
        }
      }),
    alerts: async () => (await db.selectFrom('watch_alerts').select('value').orderBy('alert').execute()).map(({ value }) => asRecord(parseJson(fromStored(value))) as unknown as Alert),
    keepAlerts: (alerts, events) =>
      db.transaction().execute(async (tx) => {
        await appendEvents(tx, '', events, writing)
        for (const alert of alerts) {
          const row = { value: toStored(JSON.stringify(alert)), resolved_at: alert.resolvedAt ?? null }
          await tx.insertInto('watch_alerts').values({ alert: toStored(alert.key), ...row }).onConflict((on) => on.column('alert').doUpdateSet(row)).execute()
        }
      }),
    trim: async (before) => {
      await db.deleteFrom('watch_alerts').where('resolved_at', '<', before).execute()
    },
  }
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, told(method)])) as unknown as WatchStore
}

async function putOff(tx: Kysely<Tables>, rule: string, byMs: number): Promise<void> {
  for (const { due_at: dueAt } of await tx.selectFrom('watch_matches').select('due_at').distinct().where('rule', '=', rule).orderBy('due_at', byMs > 0 ? 'desc' : 'asc').execute()) {
    await tx.updateTable('watch_matches').set({ due_at: toInstant(Date.parse(dueAt) + byMs) ?? dueAt }).where('rule', '=', rule).where('due_at', '=', dueAt).execute()
  }
}

const told =
  (method: (...args: never[]) => Promise<unknown>) =>
  async (...args: never[]): Promise<unknown> => {
    try {
      return await method(...args)
    } catch (error) {
      throw toSyncError(error)
    }
  }

/** Notes that rules fit messages, inside the transaction in which the messages are taken over. What is noted already stays as it is. */
export async function writeMatches(tx: Kysely<Tables>, pair: string, matches: readonly WatchMatch[]): Promise<void> {
  for (const { rule, item, side, dueAt } of matches) {
    await sql`insert into watch_matches (pair, rule, item, side, due_at, state) values (${pair}, ${rule}, ${toStored(item)}, ${side}, ${dueAt}, 'waiting') on conflict do nothing`.execute(tx)
  }
}
