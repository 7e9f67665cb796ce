import { after, before, test } from 'node:test'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { crashAtWrites } from './sandbox-crash.ts'

const missing = postgresMissing()
let server: PostgresServer | undefined

if (missing === undefined) {
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.stop())
  crashAtWrites('PostgreSQL', async () => (await server?.freshUrl()) ?? '')
} else test('killed at every write, remembered in PostgreSQL', { skip: missing }, () => {})
