import { test } from 'node:test'
import { searchAside } from './search-aside.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds (seeds 1 to 100)', async () => {
  await searchAside({ world: 'sandbox', from: 1, histories: 100, commands: 60 })
})
