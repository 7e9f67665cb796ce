import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Uninstalled } from '../../src/app.ts'
import { openEndpoint } from '../../src/sandbox/outlook/subscriptions/subscriptions.test-kit.ts'
import { NAME, openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { assertInStep, assertNothingSent, AT, live, mailboxesOf, toldMail, wholeOf } from './told-mail.ts'

const COUNT = 16
const CLOUDS = ['dingtalk', 'outlook'] as const
const signal = new AbortController().signal

/** Mail of all kinds in step, half of it from either side, where people answered and flagged, and then did both to some on the other side. */
async function inStep(options: SandboxPairOptions = {}): Promise<SandboxPair> {
  const pair = await openSandboxPair(options)
  for (let n = 0; n < COUNT; n++) {
    const marks = { read: n % 2 === 0, flagged: n % 4 < 2, answered: n % 6 < 2 }
    await pair.people[from(n)].put(n % 8 === 7 ? 'sent' : 'inbox', toldMail(`m${n}`), marks, AT)
  }
  await pair.sync()
  const answered = (await pair.people.dingtalk.messages()).find(({ messageId }) => messageId.includes('m1@')) ?? assert.fail('no m1')
  await pair.people.dingtalk.mark(answered, { answered: true })
  await pair.sync()
  await assertInStep(pair, COUNT)
  return pair
}

const from = (n: number): (typeof CLOUDS)[number] => (n % 2 === 0 ? 'dingtalk' : 'outlook')

const uninstall = async (pair: SandboxPair, request: { copies?: 'keep' | 'remove'; dryRun?: boolean; by?: string; without?: 'left' | 'right' } = {}): Promise<Uninstalled> => (await pair.app()).uninstall(NAME, { copies: 'keep', signal, ...request })

/** Extended properties of ours that say anything, seen from inside the simulated cloud. */
const properties = ({ sandbox: { outlook, ready } }: SandboxPair): string[] =>
  [...outlook.mailbox(ready.accounts.outlook.address).folders.values()]
    .flatMap(({ items }) => [...items.values()])
    .flatMap((message) => [...(message.properties ?? [])].flatMap(([id, value]) => (id.includes('Name Tongbu') && value !== '' ? [id] : [])))

const headers = (pair: SandboxPair, cloud: (typeof CLOUDS)[number]): number => mailboxesOf(pair.sandbox)[cloud].filter(({ mime }) => /^x-tongbu-origin:/im.test(mime().toString('latin1'))).length

/** Which of the messages lie outside trash, by the side that they came to first. */
const own = (pair: SandboxPair, cloud: (typeof CLOUDS)[number]): string[] => live(mailboxesOf(pair.sandbox)[cloud]).map(({ internetMessageId }) => internetMessageId ?? '').sort()

const ROUTES: readonly (readonly [what: string, options: SandboxPairOptions, isExact: boolean])[] = [
  ['rebuilt', {}, false],
  ['rebuilt where null has no effect, ids come back in lower case and deltas without properties', { outlook: { propertyNull: 'ignored', propertyIdEcho: 'lower', deltaExpandsProperties: false } }, false],
  ['imported byte for byte', { advancedMail: true }, true],
  ['imported where headers are no properties', { advancedMail: true, outlook: { headersAsProperties: false } }, true],
  ['made over IMAP', { outlookImap: true }, true],
]

for (const [what, options, isExact] of ROUTES) {
  test(`copies that are kept (on Outlook ${what}) stay as they are, without a mark of ours but what is in MIME; nothing is sent, and it is proven`, async () => {
    const pair = await inStep(options)
    try {
      const before = CLOUDS.map((cloud) => wholeOf(pair, cloud))
      assert.ok(isExact || properties(pair).length > 0, 'there is something to take off')
      pair.writes()
      const seen = await uninstall(pair, { dryRun: true })
      assert.equal(pair.writes(), 0, 'a dry run writes nothing')
      const left = await uninstall(pair)
      assert.deepEqual([left.stoppedBy, left.failed, left.planned, left.done.left], [undefined, 0, [], {}])
      assert.equal(left.done.right.strip ?? 0, seen.planned.length)
      assert.deepEqual(CLOUDS.map((cloud) => wholeOf(pair, cloud)), before, 'everything that can be seen is as it was')
      assert.deepEqual(properties(pair), [])
      const { proof, audit } = left
      assert.deepEqual([proof?.holds, proof?.remembered, proof?.left.messages, proof?.right.messages, proof?.right.marked], [true, {}, COUNT, COUNT, 0])
      assert.deepEqual([proof?.left.inMime, headers(pair, 'dingtalk')], [COUNT / 2, COUNT / 2])
      assert.equal(headers(pair, 'outlook'), isExact ? COUNT / 2 : 0)
      assert.equal(left.listed.filter(({ on, why }) => on === 'right' && why === 'in-mime').length, headers(pair, 'outlook'), 'what stays is told')
      assert.ok(audit.isWhole && audit.head !== '')
      assertNothingSent(pair.sandbox)
      const again = await uninstall(pair)
      assert.deepEqual([again.proof?.holds, again.done], [true, { left: {}, right: {} }])
    } finally {
      await pair.close()
    }
  })
}

test('copies that are removed lie in the trash of both sides; every message is where it first was, and set up anew nothing more goes to trash', async () => {
  const pair = await inStep()
  try {
    const left = await uninstall(pair, { copies: 'remove' })
    assert.deepEqual([left.done, left.proof?.holds], [{ left: { trash: COUNT / 2 }, right: { trash: COUNT / 2, strip: left.done.right.strip } }, true])
    const names = Array.from({ length: COUNT }, (_, n) => `<m${n}@case.example>`)
    for (const cloud of CLOUDS) assert.deepEqual(own(pair, cloud), names.filter((_, n) => from(n) === cloud).sort(), cloud)
    for (const cloud of CLOUDS) assert.equal(mailboxesOf(pair.sandbox)[cloud].length, COUNT, 'nothing was deleted for good')
    assertNothingSent(pair.sandbox)

    await pair.closeApp()
    const report = await pair.sync()
    assert.deepEqual([report.done.left.trash, report.done.right.trash, report.done.left.retire, report.done.right.retire], [undefined, undefined, undefined, undefined])
    for (const cloud of CLOUDS) assert.deepEqual(own(pair, cloud), names.toSorted(), `${cloud}: outside trash each is there once`)
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
  }
})

test('what somebody deleted for good and the other side has a copy of is the last one: it is kept and listed', async () => {
  const pair = await inStep()
  try {
    for (const message of await pair.people.outlook.messages()) if (/^<?m(1|3)@/.test(message.messageId)) await pair.people.outlook.purge(message)
    const left = await uninstall(pair, { copies: 'remove' })
    assert.deepEqual(left.listed.filter(({ why }) => why === 'last').map(({ on }) => on), ['left', 'left'])
    for (const name of ['<m1@case.example>', '<m3@case.example>']) assert.ok(own(pair, 'dingtalk').includes(name), name)
  } finally {
    await pair.close()
  }
})

test('with the OpenAPI beside IMAP it is the same', async () => {
  const pair = await inStep({ openapi: true })
  try {
    const left = await uninstall(pair, { copies: 'remove' })
    assert.deepEqual([left.stoppedBy, left.proof?.holds, left.done.left.trash], [undefined, true, COUNT / 2])
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
  }
})

test('subscriptions of the pair end, remembered or not; those of other pairs and programs stay', async () => {
  const pair = await inStep()
  const endpoint = await openEndpoint()
  try {
    const { graphUrl, loginUrl, accounts } = pair.sandbox.ready
    const { openOutlookMailbox } = await import('../../src/connectors/outlook/outlook-mailbox.ts')
    const { systemHttp } = await import('../../src/platform/http.ts')
    const { systemClock } = await import('../../src/platform/clock.ts')
    const { push } = openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http: systemHttp, clock: systemClock, newId: () => String(Math.random()) })
    const origin = new URL(endpoint.url).origin
    const subscribe = async (path: string) => (await push?.create({ notificationUrl: `${origin}${path}`, lifecycleUrl: `${origin}${path}`, clientState: 'secret' }, signal))?.id
    const [remembered, forgotten, ofBen, ofAnother] = [await subscribe('/elsewhere'), await subscribe(`/notifications/outlook/${NAME}`), await subscribe('/notifications/outlook/ben'), await subscribe('/other')]
    await (await (await pair.app()).beside()).keepSubscription({ pair: NAME, side: 'right', id: remembered ?? '', expiresAt: Date.now() + 1e6, clientState: 'secret' })
    assert.deepEqual((await uninstall(pair, { dryRun: true })).subscriptions, { left: 0, right: 2 })
    const left = await uninstall(pair, { by: 'Wong' })
    assert.deepEqual([left.subscriptions, left.proof?.right.subscriptions], [{ left: 0, right: 2 }, 0])
    assert.deepEqual(pair.sandbox.outlook.subscriptions.live().map(({ id }) => id).sort(), [ofBen, ofAnother].sort())
    const ended = (await (await pair.app()).audit()).search(NAME, { most: 10, kind: 'disconnect' })
    assert.deepEqual((await ended).map(({ token, on, by }) => [token, on, by]).slice(0, 2).sort(), [[remembered, 'right', 'Wong'], [forgotten, 'right', 'Wong']].sort())
  } finally {
    endpoint.close()
    await pair.close()
  }
})

