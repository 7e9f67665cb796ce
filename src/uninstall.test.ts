import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from './platform/clock.ts'
import { loadConfig } from './config/load-config.ts'
import { SyncError } from './domain/errors.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import { uninstallPair, type UninstallPorts } from './uninstall.ts'

const signal = new AbortController().signal
const outlook = { address: 'anna@contoso.example', tenant: 'contoso.example', clientId: 'app', clientSecret: 's' }
const dingtalk = { address: 'anna@shenghe.example', imap: { host: 'imap.example', password: 'p' } }
const config = loadConfig(JSON.stringify({ pairs: [{ name: 'anna', dingtalk, outlook }] }), {}, () => '')
const [anna] = config.pairs

/** A pair that another process keeps for so many tries; `isShared`: one that shares the work and may give it up. */
async function scene(keptFor: number, isShared: boolean) {
  const store = await openStore('sqlite::memory:', { clock: systemClock })
  const lease: Pick<Store, 'lease'> = isShared ? { lease: () => Promise.reject(new Error('not asked')) } : {}
  let [now, tries] = [0, 0]
  const ports: UninstallPorts = {
    config,
    clock: { now: () => now, wait: async (ms) => void (now += ms) },
    openStore: async () => ({ ...store, ...lease }),
    owning: () => Promise.reject(++tries <= keptFor ? new SyncError('STORE_LOCKED', 'kept') : new SyncError('UNAUTHORIZED', 'ours now')),
    explain: async () => [],
  }
  const leave = (dryRun = false) => uninstallPair(anna ?? assert.fail('no pair'), { copies: 'keep', signal, ...(dryRun ? { dryRun } : {}) }, ports)
  return { leave, tries: () => tries, paused: async () => (await store.service.pauses()).map(({ pair, by }) => [pair, by]), close: () => store.close() }
}

const failsWith = (code: string) => (error: unknown) => error instanceof SyncError && error.code === code

test('where processes share the work, whoever has the pair gives it up soon after it was paused', async () => {
  const { leave, tries, paused, close } = await scene(5, true)
  await assert.rejects(leave(), failsWith('UNAUTHORIZED'))
  assert.deepEqual([tries(), await paused()], [6, [['anna', 'uninstall']]])
  await close()
})

test('one who does not is not waited for without end, and where one process owns all nobody is', async () => {
  for (const [isShared, most] of [[true, 31], [false, 1]] as const) {
    const { leave, tries, close } = await scene(1000, isShared)
    await assert.rejects(leave(), failsWith('STORE_LOCKED'))
    assert.equal(tries(), most)
    await close()
  }
})

test('a look pauses nothing', async () => {
  const { leave, paused, close } = await scene(0, true)
  await assert.rejects(leave(true))
  assert.deepEqual(await paused(), [])
  await close()
})
