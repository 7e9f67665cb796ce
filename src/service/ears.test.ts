import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { SyncError } from '../domain/errors.ts'
import { MemoryCloud } from '../connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../connectors/memory/memory-mailbox.ts'
import { VirtualClock } from '../../test/support/virtual-clock.ts'
import { Ears } from './ears.ts'

test('mailboxes that cannot be opened for a while are listened to once they can be', async () => {
  const mailbox = openMemoryMailbox(new MemoryCloud('L'), { style: 'listing' })
  const listening = new AbortController()
  const watch = async (_onHint: () => void, signal: AbortSignal): Promise<void> => {
    listening.abort()
    if (!signal.aborted) await once(signal, 'abort')
  }
  let refusals = 3
  const ears = new Ears({
    pair: 'anna',
    runner: {
      run: () => Promise.reject(new Error('not asked for')),
      reopen: async () => {},
      mailboxes: async () => {
        if (refusals-- > 0) throw new SyncError('STORE_FAILURE', 'The database is away.')
        return { left: { ...mailbox, watch }, right: mailbox }
      },
    },
    clock: new VirtualClock(0),
    watches: true,
    subscriber: undefined,
    onHint: () => {},
    onChange: () => {},
  })
  const heard = once(listening.signal, 'abort')
  ears.open()
  await heard
  assert.equal(refusals, -1)
  await ears.close()
})
