import { test } from 'node:test'
import { searchAside } from './search-aside.ts'

test('whatever people do, both mailboxes are what the rules say: through the engine and a database, on mailboxes in memory', async () => {
  await searchAside({ world: 'memory', histories: 300, commands: 60 })
})
