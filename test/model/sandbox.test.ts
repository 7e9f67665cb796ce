import { test } from 'node:test'
import { searchAside } from './search-aside.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds', async () => {
  await searchAside({ world: 'sandbox', histories: 60, commands: 60 })
})
