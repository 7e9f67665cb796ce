import { test } from 'node:test'
import { searchAside } from './search-aside.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds (seeds 101 to 200)', async () => {
  await searchAside({ world: 'sandbox', from: 101, histories: 100, commands: 60 })
})
