import { workerData } from 'node:worker_threads'
import { MEMORY_FACTS, openMemoryWorld } from './memory-world.ts'
import { SANDBOX_FACTS, startSandboxWorlds } from './sandbox-world.ts'
import { search } from './search.ts'
import type { Wanted } from './search-aside.ts'

const { world, histories, commands, from = 1 } = workerData as Wanted
if (world === 'memory') await search({ open: openMemoryWorld, facts: MEMORY_FACTS, from, histories, commands, patience: 400 })
else {
  const worlds = await startSandboxWorlds()
  try {
    await search({ open: (seed) => worlds.open(seed % 2 === 0), facts: SANDBOX_FACTS, from, histories, commands, patience: 60 })
  } finally {
    await worlds.close()
  }
}
