import { test } from 'node:test'
import { SANDBOX_FACTS, startSandboxWorlds } from './sandbox-world.ts'
import { search } from './search.ts'

test('whatever people do, both mailboxes are what the rules say: through the connectors, on both simulated clouds', async () => {
  const worlds = await startSandboxWorlds()
  try {
    await search({ open: (seed) => worlds.open(seed % 2 === 0), facts: SANDBOX_FACTS, histories: 60, commands: 60, patience: 60 })
  } finally {
    await worlds.close()
  }
})
