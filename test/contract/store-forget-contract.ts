import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditRecord } from '../../src/engine/ports.ts'
import type { Store } from '../../src/store/store.ts'
import { withStore } from '../support/with-store.ts'
import { agreed, aside, binding, entry, folder, item } from '../support/store-rows.ts'
import type { StoreGround } from './store-contract.ts'

const record = (kind: AuditRecord['kind'], reason: string): AuditRecord => ({ at: '2026-02-01T00:00:00Z', run: 'r', kind, reason })

/** Something in every table that has rows of pairs. */
async function fill({ pair, service, gate }: Store, name: string): Promise<void> {
  await pair(name).commit({
    items: [agreed(item('a')), item('b')], folders: [folder('f')], bindings: [binding('1', 'a', 'b')], begun: [entry('t')], setAside: [aside('a')], facts: { x: '1' },
    checkpoints: [{ side: 'left', scope: 's', value: '1' }], audit: [record('copy', 'new-here')],
  })
  await service.keepSubscription({ pair: name, side: 'right', id: `s-${name}`, expiresAt: 1, clientState: 'c' })
  await service.wish({ pair: name, why: 'poll', since: 1, dueAt: 1 })
  await service.decide({ pair: name, hold: 'h', decision: 'apply' })
  await service.setStanding({ pair: name, state: 'in-step', since: 1 })
  await gate.keep(name, { kind: 'opening', at: '2026-02-01T00:00:00Z', about: 'a' })
  await service.pause({ pair: name, by: 'uninstall', since: 1 })
}

const ALL = { folders: 1, items: 2, bindings: 1, checkpoints: 1, set_aside: 1, facts: 1, subscriptions: 1, wanted: 1, decisions: 1, standings: 1, gate: 1, journal: 1 }

/** What becomes of what is remembered when a pair is given up. */
export function storeForgetContract(ground: () => StoreGround): void {
  test(
    'a pair is forgotten as a whole: nothing of it is left but its audit, which goes on, and its pause; other pairs keep everything',
    withStore(ground, async (store) => {
      await fill(store, 'anna')
      await fill(store, 'ben')
      const [anna, ben] = [store.pair('anna'), store.pair('ben')]
      assert.deepEqual([await anna.remembered(), await ben.remembered()], [ALL, ALL])
      assert.equal((await anna.counts()).items.left, 2)
      await anna.forget([record('disconnect', 'uninstalled')])
      assert.deepEqual([await anna.remembered(), await ben.remembered()], [{}, ALL])
      assert.deepEqual([(await anna.counts()).items.left, (await anna.dirty()).items, await anna.journal(), await anna.fact('x')], [0, [], [], undefined])
      assert.deepEqual((await store.audit.search('anna', { most: 9 })).map(({ kind }) => kind), ['copy', 'disconnect'])
      assert.equal((await store.audit.verify('anna')).broken, undefined)
      assert.deepEqual((await store.service.pauses()).map(({ pair }) => pair), ['anna', 'ben'])
      assert.deepEqual(await store.pairs(), ['anna', 'ben'])
    }),
  )

  test(
    'a pair that was forgotten can be begun anew, and be forgotten again',
    withStore(ground, async (store) => {
      const anna = store.pair('anna')
      await anna.forget([record('disconnect', 'nothing was there')])
      await fill(store, 'anna')
      assert.deepEqual(await anna.remembered(), ALL)
      await anna.forget([record('disconnect', 'uninstalled')])
      assert.deepEqual([await anna.remembered(), (await store.audit.verify('anna')).records], [{}, 3])
    }),
  )
}
