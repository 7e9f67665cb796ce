import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { covers, fateOf, type Hold, type Holdable, type RetentionRules } from './holds.ts'

const DAY_MS = 86_400_000
const START = Date.parse('2026-01-01T00:00:00Z')
const instant = fc.integer({ min: 0, max: 40 }).map((days) => `${new Date(START + days * DAY_MS).toISOString().slice(0, 19)}Z`)
const address = fc.constantFrom('anna@example.com', 'Anna@Example.com', 'bernd@example.org', 'chen@factory.example')
const person = address.map((each) => ({ name: '', address: each }))
const pair = fc.constantFrom('anna', 'bernd')
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined, freq: 1 })
const given = <Part extends object>(part: Part): Part => Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Part

type Message = Holdable & { readonly archivedAt: string }
const people = fc.array(person, { maxLength: 2 })
const message = fc.record({ pair, receivedAt: instant, archivedAt: instant, from: people, to: people, cc: people, bcc: people, others: people, isUnreadable: maybe(fc.constant(true as const)) }).map((each) => given(each) as Message)
const ended = fc.constant({ at: '2026-02-01T00:00:00Z', by: 'Dora', because: 'settled' })
const hold = fc.record({ name: fc.constant('h'), pair: maybe(pair), address: maybe(address), since: maybe(instant), until: maybe(instant), by: fc.constant('Dora'), because: fc.constant('claim'), at: instant, ended: maybe(ended) }).map((each) => given(each) as Hold)
const mailboxAddresses = (name: string): readonly string[] => [`${name}@example.com`]
const rules = fc.record({ holds: fc.array(hold, { maxLength: 3 }), days: fc.integer({ min: 1, max: 30 }), now: fc.integer({ min: 0, max: 80 * 24 }).map((hours) => START + hours * 3_600_000) }).map(({ holds, days, now }): RetentionRules => ({ holds, keepDays: () => days, mailboxAddresses, hasMailboxes: () => true, now }))

test('only what is in no mailbox, under no hold and older than its days is dropped', () => {
  fc.assert(
    fc.property(message, fc.boolean(), rules, (each, isInMailbox, all) => {
      const fate = fateOf(each, isInMailbox, all)
      const isHeld = all.holds.some((one) => covers(one, each, mailboxAddresses))
      const isOld = [each.receivedAt, each.archivedAt].every((at) => all.now - Date.parse(at) > all.keepDays('') * DAY_MS)
      assert.equal(fate === 'due', !isInMailbox && !isHeld && isOld)
    }),
  )
})

test('a clock that is set back, before or after, drops nothing that would have stayed', () => {
  fc.assert(
    fc.property(message, rules, fc.integer({ min: 0, max: 60 }), instant, (each, all, back, wronglyArchivedAt) => {
      const isDueBack = fateOf(each, false, { ...all, now: all.now - back * DAY_MS }) === 'due'
      if (isDueBack) assert.equal(fateOf(each, false, all), 'due')
      if (fateOf({ ...each, archivedAt: wronglyArchivedAt }, false, all) === 'due') assert.ok(all.now - Date.parse(each.receivedAt) > all.keepDays('') * DAY_MS)
    }),
  )
})

test('each part of a hold narrows it, and one that has ended keeps nothing', () => {
  fc.assert(
    fc.property(message, hold, fc.constantFrom('pair', 'address', 'since', 'until'), (each, one, part) => {
      const { [part]: _, ...wider } = one
      if (covers(one, each, mailboxAddresses)) assert.ok(covers(wider, each, mailboxAddresses))
      if (one.ended !== undefined) assert.equal(covers(one, each, mailboxAddresses), false)
    }),
  )
})

test('a hold on an address covers whoever wrote or received, in any letters, the mailbox of that address, and what nobody can read', () => {
  const plain: Message = { pair: 'bernd', receivedAt: '2026-01-05T00:00:00Z', archivedAt: '2026-01-05T00:00:00Z', from: [], to: [], cc: [], bcc: [], others: [] }
  const on = (at: string, about: Partial<Hold> = {}): Hold => ({ name: 'h', address: at, by: 'Dora', because: 'claim', at: '2026-01-01T00:00:00Z', ...about })
  for (const field of ['from', 'to', 'cc', 'bcc', 'others'] as const) assert.ok(covers(on('CHEN@factory.example'), { ...plain, [field]: [{ name: 'Chen', address: 'chen@Factory.example' }] }, mailboxAddresses), field)
  assert.equal(covers(on('chen@factory.example'), plain, mailboxAddresses), false)
  assert.equal(covers(on('bernd@example.com'), plain, mailboxAddresses), true)
  assert.equal(covers(on('chen@factory.example'), { ...plain, isUnreadable: true }, mailboxAddresses), true)
  assert.equal(covers(on('chen@factory.example', { pair: 'anna' }), { ...plain, isUnreadable: true }, mailboxAddresses), false)
  assert.deepEqual(['2026-01-04T23:59:59Z', '2026-01-05T00:00:00Z', '2026-01-05T00:00:01Z'].map((since) => covers({ ...on('bernd@example.com'), since }, plain, mailboxAddresses)), [true, true, false])
  assert.deepEqual(['2026-01-05T00:00:00Z', '2026-01-05T00:00:01Z'].map((until) => covers({ ...on('bernd@example.com'), until }, plain, mailboxAddresses)), [false, true])
})
