import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import type { Side } from '../../src/domain/side.ts'
import { mail } from '../support/memory-pair.ts'
import { openServiceScene } from '../support/service-scene.ts'

const MINUTE_MS = 60_000
const HOURS = 6
/** The longest between two looks where both clouds should tell of changes. */
const INTERVAL_MS = 15 * MINUTE_MS
const STEP_MS = 15_000

test('AC-07: nothing is told of any change for six hours: everything arrives within one polling interval, the gap is shown, and it is over once changes are told again', async (t) => {
  let isSilent = false
  const watched = (mailbox: Mailbox): Mailbox => ({
    ...mailbox,
    watch: (onHint, signal, onLost) => mailbox.watch?.(() => (isSilent ? undefined : onHint()), signal, onLost) ?? Promise.resolve(),
  })
  const subscribed = (mailbox: Mailbox): Mailbox => {
    const live = (id: string) => ({ id, expiresAt: clock.now() + 7 * 24 * 60 * MINUTE_MS })
    return { ...mailbox, push: { list: async () => [], create: async () => live('s1'), renew: async (id) => live(id), remove: async () => {} } }
  }
  const settings = { idle: true, controlMs: MINUTE_MS, urlOf: () => 'https://tongbu.example/notifications' }
  const scene = await openServiceScene({ settings, mailbox: (mailbox, side) => (side === 'left' ? watched(mailbox) : subscribed(mailbox)) })
  /** The cloud's notifications, which are lost while it is silent. */
  const notify = (): void => void (isSilent || scene.service.hear('s1', 'change', () => true))
  scene.clouds.right.watchers.add(notify)
  const { clouds, clock } = scene
  const inboxOf = (side: Side): string => clouds[side].folder('inbox').id
  const there = (side: Side, name: string): boolean => [...clouds[side].messages.values()].some(({ mime }) => mime.includes(`Subject: ${name}\r\n`) || mime.includes(`<${name}@`))
  await clock.pass(2 * 60 * MINUTE_MS)
  assert.equal((await scene.standing())?.deaf, undefined, 'all is well')

  isSilent = true
  const took: number[] = []
  let waiting: { readonly name: string; readonly to: Side; readonly since: number }[] = []
  const from = clock.now()
  for (let step = 0; clock.now() < from + HOURS * 60 * MINUTE_MS; step++) {
    // Every 25 minutes on one side and then on the other, so that most changes come while nothing else happens.
    if (step % 100 === 50) {
      const side: Side = step % 200 === 50 ? 'left' : 'right'
      const name = `mail-${step}`
      clouds[side].add(mail(name), inboxOf(side))
      waiting.push({ name, to: side === 'left' ? 'right' : 'left', since: clock.now() })
    }
    await clock.pass(STEP_MS)
    took.push(...waiting.filter(({ name, to }) => there(to, name)).map(({ since }) => clock.now() - since))
    waiting = waiting.filter(({ name, to }) => !there(to, name))
  }
  await clock.pass(INTERVAL_MS)
  assert.deepEqual(waiting.filter(({ name, to }) => !there(to, name)), [], 'everything arrived')
  t.diagnostic(`${took.length} mails, the slowest after ${Math.max(...took) / 1000} s of virtual time`)
  assert.ok(took.length >= 12 && Math.max(...took) <= INTERVAL_MS, `${took}`)
  assert.match((await scene.standing())?.deaf?.[0]?.text ?? '', /Changes were found of which no cloud had told/)
  assert.equal((await scene.standing())?.state, 'in-step')
  const before = scene.runs.length
  await clock.pass(60 * MINUTE_MS)
  assert.ok(scene.runs.length - before >= 11, `looked every five minutes, as where nothing tells: ${scene.runs.length - before}`)

  isSilent = false
  clouds.right.add(mail('told'), inboxOf('right'))
  await clock.pass(0)
  assert.ok(there('left', 'told'), 'at once')
  assert.equal((await scene.standing())?.deaf, undefined)
  assert.deepEqual(scene.counts(), [took.length + 1, took.length + 1], 'nothing is there twice')
  await scene.close()
})
