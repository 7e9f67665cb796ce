import type { Kysely } from 'kysely'
import type { Flavour } from '../flavour.ts'
import type { Tables } from '../tables.ts'
import { initial } from './0001-initial.ts'
import { service } from './0002-service.ts'
import { calls } from './0003-calls.ts'
import { hearing } from './0004-hearing.ts'
import { auditChain } from './0005-audit-chain.ts'
import { auditBy } from './0006-audit-by.ts'
import { sought } from './0007-sought.ts'
import { gate } from './0008-gate.ts'
import { people } from './0013-people.ts'
import { events } from './0015-events.ts'
import { watch } from './0016-watch.ts'
import { accounts } from './0014-accounts.ts'
import { signIns } from './0018-sign-ins.ts'

/** One step of the schema. It runs inside the transaction that all pending steps share. */
export interface Migration {
  readonly name: string
  readonly up: (db: Kysely<Tables>, flavour: Flavour) => Promise<void>
}

/** In order. A released one is never changed: the schema version of a database is how many it has seen. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-initial', up: initial },
  { name: '0002-service', up: service },
  { name: '0003-calls', up: calls },
  { name: '0004-hearing', up: hearing },
  { name: '0005-audit-chain', up: auditChain },
  { name: '0006-audit-by', up: auditBy },
  { name: '0007-sought', up: sought },
  { name: '0008-gate', up: gate },
  { name: '0013-people', up: people },
  { name: '0015-events', up: events },
  { name: '0016-watch', up: watch },
  { name: '0014-accounts', up: accounts },
  { name: '0018-sign-ins', up: signIns },
]
