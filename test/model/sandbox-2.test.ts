import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { searchAside } from './search-world.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds (seeds 31 to 60)', { timeout: 36_000_000 }, async () => {
  await searchAside({ world: 'sandbox', from: howMany('MODEL_FROM', 31, 100_001), histories: howMany('MODEL_HISTORIES', 30, 3000), commands: 60 })
})
