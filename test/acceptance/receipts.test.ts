import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import type { SeenMessage } from '../../src/sandbox/seed/dingtalk-person.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openGraphReader } from './graph-reader.ts'
import { assertInStep, assertNothingSent, AT, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

/** What a person does with a mail that asks for a receipt, and on which side. */
const DEEDS = {
  read: (person: Person, message: SeenMessage) => person.mark(message, { read: true }),
  'read and flagged': (person: Person, message: SeenMessage) => person.mark(message, { read: true, flagged: true }),
  answered: (person: Person, message: SeenMessage) => person.mark(message, { read: true, answered: true }),
  flagged: (person: Person, message: SeenMessage) => person.mark(message, { flagged: true }),
  'thrown away unread': (person: Person, message: SeenMessage) => person.move(message, 'trash'),
  'filed unread': (person: Person, message: SeenMessage) => person.move(message, ['供應商']),
  junked: (person: Person, message: SeenMessage) => person.move(message, 'junk'),
  'read and thrown away': async (person: Person, message: SeenMessage) => {
    await person.mark(message, { read: true })
    await person.move(message, 'trash')
  },
  purged: (person: Person, message: SeenMessage) => person.purge(message),
} satisfies Record<string, (person: Person, message: SeenMessage) => Promise<void>>

type Person = SandboxPair['people'][Cloud]

/** All the ways in which senders ask. */
const REQUESTS = ['Disposition-Notification-To: chen@factory.example', 'Return-Receipt-To: chen@factory.example', 'X-Confirm-Reading-To: chen@factory.example']

const asking = (name: string): Buffer => Buffer.concat([Buffer.from(`${REQUESTS.join('\r\n')}\r\n`), toldMail(name)])

/** Names say where the mail was delivered, who did what with it. */
const names = (origin: Cloud, actor: Cloud) => Object.keys(DEEDS).map((deed, n) => ({ deed: deed as keyof typeof DEEDS, name: `${origin}-${actor}-${n}` }))
const CLOUDS: readonly Cloud[] = ['dingtalk', 'outlook']
const CASES = CLOUDS.flatMap((origin) => CLOUDS.flatMap((actor) => names(origin, actor).map((each) => ({ origin, actor, ...each }))))

for (const advancedMail of [false, true]) {
  for (const deletionSendsReceipt of [false, true]) {
    const how = `${advancedMail ? 'imported' : 'rebuilt'} copies, ${deletionSendsReceipt ? 'also where throwing away sends one' : 'reading sends one'}`
    test(`AC-26: no mark and no move of ours sends a receipt (${how})`, async () => {
      const pair = await openSandboxPair({ advancedMail, outlook: { deletionSendsReceipt } })
      try {
        await deliverAll(pair)
        await pair.sync()
        assertNothingSent(pair.sandbox)
        await doAll(pair)
        const byPeople = pair.sandbox.shared.ledger.outbound().length
        assert.ok(byPeople > 0, 'the simulated cloud does send receipts when people read')
        await pair.sync()
        assert.equal(pair.sandbox.shared.ledger.outbound().length, byPeople)
        await assertInOrder(pair)
      } finally {
        await pair.close()
      }
    })
  }
}

test('AC-26: taking a run back sends no receipt either', async () => {
  const pair = await openSandboxPair({ outlook: { deletionSendsReceipt: true } })
  try {
    const names = ['marked', 'thrown away'].flatMap((deed) => CLOUDS.map((origin) => ({ deed, origin, name: `${deed}-${origin}` })))
    for (const { origin, name } of names) assert.equal(await pair.people[origin].put('inbox', asking(name), UNREAD, AT), true)
    await pair.sync()
    for (const actor of CLOUDS) {
      const touched = names.filter(({ origin }) => origin !== actor)
      const seen = async () => new Map((await pair.people[actor].messages()).map((message) => [message.messageId, message]))
      const each = async (deed: string, work: (message: SeenMessage) => Promise<void>) => {
        const messages = await seen()
        for (const one of touched.filter((each) => each.deed === deed)) await work(messages.get(messageIdOf(one.name).slice(1, -1)) as SeenMessage)
      }
      await each('marked', (message) => pair.people[actor].mark(message, { read: true }))
      await pair.sync()
      await each('marked', (message) => pair.people[actor].mark(message, { read: false }))
      await each('thrown away', (message) => pair.people[actor].move(message, 'trash'))
      const { run } = await pair.sync()
      const byPeople = pair.sandbox.shared.ledger.outbound().length
      const undone = await pair.undo(run)
      const side = actor === 'dingtalk' ? 'right' : 'left'
      assert.deepEqual(undone.done[side], { move: 1, mark: 1 }, 'marked as read again, and out of trash')
      await pair.sync()
      assert.equal(pair.sandbox.shared.ledger.outbound().length, byPeople)
    }
    await assertInStep(pair, names.length)
  } finally {
    await pair.close()
  }
})

async function deliverAll({ people }: SandboxPair): Promise<void> {
  for (const on of CLOUDS) await people[on].ensureFolder(['供應商'])
  for (const { name, origin } of CASES) assert.equal(await people[origin].put('inbox', asking(name), UNREAD, AT), true)
}

async function doAll({ people }: SandboxPair): Promise<void> {
  for (const actor of CLOUDS) {
    const seen = new Map((await people[actor].messages()).map((message) => [message.messageId, message]))
    for (const { name, deed, actor: by } of CASES) {
      const message = seen.get(`${name}@case.example`)
      assert.ok(message !== undefined, name)
      if (by === actor) await DEEDS[deed](people[actor], message)
    }
  }
}

/** What people did is done on the other side; only what left one mailbox without its trash is kept. */
async function assertInOrder(pair: SandboxPair): Promise<void> {
  const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
  const purged = CASES.filter(({ deed }) => deed === 'purged').length
  assert.equal(dingtalk.length, CASES.length - purged / 2)
  assert.equal(outlook.length, CASES.length - purged / 2)
  const { differences } = await pair.sandbox.compare()
  assert.deepEqual(differences.filter(({ kind }) => !kind.startsWith('missing')), [])
  assert.equal(differences.length, purged)
  pair.writes()
  assert.equal((await pair.sync()).quiet, true)
  assert.equal(pair.writes(), 0)
  assertNothingSent(pair.sandbox)
}

test('AC-26: no copy in Outlook asks for a receipt, whatever its original says', async () => {
  for (const advancedMail of [false, true]) {
    const pair = await openSandboxPair({ advancedMail })
    try {
      for (let n = 0; n < 6; n++) await pair.people.dingtalk.put('inbox', asking(`m${n}`), { ...UNREAD, read: n % 2 === 0 }, AT)
      await pair.sync()
      const copies = await (await openGraphReader(pair.sandbox)).messages()
      assert.deepEqual(copies.map(({ isReadReceiptRequested }) => isReadReceiptRequested ?? false), Array(6).fill(false))
      await assertInStep(pair, 6)
    } finally {
      await pair.close()
    }
  }
})
