import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNight } from '../../src/domain/night.ts'
import { MemoryPair, mail, type Wrap } from '../support/memory-pair.ts'

const HOUR_MS = 3_600_000
const findings = (report: Awaited<ReturnType<MemoryPair['sync']>>): string[] => report.findings.flatMap(({ kind, count }) => (kind === 'waits' || kind === 'left-out' ? [`${kind} ${count}`] : []))

test('mail from before the start date stays on its side and is told of; what is on both sides is one all the same, and newer mail crosses', async () => {
  const pair = new MemoryPair({ policy: { since: '2026-02-01T00:00:00Z' } })
  const { left, right } = pair.clouds
  left.add(mail('old'), left.folder('inbox').id, {}, '2026-01-31T23:59:59Z')
  left.add(mail('both'), left.folder('inbox').id, {}, '2026-01-01T00:00:00Z')
  right.add(mail('both'), right.folder('inbox').id, { read: true }, '2026-01-01T00:00:00Z')
  left.add(mail('new'), left.folder('inbox').id, {}, '2026-02-01T00:00:00Z')
  const report = await pair.sync()
  assert.deepEqual([report.quiet, pair.lines('left').length, pair.lines('right').length, findings(report)], [true, 3, 2, ['left-out 1']])
  assert.ok(pair.lines('right').every((line) => pair.lines('left').includes(line)), 'what is on both sides has the marks of both')
  const { revision } = pair
  assert.deepEqual([findings(await pair.sync()), pair.revision], [['left-out 1'], revision])
})

test('old mail waits for the night, new mail and marks do not, and a copy that is under way at daybreak ends', async () => {
  const pair = new MemoryPair({ policy: { oldMailAtNight: true } })
  const { left } = pair.clouds
  for (let n = 0; n < 200; n++) left.add(mail(`old${n}`), left.folder('inbox').id, {}, '2026-02-01T00:00:00Z')
  left.add(mail('new'), left.folder('inbox').id, {}, '2026-02-28T23:30:00Z')
  const byDay = await pair.sync()
  assert.deepEqual([byDay.quiet, pair.lines('right').length, findings(byDay)], [true, 1, ['waits 200']])
  pair.clock.advance(22 * HOUR_MS - 1000)
  assert.ok(isNight(pair.clock.now()))
  // The sun rises while the fifth copy is made.
  let made = 0
  const wrap: Wrap = {
    mailbox: (mailbox) => ({
      ...mailbox,
      create: async (...given) => {
        if (++made === 5) pair.clock.advance(2000)
        return mailbox.create(...given)
      },
    }),
  }
  const atDaybreak = await pair.sync({ untilQuiet: true }, wrap)
  const crossed = pair.lines('right').length
  assert.ok(atDaybreak.quiet && crossed >= 6 && crossed < 100, String(crossed))
  assert.deepEqual(findings(atDaybreak), [`waits ${201 - crossed}`])
  pair.clock.advance(16 * HOUR_MS)
  const nextNight = await pair.sync()
  assert.deepEqual([pair.lines('right').length, findings(nextNight)], [201, []])
})

test('night is from 22:00 to 6:00 in Hong Kong', () => {
  const at = (time: string): boolean => isNight(Date.parse(`2026-03-01T${time}+08:00`))
  assert.deepEqual(['21:59:59', '22:00:00', '00:00:00', '05:59:59', '06:00:00', '12:00:00'].map(at), [false, true, true, true, false, false])
})
