import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryPair, mail } from '../support/memory-pair.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { AT, assertInStep, mailboxesOf, toldMail } from './told-mail.ts'

/** `n` without Message-ID and `n` that share one; every second of either kind also says the same as the one before, on the same side. */
const oddMail = (n: number): { readonly name: string; readonly id: string | null }[] =>
  Array.from({ length: 2 * n }, (_, at) => ({ name: `odd${Math.floor(at / 2) * 2}`, id: at < n ? null : '<shared@case.example>' }))

test('AC-03: after the database is lost, 10,000 messages in step stay untouched', async () => {
  const pair = new MemoryPair()
  const random = generator(3)
  const odd = oddMail(200)
  for (let n = 0; n < 10_000; n++) {
    const cloud = pair.clouds[n % 4 < 2 ? 'left' : 'right']
    const folder = cloud.folder(random() < 0.2 ? 'sent' : 'inbox')
    const { name, id } = odd[n] ?? { name: `m${n}`, id: `<m${n}@case.example>` }
    cloud.add(mail(name, { id }), folder.id, { read: random() < 0.7, flag: random() < 0.1 ? 'flagged' : 'none', tags: random() < 0.1 ? ['red'] : [] })
  }
  await pair.sync()
  assert.deepEqual(pair.lines('left'), pair.lines('right'))
  const inStep = pair.lines('left')
  assert.equal(inStep.length, 10_000)
  await pair.loseState()
  const { revision } = pair
  const report = await pair.sync()
  assert.equal(report.quiet, true)
  assert.deepEqual(report.done, { left: {}, right: {} })
  assert.equal(pair.revision, revision, 'nothing was written to either side')
  assert.deepEqual(pair.lines('left'), inStep)
  assert.deepEqual(pair.lines('right'), inStep)
})

for (const route of ['rebuilt', 'exact'] as const) {
  test(`AC-03: after the database is lost, the two clouds in step (${route} copies) are not written to`, async () => {
    const pair = await openSandboxPair({ advancedMail: route === 'exact' })
    try {
      const count = await fill(pair)
      await pair.sync()
      await assertInStep(pair, count)
      const before = places(pair)
      await pair.closeApp()
      await assertInStep(pair, count)
      assert.deepEqual(places(pair), before)
    } finally {
      await pair.close()
    }
  })
}

/** Found by `npm run soak`: each cloud reads such a Message-ID in a way of its own, and over IMAP a message that moves gets another id. */
test('after the database is lost, mail with an odd Message-ID that was moved is known again, and is neither missing nor copied once more', async () => {
  const pair = await openSandboxPair()
  try {
    const ids = ['<"0208.  6*/PN=Robin.Hill/OU=BAe MAA/"@MHS>', 'no.brackets@case.example', '<two words@case.example>', '<a@case.example> (and a remark)']
    for (const [n, id] of ids.entries()) await pair.people.dingtalk.put('inbox', toldMail(`odd${n}`, { id }), { read: false, flagged: false, answered: false }, AT)
    await pair.sync()
    for (const message of await pair.people.dingtalk.messages()) await pair.people.dingtalk.move(message, 'junk')
    await pair.sync()
    const before = places(pair)
    await pair.closeApp()
    const verified = await (await pair.app()).verify(NAME, { signal: new AbortController().signal })
    assert.deepEqual([verified.equal, verified.differences, verified.messages], [true, [], ids.length])
    await assertInStep(pair, ids.length)
    assert.deepEqual(places(pair), before)
  } finally {
    await pair.close()
  }
})

/** 240 messages, half on either side: 30 without Message-ID, 30 that share one. @returns how many */
async function fill({ people }: SandboxPair): Promise<number> {
  const random = generator(33)
  const odd = oddMail(30)
  const puts = Array.from({ length: 240 }, (_, n) => {
    const { name, id } = odd[n] ?? { name: `m${n}`, id: `<m${n}@case.example>` }
    const marks = { read: random() < 0.7, flagged: random() < 0.1, answered: random() < 0.1 }
    return people[n % 4 < 2 ? 'dingtalk' : 'outlook'].put(random() < 0.2 ? 'sent' : 'inbox', toldMail(name, { id }), marks, AT)
  })
  await Promise.all(puts)
  return puts.length
}

/** Each message as one line: which it is, where it lies and how it is marked. */
function places({ sandbox }: SandboxPair): string[] {
  const { dingtalk, outlook } = mailboxesOf(sandbox)
  return [...dingtalk, ...outlook].map(({ id, path, read, flag, answered, receivedAt }) => [id, ...path, read, flag, answered, receivedAt].join(' ')).sort()
}
