import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryInUse } from '../../bench/memory-in-use.ts'
import { judgeYear, MOST_HEAP_MB_PER_MONTH, MOST_RESIDENT_MB_PER_MONTH, type Sample, type YearSeen } from '../../scripts/soak/year/judge-year.ts'

// First, as the rubbish of the other is given back by a thread of V8's own, when it has its turn.
test('what is in use is counted, also outside the heap', () => {
  const before = memoryInUse()
  const database = new DatabaseSync(':memory:')
  database.exec('create table lost (bytes blob); insert into lost values (randomblob(100000000))')
  const held = memoryInUse()
  database.close()
  assert.ok(held.residentMB > before.residentMB + 80)
  assert.ok(Math.abs(held.heapMB - before.heapMB) < 5, 'the heap does not show it')
})

test('what V8 keeps of rubbish for later is not memory in use', async () => {
  const before = memoryInUse()
  makeRubbish()
  assert.ok(process.memoryUsage().rss / 2 ** 20 > before.residentMB + 100, 'there is something to give back')
  // A thread of V8's own gives the pages back, when it has its turn.
  for (let tries = 0; tries < 50 && memoryInUse().residentMB >= before.residentMB + 20; tries++) await sleep(100)
  assert.ok(memoryInUse().residentMB < before.residentMB + 20)
})

test('a year in which memory stays as it is, or grows within bounds, is well', () => {
  assert.ok(judgeYear(yearWith(0, 0), () => {}))
  assert.ok(judgeYear(yearWith(MOST_HEAP_MB_PER_MONTH * 0.9, MOST_RESIDENT_MB_PER_MONTH * 0.9), () => {}))
})

test('a year in which either memory grows beyond its bound is not well', () => {
  assert.equal(judgeYear(yearWith(MOST_HEAP_MB_PER_MONTH * 1.1, 0), () => {}), false)
  assert.equal(judgeYear(yearWith(0, MOST_RESIDENT_MB_PER_MONTH * 1.1), () => {}), false)
})

/** Much of it lives long enough to leave the youngest generation. */
function makeRubbish(): void {
  for (let round = 0; round < 10; round++) Array.from({ length: 300_000 }, (_, n) => ({ n, pair: [n, n] }))
}

/** A year that is well but for memory, which grows by so many megabytes a month. */
function yearWith(heap: number, resident: number): YearSeen {
  const memory = Array.from({ length: 73 }, (_, n): Sample => ({ day: 5 * n, heapMB: 60 + (heap * n) / 6, residentMB: 150 + (resident * n) / 6 }))
  return { pairs: 1, edits: 1, kills: 0, stops: 0, outages: 0, signOuts: 0, decisions: 0, checks: 1, renewals: 0, told: { runs: 1, writes: 1, requests: 0, bugs: [] }, memory, rows: [], seconds: 1 }
}
