import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Deaf } from '../../src/domain/deaf.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { StoreGround } from './store-contract.ts'
import { withStore } from '../support/with-store.ts'

const UNTOLD: Deaf = { code: 'untold', text: 'Untold.' }
const LOST: Deaf = { code: 'lost', on: 'left', text: 'Lost.' }

/** What the service remembers. */
export function storeServiceContract(ground: () => StoreGround, { outlivesTheStore }: { readonly outlivesTheStore: boolean }): void {
  test(
    'a pause of one pair and that of all are apart, and each is taken back alone',
    withStore(ground, async ({ service }) => {
      await service.pause({ pair: 'anna', by: 'first', since: 1 })
      await service.pause({ pair: 'anna', by: 'ops', since: 2, until: 1_800_000_000_000 })
      await service.pause({ by: 'ops', since: 3 })
      assert.deepEqual(await service.pauses(), [{ by: 'ops', since: 3 }, { pair: 'anna', by: 'ops', since: 2, until: 1_800_000_000_000 }])
      await service.resume(undefined)
      assert.deepEqual((await service.pauses()).map(({ pair }) => pair), ['anna'])
      await service.resume('anna')
      assert.deepEqual(await service.pauses(), [])
    }),
  )

  test(
    'how a pair is heard of is told with its standing, whoever wrote which',
    withStore(ground, async ({ service }) => {
      await service.setHearing('anna', { isTold: true, deaf: [] })
      assert.deepEqual(await service.standings(), [])
      const standing = { pair: 'anna', state: 'in-step', since: 1, deaf: [UNTOLD] } as const
      await service.setStanding(standing)
      assert.deepEqual(await service.standings(), [standing])
      await service.setHearing('anna', { isTold: false, deaf: [LOST] })
      await service.setStanding({ ...standing, since: 2 })
      assert.deepEqual(await service.standings(), [{ ...standing, since: 2, isTold: false, deaf: [LOST, UNTOLD] }])
    }),
  )

  test(
    'how the audit was last told outside is kept by place',
    withStore(ground, async ({ service }) => {
      assert.deepEqual(await service.headTellings(), [])
      await service.setHeadTelling({ place: 'headUrl', toldAt: 1 })
      await service.setHeadTelling({ place: 'headFile', failedSince: 2, problem: 'cannot be written (EACCES)' })
      await service.setHeadTelling({ place: 'headUrl', toldAt: 3 })
      await service.probe(4)
      assert.deepEqual(await service.headTellings(), [{ place: 'headFile', failedSince: 2, problem: 'cannot be written (EACCES)' }, { place: 'headUrl', toldAt: 3 }])
    }),
  )

  test(
    'what was found about the ways into the clouds is kept by pair, beside what runs write',
    withStore(ground, async ({ service, pair }) => {
      const look = { pair: 'anna', at: 1, sides: { left: { found: [{ code: 'imap-ok' }] }, right: { found: [{ code: 'entra-refused', about: "it's\0a test" }], granted: ['Mail.ReadWrite'], routes: ['rebuilt'] } } } as const
      await service.keepLook({ ...look, at: 0 })
      await pair('anna').commit({ facts: { report: '{}' } })
      await service.keepLook({ ...look, pair: 'ben' })
      await service.keepLook(look)
      assert.deepEqual(await service.looks(), [look, { ...look, pair: 'ben' }])
      assert.deepEqual([await service.looks('ben'), await service.looks('nobody')], [[{ ...look, pair: 'ben' }], []])
      assert.equal(await pair('anna').fact('report'), '{}')
    }),
  )

  test(
    'what is said and found about a gate is kept by pair, kind and name, and taken back alone',
    withStore(ground, async ({ gate }) => {
      const about = { at: '2026-03-01T08:00:00Z', about: 'a' }
      const answer = { kind: 'answer', point: 'pop-left', value: 'no', by: '陳大文 "Tai Man"', words: 'w', ...about } as const
      const waiver = { kind: 'waiver', measure: 'backup', by: 'b', because: "it's\0a test", covers: ['backup-of-both'], ...about } as const
      const evidence = { kind: 'evidence', fact: { check: 'forward-right', forwards: 0 }, ...about } as const
      for (const record of [answer, waiver, evidence, { kind: 'opening', ...about } as const]) await gate.keep('anna', record)
      await gate.keep('ben', evidence)
      await gate.keep('anna', { ...answer, value: 'yes' })
      await gate.forget('anna', { kind: 'opening', ...about })
      assert.deepEqual(await gate.records('anna'), [{ ...answer, value: 'yes' }, evidence, waiver])
      await gate.forget('anna', evidence)
      assert.deepEqual(await gate.records('ben'), [evidence])
      assert.deepEqual(await gate.records('cai'), [])
    }),
  )

  test(
    'calls are counted by account and month, also by several at once',
    withStore(ground, async ({ calls }) => {
      assert.equal(await calls.spent('shenghe.example', '2026-03'), 0)
      assert.equal(await calls.add('shenghe.example', '2026-03', 5), 5)
      await Promise.all(Array.from({ length: 10 }, () => calls.add('shenghe.example', '2026-03', 1)))
      await calls.add('shenghe.example', '2026-04', 1)
      await calls.add('other.example', '2026-03', 7)
      assert.deepEqual([await calls.spent('shenghe.example', '2026-03'), await calls.spent('shenghe.example', '2026-04')], [15, 1])
    }),
  )

  test(
    'a wish is fulfilled only if no newer one took its place; the one due first comes first',
    withStore(ground, async ({ service }) => {
      await service.wish({ pair: 'ben', why: 'poll', since: 1, dueAt: 9 })
      await service.wish({ pair: 'anna', why: 'start', since: 1, dueAt: 1 })
      await service.wish({ pair: 'anna', why: 'push', since: 2, dueAt: 2 })
      await service.fulfil('anna', 1)
      assert.deepEqual(await service.wishes(), [{ pair: 'anna', why: 'push', since: 2, dueAt: 2 }, { pair: 'ben', why: 'poll', since: 1, dueAt: 9 }])
      await service.fulfil('anna', 2)
      assert.deepEqual((await service.wishes()).map(({ pair }) => pair), ['ben'])
    }),
  )

  test(
    'one subscription is kept per pair and side, byte by byte',
    withStore(ground, async ({ service }) => {
      const kept = { pair: 'anna', side: 'right', id: 'Ab\u0000', expiresAt: 1_800_000_000_000, clientState: 'x' } as const
      await service.keepSubscription({ ...kept, id: 'old' })
      await service.keepSubscription(kept)
      assert.deepEqual(await service.subscriptions(), [kept])
      await service.forgetSubscription('anna', 'left')
      assert.equal((await service.subscriptions()).length, 1)
      await service.forgetSubscription('anna', 'right')
      assert.deepEqual(await service.subscriptions(), [])
    }),
  )

  test(
    'the last decision about a pair counts, and is forgotten by its hold',
    withStore(ground, async ({ service }) => {
      await service.decide({ pair: 'anna', hold: 'a', decision: 'apply' })
      await service.decide({ pair: 'anna', hold: 'b', decision: 'discard' })
      await service.decided('anna', 'a')
      assert.deepEqual(await service.decisions(), [{ pair: 'anna', hold: 'b', decision: 'discard' }])
      await service.decided('anna', 'b')
      assert.deepEqual(await service.decisions(), [])
    }),
  )

  test(
    'how a pair stands is remembered whole',
    withStore(ground, async ({ service }) => {
      await service.setStanding({ pair: 'anna', state: 'in-step', since: 1, listedAt: 1 })
      const standing = { pair: 'anna', state: 'sign-in', since: 2, code: 'UNAUTHORIZED', message: 'The sign-in was refused.', deaf: [UNTOLD] } as const
      await service.setStanding(standing)
      assert.deepEqual(await service.standings(), [standing])
      await service.probe(5)
    }),
  )

  if (!outlivesTheStore) return
  test('a command writes beside the process that owns the database, and cannot write a pair', async () => {
    const url = await ground().freshUrl()
    const owner = await openStore(url, { clock: systemClock })
    const beside = await openStore(url, { clock: systemClock, exclusive: 'beside' })
    try {
      await beside.service.pause({ by: 'ops', since: 1 })
      assert.deepEqual(await owner.service.pauses(), [{ by: 'ops', since: 1 }])
      await assert.rejects(beside.pair('anna').commit({ facts: { report: '{}' } }), { code: 'BROKEN_INVARIANT' })
    } finally {
      await beside.close()
      await owner.close()
    }
  })
}
