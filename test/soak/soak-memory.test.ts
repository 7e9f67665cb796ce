import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growthOf } from '../../scripts/soak/memory.ts'

const [MINUTE_MS, MINUTES] = [60_000, 40]

test('growth is what is added in an hour, through ups and downs of work in hand', () => {
  const points = every2Minutes((minute) => ({ heapMB: 50 + minute / 6, residentMB: 150 + minute / 2 + (minute % 4 === 0 ? 8 : 0) }))
  const growth = growthOf(points)
  assert.ok(growth !== undefined && Math.abs(growth.heap - 10) < 0.01 && Math.abs(growth.resident - 30) < 3)
  assert.equal(growth.minutes, MINUTES)
})

test('of less than twenty minutes nothing is said', () => {
  assert.equal(growthOf(every2Minutes(() => ({ heapMB: 50, residentMB: 150 })).slice(0, 10)), undefined)
  assert.equal(growthOf([]), undefined)
})

function every2Minutes(inUse: (minute: number) => { heapMB: number; residentMB: number }): Parameters<typeof growthOf>[0] {
  return Array.from({ length: MINUTES / 2 + 1 }, (_, n) => [2 * n * MINUTE_MS, inUse(2 * n)] as const)
}
