import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AuditRecord } from '../../src/engine/ports.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aside, binding, entry, folder, item, refs } from '../support/store-rows.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

/** Closed after the test, however it ends: an open store keeps the process alive. */
async function open(t: TestContext, url: string, options: { exclusive?: boolean | 'beside'; migrate?: 'auto' | 'refuse' } = {}): Promise<Store> {
  const store = await openStore(url, { clock: systemClock, ...options })
  t.after(() => store.close())
  return store
}

/** Runs another process that begins an operation on `url`, and kills it without warning. */
async function killAfterBeginning(url: string, whileItLives: () => Promise<void>): Promise<void> {
  const program = fileURLToPath(new URL('../support/begin-and-hang.ts', import.meta.url))
  const other = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = await Promise.race([once(other.stdout, 'data'), once(other, 'exit')])
    assert.equal(String(said), 'begun\n')
    await whileItLives()
  } finally {
    other.kill('SIGKILL')
    if (other.exitCode === null && other.signalCode === null) await once(other, 'exit')
  }
}

/** What holds from one opening to the next, and between processes. */
export function storeOwnersContract(ground: () => StoreGround): void {
  const run = (url: string, statement: string) => ground().run?.(url, statement)

  test('what was committed is there after closing and opening', async (t) => {
    const url = await ground().freshUrl()
    const first = await open(t, url)
    await first.pair('p').commit({
      items: [item('a')], folders: [folder('f')], bindings: [binding('1', 'a', 'b')], begun: [entry('t')], setAside: [aside('a')], facts: { x: '1' },
      checkpoints: [{ side: 'left', scope: 's', value: '1' }],
    })
    await first.close()
    await first.close()
    const second = await open(t, url)
    const pair = second.pair('p')
    assert.deepEqual(await pair.itemsByRef(['a']), [item('a')])
    assert.deepEqual(await pair.folders(), [folder('f')])
    assert.deepEqual(await pair.bindingsOf(['b']), [binding('1', 'a', 'b')])
    assert.deepEqual(await pair.journal(), [entry('t')])
    assert.deepEqual(await pair.setAside(), [aside('a')])
    assert.equal(await pair.fact('x'), '1')
    assert.deepEqual(await pair.checkpoints('left'), new Map([['s', '1']]))
    assert.deepEqual(await second.pairs(), ['p'])
    await second.close()
  })

  test('an operation that was begun by a killed process is in the journal of the next, which owns the pair', async (t) => {
    const url = await ground().freshUrl()
    await killAfterBeginning(url, async () => {
      await assert.rejects(async () => {
        const second = await open(t, url)
        await second.pair('p').journal().finally(() => second.close())
      }, { name: 'SyncError', code: 'STORE_LOCKED' })
    })
    // PostgreSQL learns of the death by the lease running out; nobody waits for that here.
    await run(url, 'update lease set expires_ms = 0')
    const next = await open(t, url)
    assert.deepEqual(await next.pair('p').journal(), [entry('t')])
    assert.deepEqual(refs(await next.pair('p').itemsByRef(['a'])), ['a'])
    await next.pair('p').commit({ settled: ['t'] })
    assert.deepEqual(await next.pair('p').journal(), [])
    await next.close()
  })

  test('a pair that was given back is free at once', async (t) => {
    const url = await ground().freshUrl()
    for (const size of [1, 2, 3]) {
      const store = await open(t, url)
      await store.pair('p').commit({ items: [item('a', { size })] })
      await store.close()
    }
  })

  test('a reader sees what is committed beside the owner and cannot write', async (t) => {
    const url = await ground().freshUrl()
    const owner = await open(t, url)
    const reader = await open(t, url, { exclusive: false })
    await owner.pair('p').commit({ items: [item('a')] })
    assert.deepEqual(refs(await reader.pair('p').itemsByRef(['a'])), ['a'])
    await assert.rejects(reader.pair('p').commit({ items: [item('b')] }), { name: 'SyncError', code: 'BROKEN_INVARIANT' })
    assert.deepEqual(refs((await reader.pair('p').dirty()).items), ['a'])
  })

  test('the first opening makes the schema and names its steps, the next has nothing to do', async (t) => {
    const url = await ground().freshUrl()
    const first = await open(t, url, { migrate: 'refuse' })
    assert.equal((await first.migrate())[0], '0001-initial')
    await first.close()
    const second = await open(t, url)
    assert.deepEqual(await second.migrate(), [])
    assert.equal(second.schemaVersion, first.schemaVersion)
    await second.close()
  })

  test('a database of a newer version is refused and stays as it is', async (t) => {
    const url = await ground().freshUrl()
    const { schemaVersion, close } = await open(t, url)
    await close()
    await run(url, "update meta set value = '99' where name = 'schema'")
    await assert.rejects(open(t, url), { name: 'SyncError', code: 'STORE_NEWER' })
    await assert.rejects(open(t, url, { exclusive: false }), { name: 'SyncError', code: 'STORE_NEWER' })
    await run(url, `update meta set value = '${schemaVersion}' where name = 'schema'`)
    await (await open(t, url)).close()
  })

  test('a row that this version cannot have written is not taken for anything', async () => {
    const url = await ground().freshUrl()
    const readDamaged = withStore(() => ({ freshUrl: async () => url }), async (store) => {
      const pair = store.pair('p')
      await pair.commit({ items: [item('a')], begun: [entry('t')], folders: [folder('f', { base: { name: 'n' } })] })
      await run(url, `update items set state = '["inbox",0,0,"blue",0,0,[]]'`)
      await run(url, `update journal set operation = '[]'`)
      await run(url, `update folders set base = '{"name":1}'`)
      for (const question of [() => pair.itemsByRef(['a']), () => pair.dirty(), () => pair.journal(), () => pair.folders()]) {
        await assert.rejects(question, { name: 'SyncError', code: 'BROKEN_INVARIANT' })
      }
    })
    await readDamaged()
  })

  test('what people did is recorded beside the owner of the pair, in the same chain, and is no run', async (t) => {
    const url = await ground().freshUrl()
    const store = await open(t, url)
    const other = await open(t, url, { exclusive: 'beside' })
    const at = '2026-02-01T00:00:00Z'
    const record = (run: string, fields: Partial<AuditRecord> = {}): AuditRecord => ({ at, run, kind: 'copy', on: 'right', item: 'a', reason: 'new-here', ...fields })
    const deed: Omit<AuditRecord, 'run'> = { at, kind: 'answer', by: 'Chan Tai Man', reason: 'multi-factor' }
    await store.pair('p').commit({ audit: [record('a', { request: 'f3c1' })] })
    await other.audit.record('p', [{ ...deed, run: 'g1' }])
    await store.pair('p').commit({ audit: [record('b')] })
    await other.audit.record('p', [{ ...deed, run: 'b' }])
    const { records, broken } = await store.audit.verify('p')
    assert.deepEqual([records, broken], [4, undefined])
    assert.deepEqual((await store.pair('p').runs(9)).map(({ run, done }) => [run, done.right]), [['b', { copy: 1 }], ['a', { copy: 1 }]])
    const [first, second] = await store.audit.search('p', { most: 2 })
    assert.deepEqual([first?.request, first?.by, second?.request, second?.by, second?.kind], ['f3c1', undefined, undefined, 'Chan Tai Man', 'answer'])
  })
}
