import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGovernor } from './governor.ts'
import { monthOf, monthStanding, withMonthBudget, type CallLedger } from './month-budget.ts'

const SIGNAL = new AbortController().signal
const DAY_MS = 86_400_000

function open(limit: number, start = '2026-03-01T00:00:00+08:00') {
  let now = Date.parse(start)
  const sums = new Map<string, number>()
  const ledger: CallLedger = {
    add: async (account, month, calls) => {
      sums.set(account + month, (sums.get(account + month) ?? 0) + calls)
      return sums.get(account + month) ?? 0
    },
    spent: async (account, month) => sums.get(account + month) ?? 0,
  }
  const clock = { now: () => now, wait: async (ms: number) => void (now += ms) }
  const windows = createGovernor(clock, { requests: { limit: 10_000, windowMs: 1000 }, upload: { limit: 1, windowMs: 1 }, inFlight: 10_000 })
  const options = { account: 'shenghe.example', limit, ledger: async () => ledger, clock }
  const governor = withMonthBudget(windows, options)
  const ask = async (times: number, priority: 'interactive' | 'bulk' = 'interactive'): Promise<number> => {
    const asked = await Promise.allSettled(Array.from({ length: times }, () => governor.begin(0, SIGNAL, priority)))
    for (const one of asked) if (one.status === 'fulfilled') one.value()
    return asked.filter(({ status }) => status === 'fulfilled').length
  }
  return { options, governor, ask, pass: (ms: number) => void (now += ms) }
}

test('a month is the calendar month in China', () => {
  assert.equal(monthOf(Date.parse('2026-03-31T15:59:59Z')), '2026-03')
  assert.equal(monthOf(Date.parse('2026-03-31T16:00:00Z')), '2026-04')
})

test('bulk requests end a tenth before the limit, all others at it, and both begin again with the next month', async () => {
  const { governor, ask, pass } = open(100)
  assert.equal(await ask(120, 'bulk'), 90)
  assert.equal(await ask(30), 10)
  pass(10 * DAY_MS)
  await assert.rejects(governor.begin(0, SIGNAL), { code: 'QUOTA_SPENT', remedy: 'retry', retryAfterMs: 21 * DAY_MS })
  pass(21 * DAY_MS)
  assert.equal(await ask(120, 'bulk'), 90)
})

test('what a month will come to is told: the day on which it is spent at this pace, or nothing where it lasts', async () => {
  const { options, ask, pass } = open(3000)
  assert.deepEqual(await monthStanding(options), { used: 0, limit: 3000 })
  pass(10 * DAY_MS)
  await ask(900)
  assert.deepEqual(await monthStanding(options), { used: 900, limit: 3000 })
  await ask(700)
  assert.deepEqual(await monthStanding(options), { used: 1600, limit: 3000, spentOn: '2026-03-19' })
})