test('a mailbox that was disabled first stops it with a word that helps; without that mailbox the rest is done, and every copy of what was there is kept', async () => {
  const pair = await inStep()
  try {
    pair.sandbox.outlook.setState(pair.sandbox.ready.accounts.outlook.address, 'disabled')
    const stopped = await uninstall(pair, { copies: 'remove' })
    assert.deepEqual([stopped.stoppedBy?.code, stopped.proof, stopped.done], ['FORBIDDEN', undefined, { left: {}, right: {} }])
    assert.match(stopped.stoppedBy?.message ?? '', /is disabled; it goes on once an administrator enables it/)
    assert.equal((await (await pair.app()).status(NAME)).counts.items.left, COUNT, 'nothing is forgotten yet')
    const before = wholeOf(pair, 'dingtalk')
    const left = await uninstall(pair, { copies: 'remove', without: 'right' })
    assert.deepEqual([left.stoppedBy, left.proof?.holds, left.proof?.right.isAbsent, left.proof?.left.messages], [undefined, true, true, COUNT])
    assert.deepEqual(wholeOf(pair, 'dingtalk'), before)
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
  }
})

test('the pair is paused before anything is done and stays so, what was remembered is gone, and its audit is whole', async () => {
  const pair = await inStep()
  try {
    assert.equal((await (await pair.app()).status(NAME)).paused, undefined)
    await uninstall(pair)
    const status = await (await pair.app()).status(NAME)
    assert.deepEqual([status.paused?.by, status.counts.items, status.lastReport, status.standing], ['uninstall', { left: 0, right: 0 }, undefined, undefined])
    const verdict = await (await (await pair.app()).audit()).verify(NAME)
    assert.deepEqual([verdict.broken, verdict.records > COUNT], [undefined, true])
  } finally {
    await pair.close()
  }
})

