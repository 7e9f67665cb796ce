import { sql, type Kysely } from 'kysely'
import { CHAIN_START, linkHash } from '../audit-chain.ts'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

const BATCH = 1000

/** Every record of the audit is linked to the one before it. What was written until now is linked as it stands. */
export async function auditChain(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`alter table audit add column hash ${text} not null default ''`.execute(db)
  const last = new Map<string, string>()
  for (let after = 0; ; ) {
    const rows = await db.selectFrom('audit').selectAll().where('seq', '>', after).orderBy('seq').limit(BATCH).execute()
    for (const row of rows) {
      const hash = linkHash(last.get(row.pair) ?? CHAIN_START, row)
      last.set(row.pair, hash)
      await db.updateTable('audit').set({ hash }).where('seq', '=', row.seq).execute()
      after = Number(row.seq)
    }
    if (rows.length < BATCH) return
  }
}
