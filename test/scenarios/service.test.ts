import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import type { Side } from '../../src/domain/side.ts'
import type { PairQueue, Wish } from '../../src/service/ports.ts'
import { mail } from '../support/memory-pair.ts'
import { openServiceScene } from '../support/service-scene.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** For tests that last days: a look every second would be most of what they do. */
const RARELY = { controlMs: 10 * MINUTE }
const HOURLY = { ...RARELY, pace: { hotMs: 60 * MINUTE, warmMs: 60 * MINUTE, idleMs: 60 * MINUTE, safetyMs: 60 * MINUTE } }

test('a mail that nobody tells of arrives with the next look, and looks become rarer while nothing happens', async () => {
  const scene = await openServiceScene({ settings: RARELY })
  await scene.clock.pass(0)
  assert.equal(scene.runs.length, 1, 'at once')
  scene.clouds.left.add(mail('one'), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(15 * SECOND)
  assert.deepEqual(scene.counts(), [1, 1])
  await scene.clock.pass(2 * 60 * MINUTE)
  const before = scene.runs.length
  await scene.clock.pass(60 * MINUTE)
  assert.equal(scene.runs.length - before, 12, 'every five minutes')
  await scene.close()
})

test('with a watch, a mail arrives without any time passing, and our own copies make no endless runs', async () => {
  const scene = await openServiceScene({ settings: { idle: true } })
  await scene.clock.pass(0)
  scene.clouds.right.add(mail('one'), scene.clouds.right.folder('inbox').id)
  await scene.clock.pass(0)
  assert.deepEqual(scene.counts(), [1, 1])
  const before = scene.runs.length
  await scene.clock.pass(10 * SECOND)
  assert.equal(scene.runs.length, before)
  assert.equal(scene.runs.at(-1)?.request.cause.channel, 'idle')
  await scene.close()
})

/** A mailbox whose listing fails as `failing` says at that moment. */
const unless = (failing: { error?: SyncError | undefined }, where: Side) => (mailbox: Mailbox, side: Side): Mailbox =>
  side !== where
    ? mailbox
    : {
        ...mailbox,
        observe: async function* (checkpoints, signal) {
          if (failing.error !== undefined) throw failing.error
          return yield* mailbox.observe(checkpoints, signal)
        },
      }

test('a pair whose safety measures do not hold waits, while others go on, and runs as soon as they are met', async () => {
  const closed = { error: new SyncError('GATE_CLOSED', 'Nothing is written for "anna".') as SyncError | undefined }
  const guarded = unless(closed, 'left')
  const scene = await openServiceScene({ pairs: ['anna', 'ben'], mailbox: (mailbox, side, pair) => (pair === 'anna' ? guarded(mailbox, side) : mailbox) })
  await scene.clock.pass(0)
  for (const pair of ['anna', 'ben']) scene.allClouds.get(pair)!.right.add(mail('one'), scene.allClouds.get(pair)!.right.folder('inbox').id)
  await scene.clock.pass(10 * MINUTE)
  assert.deepEqual([scene.counts('anna'), scene.counts('ben')], [[0, 1], [1, 1]])
  const standing = await scene.standing('anna')
  assert.deepEqual([standing?.state, standing?.code], ['gate', 'GATE_CLOSED'])
  assert.deepEqual([scene.service.readiness().ready, scene.service.readiness().pairs], [true, { gate: 1, 'in-step': 1 }])
  closed.error = undefined
  await scene.store.service.wish({ pair: 'anna', why: 'asked', since: scene.clock.now(), dueAt: scene.clock.now() })
  await scene.clock.pass(SECOND)
  assert.deepEqual([scene.counts('anna'), (await scene.standing('anna'))?.state], [[1, 1], 'in-step'])
  await scene.close()
})

test('a refused sign-in is tried once, waits for a person, and is tried again when one asks', async () => {
  const failing = { error: new SyncError('UNAUTHORIZED', 'The sign-in was refused.') as SyncError | undefined }
  const scene = await openServiceScene({ mailbox: unless(failing, 'left'), settings: RARELY })
  await scene.clock.pass(24 * 60 * MINUTE)
  assert.equal(scene.runs.length, 1)
  const standing = await scene.standing()
  assert.deepEqual([standing?.state, standing?.code, standing?.retryAt], ['sign-in', 'UNAUTHORIZED', undefined])
  assert.equal(scene.service.readiness().ready, false)

  failing.error = undefined
  const now = scene.clock.now()
  await scene.store.service.wish({ pair: 'anna', why: 'asked', since: now, dueAt: now })
  await scene.clock.pass(10 * MINUTE)
  assert.deepEqual([scene.runs.length > 1, scene.reopened], [true, ['anna']])
  assert.equal((await scene.standing())?.state, 'in-step')
  assert.equal(scene.service.readiness().ready, true)
  assert.deepEqual(scene.runs.map(({ request }) => request.cause.channel).filter((channel) => channel === 'manual'), ['manual'], 'a wish is granted once')
  await scene.close()
})

test('what a cloud asks to wait is waited, and a failing cloud is asked ever more rarely', async () => {
  const failing = { error: new SyncError('THROTTLED', 'Slow down.', { retryAfterMs: 100 * SECOND }) as SyncError | undefined }
  const scene = await openServiceScene({ mailbox: unless(failing, 'right') })
  await scene.clock.pass(99 * SECOND)
  assert.equal(scene.runs.length, 1)
  failing.error = new SyncError('REMOTE_FAILURE', 'Out of order.')
  await scene.clock.pass(1 * SECOND)
  assert.equal(scene.runs.length, 2)
  await scene.clock.pass(60 * MINUTE)
  assert.ok(scene.runs.length > 10 && scene.runs.length < 25, `${scene.runs.length} runs in an hour`)
  assert.equal((await scene.standing())?.state, 'waiting')
  failing.error = undefined
  scene.clouds.left.add(mail('late'), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(5 * MINUTE)
  assert.deepEqual(scene.counts(), [1, 1])
  await scene.close()
})

test('a mailbox without licence is asked rarely, and goes on by itself when it has one', async () => {
  const failing = { error: new SyncError('FORBIDDEN', 'Outlook: 403 MailboxNotEnabledForRESTAPI') as SyncError | undefined }
  const scene = await openServiceScene({ mailbox: unless(failing, 'right'), settings: RARELY })
  scene.clouds.left.add(mail('one'), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(24 * 60 * MINUTE)
  assert.ok(scene.runs.length >= 24 && scene.runs.length <= 27, `${scene.runs.length} runs in a day`)
  assert.deepEqual([(await scene.standing())?.state, scene.counts()], ['sign-in', [1, 0]])
  failing.error = undefined
  await scene.clock.pass(60 * MINUTE)
  assert.deepEqual([(await scene.standing())?.state, scene.counts()], ['in-step', [1, 1]])
  await scene.close()
})

test('a mailbox that is found empty trashes nothing on the other side: the pair waits for a decision, which is taken while the service runs', async () => {
  const scene = await openServiceScene()
  const inbox = scene.clouds.right.folder('inbox').id
  for (let n = 0; n < 30; n++) scene.clouds.right.add(mail(`m${n}`), inbox)
  await scene.clock.pass(0)
  assert.deepEqual(scene.counts(), [30, 30])
  const trash = scene.clouds.right.folder('trash').id
  for (const id of [...scene.clouds.right.messages.keys()]) scene.clouds.right.move(id, trash, false)
  await scene.clock.pass(20 * SECOND)
  const inTrash = (): number => [...scene.clouds.left.messages.values()].filter(({ folderId }) => folderId === scene.clouds.left.folder('trash').id).length
  assert.equal(inTrash(), 0)
  const standing = await scene.standing()
  assert.equal(standing?.state, 'decide')
  assert.equal(scene.service.readiness().ready, true)
  const report = JSON.parse((await scene.store.pair('anna').fact('report')) ?? '{}')
  await scene.store.service.decide({ pair: 'anna', hold: report.holds[0].id, decision: 'apply' })
  await scene.clock.pass(5 * SECOND)
  assert.equal(inTrash(), 30)
  assert.deepEqual(await scene.store.service.decisions(), [])
  await scene.close()
})

test('a notification with the secret of its subscription makes a run at once; any other has no effect', async () => {
  let secret = ''
  const pushing = (mailbox: Mailbox, side: Side): Mailbox => {
    if (side === 'left') return mailbox
    const live = { id: 's1', expiresAt: Date.parse('2026-03-08T00:00:00Z') }
    return { ...mailbox, push: { list: async () => [], create: async ({ clientState }) => ((secret = clientState), live), renew: async () => live, remove: async () => {} } }
  }
  const scene = await openServiceScene({ mailbox: pushing, settings: { ...HOURLY, urlOf: (pair) => `https://t.example/${pair}` } })
  await scene.clock.pass(0)
  const before = scene.runs.length
  scene.clouds.right.add(mail('one'), scene.clouds.right.folder('inbox').id)
  scene.service.hear('s1', 'change', (expected) => expected === `${secret}x`)
  scene.service.hear('s2', 'change', () => true)
  await scene.clock.pass(MINUTE)
  assert.deepEqual([scene.runs.length, scene.counts()], [before, [0, 1]])
  scene.service.hear('s1', 'change', (expected) => expected === secret)
  await scene.clock.pass(0)
  assert.deepEqual([scene.runs.length, scene.counts(), scene.runs.at(-1)?.request.cause.channel], [before + 1, [1, 1], 'push'])
  await scene.close()
})

test('a public URL that no cloud can reach is shown with the next step, and the pair is polled meanwhile', async () => {
  const unreachable = async () => {
    throw new SyncError('ENDPOINT_UNREACHABLE', 'Outlook could not reach the public URL.')
  }
  const pushing = (mailbox: Mailbox, side: Side): Mailbox => (side === 'left' ? mailbox : { ...mailbox, push: { list: async () => [], create: unreachable, renew: unreachable, remove: unreachable } })
  const scene = await openServiceScene({ mailbox: pushing, settings: { urlOf: (pair) => `https://t.example/${pair}` } })
  await scene.clock.pass(0)
  const standing = await scene.standing()
  assert.equal(standing?.state, 'in-step')
  assert.match(standing?.deaf?.[0]?.text ?? '', /could not reach the public URL\. Open the public URL from outside/)
  scene.clouds.right.add(mail('one'), scene.clouds.right.folder('inbox').id)
  await scene.clock.pass(15 * SECOND)
  assert.deepEqual([scene.counts(), scene.service.readiness().ready], [[1, 1], true])
  await scene.close()
})

/** Mailboxes that tell of changes, until the connection of the left one is lost. */
function losable() {
  const lost = { now: () => {} }
  const watched = (mailbox: Mailbox, side: Side): Mailbox => ({
    ...mailbox,
    watch: async (onHint, signal, onLost) => {
      const over = new AbortController()
      if (side === 'left') lost.now = () => (over.abort(), onLost?.())
      await mailbox.watch?.(onHint, AbortSignal.any([signal, over.signal]))
      await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
    },
  })
  return { lost, watched }
}

test('where others do the runs, a lost connection has them look as soon as where nothing tells', async () => {
  const { lost, watched } = losable()
  const added: Wish[] = []
  const lead = new AbortController()
  const queue: PairQueue = { add: async (wish) => void added.push(wish), work: async () => {}, waiting: async () => 0, heard: async () => [], forget: async () => {}, workers: async () => 1, lead: async () => lead.signal }
  const scene = await openServiceScene({ mailbox: watched, settings: { idle: true }, queue })
  await scene.store.service.setStanding({ pair: 'anna', state: 'in-step', since: scene.clock.now() })
  await scene.clock.pass(10 * SECOND)
  added.length = 0
  lost.now()
  await scene.clock.pass(SECOND)
  assert.deepEqual(added.map(({ pair, why, dueAt, since }) => [pair, why, dueAt - since <= 5 * MINUTE]), [['anna', 'poll', true]])
  assert.match((await scene.standing())?.deaf?.[0]?.text ?? '', /was lost and is being made again/)
  await scene.close()
})

test('where a connection that tells of changes is lost, the next look comes as soon as where nothing tells', async () => {
  const { lost, watched } = losable()
  const scene = await openServiceScene({ mailbox: watched, settings: { ...RARELY, idle: true } })
  await scene.clock.pass(2 * 60 * MINUTE)
  const before = scene.runs.length
  await scene.clock.pass(60 * MINUTE)
  assert.equal(scene.runs.length - before, 4, 'all is told, and a look is only a net')
  lost.now()
  scene.clouds.left.add(mail('one'), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(5 * MINUTE)
  assert.deepEqual(scene.counts(), [1, 1])
  assert.match((await scene.standing())?.deaf?.[0]?.text ?? '', /was lost and is being made again/)
  await scene.close()
})

test('a paused pair is left alone and the others are not; resumed, it is run at once', async () => {
  const scene = await openServiceScene({ pairs: ['anna', 'ben'] })
  await scene.clock.pass(0)
  await scene.store.service.pause({ pair: 'anna', by: 'ops', since: scene.clock.now() })
  await scene.clock.pass(2 * SECOND)
  const before = scene.runsOf('anna')
  await scene.clock.pass(30 * MINUTE)
  assert.equal(scene.runsOf('anna'), before)
  assert.ok(scene.runsOf('ben') > 5)
  assert.equal(scene.service.readiness().pairs.paused, 1)
  const now = scene.clock.now()
  await scene.store.service.wish({ pair: 'anna', why: 'asked', since: now, dueAt: now })
  await scene.clock.pass(2 * SECOND)
  assert.equal(scene.runsOf('anna'), before, 'also when somebody asks')
  await scene.store.service.resume('anna')
  await scene.clock.pass(2 * SECOND)
  assert.equal(scene.runsOf('anna'), before + 1)
  await scene.close()
})

test('the red button stops every pair, also those that did not begin yet, and /readyz says so', async () => {
  const scene = await openServiceScene({ pairs: ['anna', 'ben'] })
  await scene.store.service.pause({ by: 'ops', since: scene.clock.now() })
  await scene.clock.pass(2 * SECOND)
  const before = scene.runs.length
  await scene.clock.pass(60 * MINUTE)
  assert.equal(scene.runs.length, before)
  assert.match(scene.service.readiness().reasons.join(), /stopped by a person/)
  await scene.store.service.resume(undefined)
  await scene.clock.pass(2 * SECOND)
  assert.equal(scene.runs.length, before + 2)
  assert.equal(scene.service.readiness().ready, true)
  await scene.close()
})

test('a pause with an end ends by itself', async () => {
  const scene = await openServiceScene()
  await scene.clock.pass(0)
  await scene.store.service.pause({ pair: 'anna', by: 'ops', since: scene.clock.now(), until: scene.clock.now() + 10 * MINUTE })
  await scene.clock.pass(10 * MINUTE - SECOND)
  const before = scene.runs.length
  await scene.clock.pass(2 * SECOND)
  assert.equal(scene.runs.length, before + 1)
  await scene.close()
})

test('while the database is gone nothing runs and /readyz says why; it goes on by itself afterwards', async () => {
  const scene = await openServiceScene()
  await scene.clock.pass(0)
  scene.problem.store = new SyncError('STORE_FAILURE', 'The disk is full. Make room, then run again; nothing is lost.')
  await scene.clock.pass(2 * SECOND)
  assert.deepEqual(scene.service.readiness().reasons, ['The disk is full. Make room, then run again; nothing is lost.'])
  const before = scene.runs.length
  scene.clouds.left.add(mail('one'), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(60 * SECOND)
  assert.equal(scene.runs.length, before)
  scene.problem.store = undefined
  await scene.clock.pass(31 * SECOND)
  assert.deepEqual([scene.counts(), scene.service.readiness().ready], [[1, 1], true])
  await scene.close()
})

test('once a day, from the hour that was set, both mailboxes are listed whole', async () => {
  const scene = await openServiceScene({ settings: HOURLY })
  await scene.clock.pass(3 * 24 * 60 * MINUTE)
  const whole = scene.runs.filter(({ request }) => request.relist).map(({ at }) => new Date(at).toISOString().slice(5, 13))
  assert.deepEqual(whole, ['03-01T19', '03-02T19', '03-03T19'])
  await scene.close()
})

test('a heartbeat is sent while all is well and not while nothing works', async () => {
  const failing: { error?: SyncError | undefined } = {}
  const scene = await openServiceScene({ mailbox: unless(failing, 'left'), settings: { heartbeat: { url: 'https://hc.example.com/x', everyMs: 5 * MINUTE } } })
  await scene.clock.pass(11 * MINUTE)
  assert.equal(scene.asked.length, 2)
  failing.error = new SyncError('UNAUTHORIZED', 'The sign-in was refused.')
  await scene.clock.pass(10 * MINUTE)
  const before = scene.asked.length
  await scene.clock.pass(30 * MINUTE)
  assert.equal(scene.asked.length, before)
  await scene.close()
})

test('when it ends, the operations in hand are finished and nothing more is begun', async () => {
  const inHand: (() => void)[] = []
  const slow = (mailbox: Mailbox, side: Side): Mailbox =>
    side === 'left' ? mailbox : { ...mailbox, create: (message, signal) => new Promise<void>((resolve) => inHand.push(resolve)).then(() => mailbox.create(message, signal)) }
  const scene = await openServiceScene({ mailbox: slow })
  for (let n = 0; n < 40; n++) scene.clouds.left.add(mail(`m${n}`), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(0)
  const begun = inHand.length
  assert.ok(begun > 0 && begun < 40)
  scene.end()
  await scene.clock.pass(5 * SECOND)
  // Also what should never have been begun, so that a fault fails here and does not wait for ever.
  for (let n = 0; n < inHand.length; n++) {
    inHand[n]?.()
    await scene.clock.pass(0)
  }
  await scene.over
  assert.deepEqual([scene.clouds.right.messages.size, inHand.length], [begun, begun])
  assert.deepEqual(await scene.store.pair('anna').journal(), [], 'nothing is left to be recovered')
  await scene.close()
})

test('what cannot be finished in ten seconds is given up', async () => {
  const hanging = (mailbox: Mailbox, side: Side): Mailbox =>
    side === 'left' ? mailbox : { ...mailbox, create: (_message, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) }
  const scene = await openServiceScene({ mailbox: hanging })
  scene.clouds.left.add(mail('one'), scene.clouds.left.folder('inbox').id)
  await scene.clock.pass(0)
  scene.end()
  let isOver = false
  void scene.over.then(() => (isOver = true))
  await scene.clock.pass(9999)
  assert.equal(isOver, false)
  await scene.clock.pass(1)
  assert.equal(isOver, true)
  await scene.close()
})
