import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Binding } from '../domain/binding.ts'
import type { Item } from '../domain/item.ts'
import { identityOf, match, type MatchResult } from './match.ts'
import { bound, copyOf, digests, message, originOf, twoMailboxes } from './reconcile.test-kit.ts'

const folders = twoMailboxes()

/** First meeting of these items; `old` are items that are bound, or merely there. */
const meet = (unbound: readonly Item[], old: readonly Item[] = [], bindings: readonly Binding[] = []): MatchResult =>
  match({ pair: 'pair', unbound, related: [...old, ...unbound], bindings, folders })

/** Operations as short words. */
const words = ({ operations }: MatchResult): string[] =>
  operations.map((operation) => {
    if (operation.kind === 'bind') return `${operation.left} = ${operation.right} (${operation.reason}, ${operation.status})`
    if (operation.kind === 'replace' || operation.kind === 'leave' || operation.kind === 'retire') return `${operation.kind} ${operation.item} (${operation.reason})`
    return operation.kind
  })

test('M1: our copy finds its original by its mark, whatever became of either', () => {
  const original = message('left', 'x', { folder: 'left a' })
  const copy = copyOf(original, { folder: 'right b' })
  assert.deepEqual(words(meet([original, copy])), ['left x = right copy of x (origin-mark, live)'])
})

test('M1: an id that has come to mean another message is not believed', () => {
  const original = message('left', 'x')
  const impostor = message('left', 'other', { id: 'x', receivedAt: '2026-02-02T00:00:00Z' })
  const result = meet([impostor, copyOf(original)])
  assert.deepEqual(words(result), ['leave right copy of x (original-left)'])
  assert.deepEqual(result.alone, [impostor.ref])
})

test('M1: a copy that another pair made means nothing here', () => {
  const original = message('left', 'x', { digests: digests('1') })
  const copy = message('right', 'y', { internetMessageId: '<x>', origin: originOf(original, { pair: 'another', normal: 'normal 2' }) })
  const result = meet([original, copy])
  assert.deepEqual(words(result), [])
  assert.deepEqual(result.alone.toSorted(), ['left x', 'right y'])
})

test('M2: equal Message-ID and equal content are one message', () => {
  const pair = [message('left', 'x', { digests: digests('1') }), message('right', 'y', { internetMessageId: '<x>', digests: digests('1') })]
  assert.deepEqual(words(meet(pair)), ['left x = right y (same-content, live)'])
})

test('M2: a mail to oneself is one message in Sent and another in the inbox', () => {
  const of = (side: 'left' | 'right', name: string, roleClass: 'sent' | 'received') => message(side, name, { internetMessageId: '<self>', roleClass, digests: digests('1') })
  const result = meet([of('left', 'ls', 'sent'), of('left', 'lr', 'received'), of('right', 'rr', 'received'), of('right', 'rs', 'sent')])
  assert.deepEqual(words(result).toSorted(), ['left lr = right rr (same-content, live)', 'left ls = right rs (same-content, live)'])
})

test('M2: without a Message-ID the second of arrival and the content decide', () => {
  const without = (side: 'left' | 'right', name: string, text: string, receivedAt = '2026-01-05T08:00:00Z'): Item => {
    const { internetMessageId: _none, ...item } = message(side, name, { digests: digests(text), receivedAt })
    return item
  }
  assert.deepEqual(words(meet([without('left', 'a', '1'), without('right', 'b', '1')])), ['left a = right b (same-content, live)'])
  assert.deepEqual(words(meet([without('left', 'a', '1'), without('right', 'b', '2')])), [])
  assert.deepEqual(words(meet([without('left', 'a', '1'), without('right', 'b', '1', '2026-01-05T08:00:01Z')])), [])
})

test('M3: content is asked for only where it decides', () => {
  const [one, other, alone] = [message('left', 'x'), message('right', 'y', { internetMessageId: '<x>' }), message('left', 'z')]
  const result = meet([one, other, alone])
  assert.deepEqual(result.wanted.toSorted(), ['left x', 'right y'])
  assert.deepEqual(result.alone, ['left z'])
  assert.deepEqual(words(result), [])
})

test('M3: of equal messages as many are bound as the smaller side has, those in one place first', () => {
  const equal = (side: 'left' | 'right', name: string, folder: string) => message(side, name, { folder: `${side} ${folder}`, internetMessageId: '<same>', digests: digests('1') })
  const result = meet([equal('left', 'l1', 'a'), equal('left', 'l2', 'inbox'), equal('left', 'l3', 'b'), equal('right', 'r1', 'inbox'), equal('right', 'r2', 'a')])
  assert.deepEqual(words(result).toSorted(), ['left l1 = right r2 (same-content, live)', 'left l2 = right r1 (same-content, live)'])
  assert.deepEqual(result.alone, ['left l3'])
})

test('M4: the same Message-ID, sender, date and subject over other content are twins that differ', () => {
  const result = meet([message('left', 'x', { digests: digests('1') }), message('right', 'y', { internetMessageId: '<x>', headline: 'x', digests: digests('with a banner') })])
  assert.deepEqual(words(result), ['left x = right y (same-headline, differs)'])
})

