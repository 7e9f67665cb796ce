import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { rollBackEverywhere, type RollbacksWanted } from './rollbacks.ts'

const WANTED: readonly RollbacksWanted[] = [
  { world: 'memory', points: howMany('ROLLBACK_POINTS', 48, 450), commands: 16 },
  { world: 'sandbox', points: howMany('ROLLBACK_SANDBOX_POINTS', 2, 50), commands: 24 },
]

for (const wanted of WANTED) {
  test(`T13: a rollback of everything to any point of any history gives both mailboxes as they were, and the runs after it agree (${wanted.world})`, { timeout: 3_600_000 }, async () => {
    await inThread(new URL('./rollbacks.ts', import.meta.url), rollBackEverywhere, wanted)
  })
}
