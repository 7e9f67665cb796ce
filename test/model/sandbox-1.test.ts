import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { searchAside } from './search-world.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds (seeds 1 to 30)', { timeout: 36_000_000 }, async () => {
  await searchAside({ world: 'sandbox', from: 1, histories: howMany('MODEL_HISTORIES', 30, 3000), commands: 60 })
})
