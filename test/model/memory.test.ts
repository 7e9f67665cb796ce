import { test } from 'node:test'
import { MEMORY_FACTS, openMemoryWorld } from './memory-world.ts'
import { search } from './search.ts'

test('whatever people do, both mailboxes are what the rules say: through the engine and a database, on mailboxes in memory', async () => {
  await search({ open: openMemoryWorld, facts: MEMORY_FACTS, histories: 300, commands: 60, patience: 400 })
})