const TROUBLE = [
  ['cut-after', '^outlook (POST message/move|PATCH message)$|^imap (UID )?(STORE|COPY|MOVE|EXPUNGE)$'],
  ['cut-before', '^outlook (POST message/move|PATCH message)$|^imap (UID )?(STORE|COPY|MOVE|EXPUNGE)$'],
] as const

for (const [effect, match] of TROUBLE) {
  test(`every third write is lost (${effect}): it comes to the same end, asked for as often as it takes`, async () => {
    const pair = await inStep()
    try {
      const names = Array.from({ length: COUNT }, (_, n) => `<m${n}@case.example>`)
      pair.sandbox.shared.faults.set([{ match, effect, probability: 0.3, seed: 7 }])
      let left = await uninstall(pair, { copies: 'remove' })
      for (let tries = 1; left.proof === undefined && tries < 10; tries++) left = await uninstall(pair, { copies: 'remove' })
      pair.sandbox.shared.faults.set([])
      assert.equal(left.proof?.holds, true, JSON.stringify(left.stoppedBy))
      for (const cloud of CLOUDS) assert.deepEqual(own(pair, cloud), names.filter((_, n) => from(n) === cloud).sort(), cloud)
      assert.deepEqual(properties(pair), [])
      assertNothingSent(pair.sandbox)
    } finally {
      await pair.close()
    }
  })
}
