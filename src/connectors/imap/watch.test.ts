import assert from 'node:assert/strict'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { Mailbox } from '../connector.ts'
import { handClock } from './hand-clock.test-kit.ts'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL, startImap, type ImapSandbox } from './imap.test-kit.ts'

const IDLE_MS = 240_000
const ROUND_MS = 60_000

/** A watch that runs until the test ends, and its hints. */
function watching(context: Pick<TestContext, 'after'>, mailbox: Mailbox) {
  assert.ok(mailbox.watch)
  const stop = new AbortController()
  const listeners = new Set<() => void>()
  let hints = 0
  let losses = 0
  const over = mailbox.watch(() => {
    hints++
    for (const listener of listeners) listener()
  }, stop.signal, () => void losses++)
  context.after(() => stop.abort())
  /** Resolves once there were `count` hints. */
  const heard = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const listener = (): void => (hints >= count ? resolve() : undefined)
      listeners.add(listener)
      listener()
    })
  return { over, heard, stop: () => stop.abort(), hints: () => hints, losses: () => losses }
}

test('mail that arrives, is read elsewhere or goes is heard of at once, and a new connection counts as a hint', async (context) => {
  const { cloud, mailbox, open } = await startImap(context)
  const { heard, hints } = watching(context, mailbox)
  await heard(1)
  cloud.deliver(ADDRESS, mime(1))
  await heard(2)
  const other = open()
  const [message] = (await observeAll(other)).messages.values()
  assert.ok(message)
  assert.equal(hints(), 2)
  await other.mark(message, { read: true }, SIGNAL)
  await heard(3)
  await other.remove(message, SIGNAL)
  await heard(4)
})

test('mail that is sent, or filed by a rule, is heard of within a minute where folders are known; nothing new is no hint', async (context) => {
  const clock = handClock()
  const { cloud, open } = await startImap(context)
  const mailbox = open({ clock })
  for (let n = 0; n < 12; n++) await mailbox.createFolder(`rule ${n}`, undefined, SIGNAL)
  const sent = [...(await observeAll(mailbox)).folders.values()].find(({ role }) => role === 'sent')
  assert.ok(sent)
  const { heard, hints } = watching(context, mailbox)
  await heard(1)
  // Every folder has been asked once.
  for (let round = 0; round < 2; round++) await clock.pass(ROUND_MS)
  await clock.awaited(ROUND_MS)
  assert.equal(hints(), 1)
  cloud.deliver(ADDRESS, mime(1), { path: [sent.name] })
  await clock.pass(ROUND_MS)
  await heard(2)
  cloud.deliver(ADDRESS, mime(2), { path: ['rule 11'] })
  for (let round = 0; round < 3; round++) await clock.pass(ROUND_MS)
  await heard(3)
  await clock.awaited(ROUND_MS)
  assert.equal(hints(), 3)
})

test('IDLE is begun anew in time, and goes on telling', async (context) => {
  const clock = handClock()
  const { cloud, shared, open } = await startImap(context)
  const { heard } = watching(context, open({ clock }))
  await heard(1)
  for (let turn = 0; turn < 3; turn++) await clock.pass(IDLE_MS)
  await clock.awaited(IDLE_MS)
  cloud.deliver(ADDRESS, mime(1))
  await heard(2)
  assert.deepEqual([countOf(shared, 'LOGIN'), countOf(shared, 'IDLE')], [1, 3])
})

test('a connection that IDLEs and tells nothing is found out when it is asked', async (context) => {
  const clock = handClock()
  const { cloud, open } = await startImap(context, { idleIsSilent: true })
  const { heard, hints } = watching(context, open({ clock }))
  await heard(1)
  await clock.awaited(IDLE_MS)
  cloud.deliver(ADDRESS, mime(1))
  assert.equal(hints(), 1)
  await clock.pass(IDLE_MS)
  await heard(2)
})

test('a lost connection is made again, and what may have been missed is looked at', async (context) => {
  const clock = handClock()
  const { cloud, shared, open } = await startImap(context)
  const { heard, losses } = watching(context, open({ clock }))
  await heard(1)
  shared.faults.set([{ match: '^imap STATUS', effect: 'cut-before' }])
  await clock.pass(IDLE_MS)
  await clock.awaited(1_000)
  assert.equal(losses(), 1)
  await clock.pass(1_000)
  await heard(2)
  assert.equal(losses(), 1)
  cloud.deliver(ADDRESS, mime(1))
  await heard(3)
})

test('a server that is away is tried with growing pauses, at most five minutes, which are short again afterwards', async (context) => {
  const clock = handClock()
  const { cloud, options, open } = await startImap(context)
  const relay = await startRelay(context, options.port)
  const { heard } = watching(context, open({ clock, port: relay.port }))
  await heard(1)
  // One that held is followed by the shortest pause.
  await clock.pass(IDLE_MS)
  await clock.awaited(IDLE_MS)
  relay.refuse()
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) await clock.pass(seconds * 1_000)
  await clock.awaited(300_000)
  relay.serve()
  await clock.pass(300_000)
  await heard(2)
  cloud.deliver(ADDRESS, mime(1))
  await heard(3)
  await clock.pass(IDLE_MS)
  await clock.awaited(IDLE_MS)
  relay.refuse()
  await clock.awaited(1_000)
})

