import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../src/app.ts'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { NAME, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { toldMail, UNREAD } from './told-mail.ts'

/** A day in which whoever waits has the time pass. */
function passing(): Clock & { pass(hours: number): void } {
  let now = Date.parse('2026-03-02T08:00:00Z')
  return { ...systemClock, now: () => now, wait: async (ms) => void (now += ms), pass: (hours) => void (now += hours * 3_600_000) }
}

/** Lets the service look so many times, which is every hour. */
async function looks(app: App, times: number): Promise<void> {
  const ending = new AbortController()
  let looked = 0
  const mayWork = (): boolean => {
    if (++looked >= times) ending.abort()
    return true
  }
  await app.backups().pruneDaily(mayWork, ending.signal)
}

async function withPoints(prune: 'auto' | 'off', work: (app: App, points: () => Promise<number>, clock: ReturnType<typeof passing>) => Promise<void>): Promise<void> {
  using scratch = openScratch()
  const clock = passing()
  const pair = await openSandboxPair({ database: `sqlite:${scratch.path('my.db')}`, backup: { folder: scratch.path('backup'), keyFile: scratch.path('key.txt'), prune }, clock })
  try {
    const app = await pair.app()
    await app.backups().init()
    await pair.people.dingtalk.put('inbox', toldMail('kept'), UNREAD, new Date('2026-01-05T08:00:00Z'))
    for (const _ of [1, 2, 3]) {
      await app.backups().take(NAME, { why: 'asked', signal: new AbortController().signal })
      clock.pass(1)
    }
    await work(app, async () => (await (await app.backups().repository()).points(NAME)).length, clock)
  } finally {
    await pair.close()
  }
}

test('the service prunes once a day what is not kept, from its second day on, and the audit has what was dropped', async () => {
  await withPoints('auto', async (app, points, clock) => {
    await looks(app, 20)
    assert.equal(await points(), 3, 'on the first day nothing is dropped')
    await looks(app, 10)
    assert.equal(await points(), 1, 'of one day the last is kept')
    const dropped = await (await app.audit()).search(NAME, { most: 9, kind: 'prune' })
    assert.deepEqual(dropped.map(({ by, reason }) => [by, reason]), [[undefined, 'not kept any more'], [undefined, 'not kept any more']])
    for (const _ of [1, 2]) await app.backups().take(NAME, { why: 'asked', signal: new AbortController().signal })
    clock.pass(24 * 60)
    await looks(app, 3)
    assert.equal(await points(), 3, 'after a month away, or when a clock jumped, a person looks first')
    await app.backups().prune({ isDryRun: false, signal: new AbortController().signal })
    assert.ok((await points()) < 3)
  })
})

test('where it is switched off only people prune', async () => {
  await withPoints('off', async (app, points) => {
    await looks(app, 60)
    assert.equal(await points(), 3)
  })
})
