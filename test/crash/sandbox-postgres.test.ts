import { after, before, test } from 'node:test'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { howMany } from '../support/how-many.ts'
import { crashAtWrites, crashWithinLarge } from './sandbox-crash.ts'
import { STORIES } from './sandbox-story.ts'

const missing = postgresMissing()
let server: PostgresServer | undefined

if (missing === undefined) {
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.stop())
  const freshUrl = async (): Promise<string> => (await server?.freshUrl()) ?? ''
  // Every write is killed on SQLite; what PostgreSQL does in its own way shows where mail moves and edits conflict.
  const stories = howMany('POSTGRES_STORIES', 2, STORIES.length)
  crashAtWrites('PostgreSQL', freshUrl, { stories: [...STORIES.keys()].slice(-stories), least: 30 * stories })
  if (stories === STORIES.length) crashWithinLarge('PostgreSQL', freshUrl)
} else test('killed at every write, remembered in PostgreSQL', { skip: missing }, () => {})