test('a connection that nobody answers on any more is given up for a new one', { timeout: 30_000 }, async (context) => {
  const clock = handClock()
  const { cloud, options, open } = await startImap(context)
  const relay = await startRelay(context, options.port)
  const { heard } = watching(context, open({ clock, port: relay.port }))
  await heard(1)
  await clock.awaited(IDLE_MS)
  relay.freeze()
  await clock.pass(IDLE_MS)
  await clock.pass(30_000)
  await clock.pass(1_000)
  await heard(2)
  cloud.deliver(ADDRESS, mime(1))
  await heard(3)
})

test('a refused sign-in is tried once, by a watch and tasks together, and told', async (context) => {
  const { cloud, open } = await startImap(context)
  const mailbox = open({ password: 'wrong' })
  const refused = { code: 'UNAUTHORIZED' }
  const first = watching(context, mailbox)
  await Promise.all([assert.rejects(observeAll(mailbox), refused), assert.rejects(first.over, refused)])
  await assert.rejects(watching(context, mailbox).over, refused)
  assert.equal(cloud.refusedLogins(ADDRESS).count, 1)
})

test('a sign-in that is refused later ends the watch, and is not tried again', async (context) => {
  const clock = handClock()
  const { shared, open } = await startImap(context)
  const { heard, over } = watching(context, open({ clock }))
  await heard(1)
  shared.faults.set([{ match: '^imap STATUS', effect: 'cut-before' }, { match: '^imap LOGIN', effect: 'refuse', code: 'AUTHENTICATIONFAILED', times: 9 }])
  await clock.pass(IDLE_MS)
  const refused = assert.rejects(over, { code: 'UNAUTHORIZED' })
  await clock.pass(1_000)
  await refused
  assert.equal(countOf(shared, 'LOGIN'), 2)
})

test('a server without IDLE ends the watch at once', async (context) => {
  const { mailbox } = await startImap(context, { advertiseIdle: false })
  const { over, hints } = watching(context, mailbox)
  await over
  assert.equal(hints(), 0)
})

test('where the server takes one connection only, it is for reading and writing', async (context) => {
  const clock = handClock()
  const { cloud, open } = await startImap(context, { maxConnections: 1 })
  const mailbox = open({ clock })
  const { heard } = watching(context, mailbox)
  await heard(1)
  cloud.deliver(ADDRESS, mime(1))
  assert.equal((await observeAll(mailbox)).messages.size, 1)
  // The watch keeps trying, for the case that the other connection ends.
  for (const seconds of [1, 1, 2, 4]) await clock.pass(seconds * 1_000)
  assert.equal((await observeAll(mailbox)).messages.size, 1)
})

test('there are no more connections than allowed, the one of the watch among them', async (context) => {
  const { shared, open } = await startImap(context)
  const mailbox = open({ connections: 3 })
  await watching(context, mailbox).heard(1)
  const inbox = (await observeAll(mailbox)).folder('INBOX')
  await Promise.all([1, 2, 3, 4, 5, 6].map(async (n) => await mailbox.create(await newMessage(inbox, mime(n), { token: `t${n}` }), SIGNAL)))
  assert.equal(countOf(shared, 'LOGIN'), 3)
})

test('an aborted watch ends without an error, in whatever it is doing', async (context) => {
  const clock = handClock()
  const { cloud, open } = await startImap(context)
  const listening = watching(context, open({ clock }))
  await listening.heard(1)
  await clock.awaited(IDLE_MS)
  listening.stop()
  await listening.over
  cloud.deliver(ADDRESS, mime(1))
  const before = watching(context, open({ clock }))
  before.stop()
  await before.over
  await cloud.close()
  const pausing = watching(context, open({ clock }))
  await clock.awaited(1_000)
  pausing.stop()
  await pausing.over
  assert.deepEqual([listening.hints(), before.hints(), pausing.hints()], [1, 0, 0])
})

test('a mailbox that is closed is watched no more', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  const { heard, over, hints, losses } = watching(context, mailbox)
  await heard(1)
  await mailbox.close()
  await over
  cloud.deliver(ADDRESS, mime(1))
  await watching(context, mailbox).over
  assert.deepEqual([hints(), losses()], [1, 0])
})

/** How often the server was told a command to its end. */
const countOf = ({ ledger }: ImapSandbox['shared'], command: string): number =>
  ledger.requests().filter(({ kind }) => kind === command).reduce((sum, { count }) => sum + count, 0)

/** A way to the server that can be cut, or left open without a word coming through. */
async function startRelay(context: Pick<TestContext, 'after'>, port: number) {
  const pairs = new Set<readonly [Socket, Socket]>()
  let open = true
  const relay = createServer((near) => {
    if (!open) return near.destroy()
    const far = connect(port, '127.0.0.1')
    pairs.add([near, far])
    for (const [from, to] of [[near, far], [far, near]] as const) from.on('error', () => to.destroy()).on('close', () => to.destroy()).pipe(to)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const end = (): void => {
    for (const [near, far] of pairs) {
      near.destroy()
      far.destroy()
    }
    pairs.clear()
  }
  context.after(() => {
    end()
    relay.close()
  })
  return {
    port: (relay.address() as AddressInfo).port,
    refuse: () => {
      open = false
      end()
    },
    serve: () => void (open = true),
    freeze: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far).resume()
        far.unpipe(near).resume()
      }
    },
  }
}
