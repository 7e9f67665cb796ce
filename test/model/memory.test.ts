import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { searchAside } from './search-world.ts'

test('whatever people do, both mailboxes are what the rules say: through the engine and a database, on mailboxes in memory', { timeout: 36_000_000 }, async () => {
  await searchAside({ world: 'memory', histories: howMany('MODEL_HISTORIES', 400, 100_000), commands: 60 })
})
