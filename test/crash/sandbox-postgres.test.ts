import { after, before, test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { crashAtWrites } from './sandbox-crash.ts'

const missing = postgresMissing()
let server: PostgresServer | undefined

if (missing === undefined) {
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.stop())
  // An odd number, so that kills before and after a write take turns.
  crashAtWrites('PostgreSQL', async () => (await server?.freshUrl()) ?? '', howMany('POSTGRES_EVERY', 5, 1))
} else test('killed at every write, remembered in PostgreSQL', { skip: missing }, () => {})
