import { test } from 'node:test'
import { howMany } from '../support/how-many.ts'
import { inThread } from '../support/in-thread.ts'
import { simulate } from './whole-system.ts'

const seeds = howMany('SIMULATIONS', 20, 20_000)

test('people, a bad line, crashes and clocks at once, on virtual time: both sides agree in the end, and the same seed goes the same way', { timeout: 86_400_000 }, async (t) => {
  const events = await inThread(new URL('./whole-system.ts', import.meta.url), simulate, { from: howMany('SEED', 1, 1), seeds, operations: howMany('OPERATIONS', 200, 200) })
  t.diagnostic(`${seeds} seeds twice, ${events} events`)
})
