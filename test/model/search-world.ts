import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { MEMORY_FACTS, openMemoryWorld } from './memory-world.ts'
import { SANDBOX_FACTS, startSandboxWorlds } from './sandbox-world.ts'
import { search } from './search.ts'

/** What is to be searched. */
export interface Wanted {
  readonly world: 'memory' | 'sandbox'
  readonly histories: number
  readonly commands: number
  /** The first seed. Default 1. */
  readonly from?: number
}

/** Searches in a thread of its own. @throws the failure of the search */
export const searchAside = (wanted: Wanted): Promise<void> => inThread(new URL(import.meta.url), searchWorld, wanted)

export async function searchWorld({ world, histories, commands, from = 1 }: Wanted): Promise<void> {
  if (world === 'memory') return search({ open: () => openMemoryWorld(), facts: MEMORY_FACTS, from, histories, commands, patience: howMany('MODEL_PATIENCE', 400, 400) })
  const worlds = await startSandboxWorlds()
  try {
    return await search({ open: (seed) => worlds.open(seed % 2 === 0), facts: SANDBOX_FACTS, from, histories, commands, patience: 60 })
  } finally {
    await worlds.close()
  }
}