test('M4: an equal Message-ID over another subject and other content are two messages', () => {
  const result = meet([message('left', 'x', { digests: digests('1') }), message('right', 'y', { internetMessageId: '<x>', digests: digests('2') })])
  assert.deepEqual(words(result), [])
  assert.deepEqual(result.alone.toSorted(), ['left x', 'right y'])
})

test('M5 and M7: a mail that is delivered after we copied it takes the place of our copy, which then goes', () => {
  const original = message('left', 'x', { digests: digests('x') })
  const copy = copyOf(original)
  const late = message('right', 'late', { internetMessageId: '<x>', headline: 'x', digests: digests('x') })
  const result = meet([late], [original, copy], [bound(original.ref, copy.ref)])
  assert.deepEqual(words(result), ['replace right late (late-twin)'])
  const after = meet([copy], [original, late], [bound(original.ref, late.ref)])
  assert.deepEqual(words(after), ['retire right copy of x (superseded-copy)'])
})

test('M5: nothing takes the place of a copy whose original is gone', () => {
  const original = message('left', 'x', { presence: 'gone' })
  const copy = copyOf(original)
  const late = message('right', 'late', { internetMessageId: '<x>', headline: 'x', digests: digests('x') })
  const result = match({ pair: 'pair', unbound: [late], related: [copy, late], bindings: [bound(original.ref, copy.ref)], gone: new Set([original.ref]), folders })
  assert.deepEqual(result.alone, [late.ref])
})

test('M6: a live message is preferred to our copy in trash, which is then left as it is', () => {
  const original = message('left', 'x', { digests: digests('x') })
  const trashed = copyOf(original, { folder: 'right old' })
  const live = message('right', 'y', { internetMessageId: '<x>', headline: 'x', digests: digests('x') })
  assert.deepEqual(words(meet([original, trashed, live])), ['left x = right y (same-content, live)', 'leave right copy of x (superseded-copy)'])
  assert.deepEqual(words(meet([original, copyOf(original, { folder: 'right old', internetMessageId: '<changed>' })])), ['left x = right copy of x (origin-mark, live)'])
})

test('M7: a copy whose original is gone is never copied back', () => {
  const result = meet([copyOf(message('left', 'x'))])
  assert.deepEqual(words(result), ['leave right copy of x (original-left)'])
  assert.deepEqual(result.alone, [])
})

test('M8: what somebody copied from our copy is a message of its own', () => {
  const original = message('left', 'x')
  const copy = copyOf(original)
  const theirs = { ...copy, ref: 'right theirs', id: 'theirs', folder: 'right junk' }
  assert.deepEqual(meet([theirs], [original, copy], [bound(original.ref, copy.ref)]), { operations: [], wanted: [], alone: [theirs.ref] })
})

test('M8: a copy that is not complete takes no part in anything', () => {
  const original = message('left', 'x')
  const partial = copyOf(original, { origin: originOf(original, { partial: true }) })
  const result = meet([original, partial])
  assert.deepEqual(words(result), [])
  assert.deepEqual(result.alone, [original.ref])
})

test('a Message-ID that the cloud made up for our copy does not count', () => {
  const { internetMessageId: _none, ...original } = message('left', 'x')
  assert.equal(identityOf(copyOf(original, { internetMessageId: '<made-up>', origin: originOf(original, { withoutMessageId: true }) })), undefined)
  assert.equal(identityOf(message('left', 'x')), '<x>')
})

test('whatever meets, each message is bound at most once, to one on the other side, and the rows may come in any order', () => {
  const one = fc.record({ side: fc.constantFrom('left' as const, 'right' as const), id: fc.constantFrom('p', 'q'), text: fc.constantFrom('1', '2'), folder: fc.constantFrom('inbox', 'a', 'old'), copied: fc.boolean(), at: fc.constantFrom('0', '1') })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), (rows) => {
      const items = rows.map(({ side, id, text, folder, copied, at }, n) => {
        const item = message(side, `m${n}`, { folder: `${side} ${folder}`, internetMessageId: `<${id}>`, headline: id, digests: digests(text), receivedAt: `2026-01-05T08:00:0${at}Z` })
        const original = message(side === 'left' ? 'right' : 'left', `m${(n + 1) % rows.length}`)
        return copied ? { ...item, origin: originOf(original, { normal: `normal ${text}` }) } : item
      })
      const result = meet(items)
      const met = result.operations.flatMap((operation) => (operation.kind === 'bind' ? [operation.left, operation.right] : 'item' in operation ? [operation.item] : []))
      assert.equal(new Set([...met, ...result.alone]).size, met.length + result.alone.length)
      assert.deepEqual([...met, ...result.alone].toSorted(), items.map(({ ref }) => ref).toSorted())
      for (const operation of result.operations) if (operation.kind === 'bind') assert.ok(operation.left.startsWith('left') && operation.right.startsWith('right'))
      assert.deepEqual(meet(items.toReversed()), result)
    }),
    { numRuns: 2000, seed: 1 },
  )
})
