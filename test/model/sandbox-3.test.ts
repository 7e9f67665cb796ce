import { test } from 'node:test'
import { searchAside } from './search-aside.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds (seeds 201 to 300)', async () => {
  await searchAside({ world: 'sandbox', from: 201, histories: 100, commands: 60 })
})
