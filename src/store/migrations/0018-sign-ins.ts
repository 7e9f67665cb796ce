import { sql, type Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'

/** Sign-ins of people to the Outlook side of a pair: the refresh token, sealed, and whose turn it is to renew it. */
export async function signIns(db: Kysely<Tables>, { text }: Flavour): Promise<void> {
  await sql`create table sign_ins (
    pair ${text} primary key,
    sealed ${text} not null,
    version bigint not null,
    signed_in_at ${text} not null,
    renewed_at ${text} not null,
    refused ${text},
    refused_at ${text},
    turn_by ${text},
    turn_until bigint
  )`.execute(db)
}
