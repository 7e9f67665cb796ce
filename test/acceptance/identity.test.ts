import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, assertQuiet, AT, live, mailboxesOf, messageIdOf, toldMail, UNREAD, type ToldMail } from './told-mail.ts'

const withPair = async (work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair()
  try {
    await work(pair)
  } finally {
    await pair.close()
  }
}

/** A mail is delivered into the inbox, `laterMs` after the usual time. */
const deliver = async ({ people }: SandboxPair, on: Cloud, mime: Buffer, laterMs = 0): Promise<void> =>
  assert.equal(await people[on].put('inbox', mime, UNREAD, new Date(AT.getTime() + laterMs)), true)

test('AC-04: 100 pairs equal in From, Subject and Date but not in body, without Message-ID, are 200 messages on both sides', async () => {
  await withPair(async (pair) => {
    const where: readonly (readonly [Cloud, Cloud])[] = [['dingtalk', 'dingtalk'], ['outlook', 'outlook'], ['dingtalk', 'outlook'], ['outlook', 'dingtalk']]
    const deliveries: Promise<void>[] = []
    for (let n = 0; n < 100; n++) {
      const alike = { id: null, subject: `alike ${n}` }
      for (const [at, on] of (where[n % 4] ?? []).entries()) deliveries.push(deliver(pair, on, toldMail('alike', { ...alike, body: `Order ${n}, ${at === 0 ? 'first' : 'second'} half` })))
    }
    await Promise.all(deliveries)
    await pair.sync()
    const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
    for (const side of [dingtalk, outlook]) {
      const bodies = new Set(side.map((message) => /Order \d+, \w+ half/.exec(message.mime().toString('utf8'))?.[0]))
      assert.equal(side.length, 200)
      assert.equal(bodies.size, 200)
    }
    await assertInStep(pair, 200)
  })
})

const BANNER = 'CAUTION: this message came from outside the organisation.\r\n\r\n'
const DELAYS = { 'at once': 0, '20 seconds later': 20_000, 'a day later': 86_400_000 }

for (const [when, laterMs] of Object.entries(DELAYS)) {
  for (const banner of [false, true]) {
    test(`AC-04: one mail delivered to both sides, ${when}${banner ? ' with a banner added' : ''}, is one live message on each`, async () => {
      await withPair(async (pair) => {
        const names = { dingtalk: `first on dingtalk`, outlook: `first on outlook` }
        for (const first of ['dingtalk', 'outlook'] as const) await deliver(pair, first, toldMail(names[first]))
        if (laterMs > 0) await pair.sync()
        await readEverywhere(pair, names, laterMs > 0)
        pair.sandbox.shared.clock.advance(laterMs)
        const second = { dingtalk: 'outlook', outlook: 'dingtalk' } as const
        for (const first of ['dingtalk', 'outlook'] as const) {
          const body = `${banner ? BANNER : ''}Body of ${names[first]}`
          await deliver(pair, second[first], toldMail(names[first], { body }), laterMs)
        }
        const report = await pair.sync()
        assert.equal(report.stoppedBy, undefined)
        for (const [cloud, messages] of Object.entries(mailboxesOf(pair.sandbox))) {
          const ids = live(messages).map((message) => message.internetMessageId)
          assert.deepEqual(ids.sort(), Object.values(names).map(messageIdOf), `${cloud}, live`)
          const delivered = live(messages).filter(({ originMark }) => originMark === undefined)
          assert.equal(delivered.length, 2, `what was delivered to ${cloud} stays, and our copy goes`)
          if (laterMs > 0) assert.deepEqual(live(messages).map(({ read }) => read), [true, true], `read on ${cloud} stays read`)
        }
        assert.equal(report.findings.find(({ kind }) => kind === 'differs')?.count ?? 0, banner ? 2 : 0)
        await assertQuiet(pair)
      })
    })
  }
}

/** Someone reads each mail where it arrived first. */
async function readEverywhere(pair: SandboxPair, names: Readonly<Record<Cloud, string>>, isDue: boolean): Promise<void> {
  if (!isDue) return
  for (const cloud of ['dingtalk', 'outlook'] as const) {
    const message = (await pair.people[cloud].messages()).find(({ messageId }) => `<${messageId}>` === messageIdOf(names[cloud]))
    assert.ok(message)
    await pair.people[cloud].mark(message, { read: true })
  }
}

test('AC-04: a mail to oneself is one message in Sent and one in Inbox, on both sides', async () => {
  await withPair(async (pair) => {
    const toOneself: ToldMail = { from: 'anna@trading.example', to: 'anna@trading.example' }
    const anna = { dingtalk: toldMail('from dingtalk', toOneself), outlook: toldMail('from outlook', toOneself), both: toldMail('to both', toOneself) }
    for (const cloud of ['dingtalk', 'outlook'] as const) {
      await pair.people[cloud].put('sent', anna[cloud], { ...UNREAD, read: true }, AT)
      await deliver(pair, cloud, anna[cloud])
    }
    await pair.people.dingtalk.put('sent', anna.both, { ...UNREAD, read: true }, AT)
    await deliver(pair, 'dingtalk', anna.both)
    await deliver(pair, 'outlook', anna.both, 3000)
    await pair.sync()
    for (const [cloud, messages] of Object.entries(mailboxesOf(pair.sandbox))) {
      const places = messages.map(({ role, internetMessageId }) => `${internetMessageId} ${role}`).sort()
      const expected = ['from dingtalk', 'from outlook', 'to both'].flatMap((name) => [`${messageIdOf(name)} inbox`, `${messageIdOf(name)} sent`])
      assert.deepEqual(places, expected, cloud)
    }
    await assertInStep(pair, 6)
  })
})
