import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stateOf, type Item, type ItemState } from '../domain/item.ts'
import { normalTags, type Marks } from '../domain/marks.ts'
import type { Operation } from '../domain/operation.ts'
import type { PastFolder, PastMessage } from '../domain/past.ts'
import { DEFAULT_POLICY } from '../domain/policy.ts'
import { indexFolders } from './folder-index.ts'
import { planRollback, type RollbackInput, type RollbackPlan } from './plan-rollback.ts'
import type { Written } from './plan-undo.ts'
import { bound, folder, message, originOf, rollbackSide, twoMailboxes } from './reconcile.test-kit.ts'

const CASES = Number(process.env['PLAN_CASES'] ?? 3000)

const PLACES = ['inbox', 'a', 'b', 'trash'] as const
const PAST_FOLDERS: readonly PastFolder[] = PLACES.map((name) => ({ id: name, ref: `right ${name}`, name, ...(name === 'inbox' || name === 'trash' ? { role: name } : {}) }))

const marks = fc.record({
  read: fc.boolean(),
  flag: fc.constantFrom('none', 'flagged', 'complete' as const),
  answered: fc.boolean(),
  forwarded: fc.boolean(),
  tags: fc.subarray(['x', 'y']).map((tags) => normalTags(tags)),
}).map((all) => ({ ...all })) as fc.Arbitrary<Marks>
const place = fc.constantFrom(...PLACES)

/** What happened to one message on the right between the point and now. */
interface Fate {
  /** Absent: it came later. */
  readonly past?: { readonly place: (typeof PLACES)[number]; readonly marks: Marks }
  readonly now: { readonly place: (typeof PLACES)[number]; readonly marks: Marks }
  readonly isGone: boolean
  /** Whether the point knows our name for it. */
  readonly isNamed: boolean
  readonly by: 'us' | 'people' | 'copied'
  readonly partner: 'none' | 'there' | 'gone'
}

const state = fc.record({ place, marks })
const fate: fc.Arbitrary<Fate> = fc
  .record({ past: fc.option(state, { nil: undefined }), now: state, isGone: fc.boolean(), isNamed: fc.boolean(), by: fc.constantFrom('us', 'people', 'copied' as const), partner: fc.constantFrom('none', 'there', 'gone' as const) })
  .map(({ past, by, ...rest }) => (past === undefined ? { ...rest, by } : { ...rest, past, by: by === 'copied' ? ('people' as const) : by }))

interface Scene {
  readonly items: readonly Item[]
  readonly past: readonly PastMessage[]
  readonly input: (items: readonly Item[], more?: Partial<RollbackInput>) => RollbackInput
  readonly touched: ReadonlySet<string>
}

const stateOn = ({ place, marks }: Fate['now']): ItemState => ({ folder: `right ${place}`, marks, gone: false })

function sceneOf(fates: readonly Fate[]): Scene {
  const writes: Written[] = []
  const copies = new Set<string>()
  const messages: PastMessage[] = []
  const partners: Item[] = []
  const bindings: RollbackInput['bindings'][number][] = []
  const items = fates.map(({ past, now, isGone, isNamed, by, partner }, n): Item => {
    const name = `m${n}`
    const right = message('right', name, { folder: `right ${now.place}`, marks: now.marks, presence: isGone ? 'gone' : 'present', receivedAt: `2026-01-05T08:${String(n).padStart(2, '0')}:00Z` })
    const original = message('left', name, { folder: `left ${now.place}`, marks: now.marks, presence: partner === 'gone' ? 'gone' : 'present' })
    if (past !== undefined) messages.push({ id: right.id, ...(isNamed ? { ref: right.ref } : {}), folder: past.place, roleClass: 'received', receivedAt: right.receivedAt, marks: past.marks, internetMessageId: `<${name}>`, listedSize: right.size, blob: `blob ${name}` })
    if (by === 'us') writes.push({ item: right.ref, on: 'right', effect: { was: stateOn(past ?? now), is: stateOn(now) } })
    const origin = by === 'copied' ? { origin: originOf(original) } : {}
    if (by === 'copied') copies.add(originOf(original).token)
    if (partner !== 'none') {
      partners.push({ ...original, base: stateOf(original) })
      bindings.push(bound(original.ref, right.ref, 'message', partner === 'gone' || isGone ? 'departed' : 'live'))
    }
    return { ...right, ...origin, base: stateOf(right) }
  })
  const input: Scene['input'] = (now, more = {}) => ({
    scope: 'everything',
    includeDeparted: false,
    pair: 'pair',
    partners,
    bindings,
    folders: twoMailboxes(),
    policy: DEFAULT_POLICY,
    sides: [rollbackSide('right', { messages, folders: PAST_FOLDERS, items: now, since: { writes, copies } })],
    ...more,
  })
  return { items, past: messages, input, touched: new Set([...writes.map(({ item }) => item), ...items.filter(({ origin }) => origin !== undefined).map(({ ref }) => ref)]) }
}

/** The rows once these operations are done. */
function done(items: readonly Item[], { operations }: RollbackPlan): Item[] {
  const rows = new Map(items.map((item) => [item.ref, item]))
  for (const operation of operations) {
    if (operation.kind === 'restore-message') {
      const before = rows.get(operation.item) ?? message('right', operation.item)
      const { folder: into = '', marks, receivedAt } = operation
      rows.set(operation.item, { ...before, ref: operation.item, id: `new ${operation.past}`, folder: into, marks, receivedAt, presence: 'present' })
    }
    const item = operation.kind === 'move' || operation.kind === 'mark' ? rows.get(operation.item) : undefined
    if (item === undefined) continue
    assert.equal(item.presence, 'present', 'nothing is written to what is gone')
    rows.set(item.ref, operation.kind === 'move' ? { ...item, folder: operation.folder ?? item.folder } : { ...item, marks: { ...item.marks, ...(operation.kind === 'mark' ? operation.change : {}) } })
  }
  return [...rows.values()]
}

const KINDS: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>(['move', 'mark', 'close', 'restore-message', 'restore-folder', 'change-folder', 'delete-folder', 'forget-folder'])

test('everything, departed included: afterwards each message of the point is there as it was, and everything else is in trash', () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 6 }), (fates) => {
      const { items, past, input } = sceneOf(fates)
      const after = done(items, planRollback(input(items, { includeDeparted: true })))
      const present = after.filter(({ presence }) => presence === 'present')
      for (const was of past) {
        const now = present.find(({ internetMessageId, receivedAt }) => internetMessageId === was.internetMessageId || receivedAt === was.receivedAt)
        assert.deepEqual([now?.folder, now?.marks], [`right ${was.folder}`, was.marks])
      }
      const kept = new Set(past.map(({ receivedAt }) => receivedAt))
      assert.deepEqual(present.filter(({ receivedAt, folder: at }) => !kept.has(receivedAt) && at !== 'right trash'), [])
    }),
    { numRuns: CASES },
  )
})

test('what is planned is planned once: after it nothing is left, whatever the scope', () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 6 }), fc.constantFrom('ours', 'everything' as const), fc.boolean(), (fates, scope, includeDeparted) => {
      const { items, input } = sceneOf(fates)
      const first = planRollback(input(items, { scope, includeDeparted }))
      const remade = new Map(first.operations.flatMap((each) => (each.kind === 'restore-message' ? [[each.past, each.item] as const] : [])))
      const closed = new Set(first.operations.flatMap((each) => (each.kind === 'close' ? each.binding : [])))
      const next = input(done(items, first), { scope, includeDeparted })
      const sides = next.sides.map((side) => ({ ...side, since: { ...side.since, remade } }))
      const bindings = next.bindings.map((binding) => (closed.has(binding.id) ? { ...binding, status: 'departed' as const } : binding))
      assert.deepEqual(planRollback({ ...next, sides, bindings }).operations, [])
    }),
    { numRuns: CASES },
  )
})

test('ours touches nothing that Tongbu did not write, and no plan removes anything for good or writes to the other side', () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 6 }), fc.constantFrom('ours', 'everything' as const), (fates, scope) => {
      const { items, input, touched } = sceneOf(fates)
      const { operations } = planRollback(input(items, { scope }))
      for (const operation of operations) {
        assert.ok(KINDS.has(operation.kind), operation.kind)
        assert.ok(!('on' in operation) || operation.on === 'right')
        if (scope === 'ours' && 'item' in operation) assert.ok(touched.has(operation.item))
      }
    }),
    { numRuns: CASES },
  )
})

test('what never was in trash and is gone is not made anew, and a side that is only read is not written', () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 6 }), (fates) => {
      const { items, past, input } = sceneOf(fates)
      const { operations, listed } = planRollback(input(items))
      const byId = new Map(items.map((item) => [item.id, item]))
      for (const each of operations) {
        if (each.kind !== 'restore-message') continue
        const was = past.find(({ id }) => id === each.past)
        assert.ok(was?.folder === 'trash' || byId.get(each.past)?.folder === 'right trash')
      }
      const left = items.filter(({ presence, folder: at, id }) => presence === 'gone' && at !== 'right trash' && past.some((was) => was.id === id && was.folder !== 'trash'))
      assert.equal(listed.filter(({ why }) => why === 'left').length, left.length)
      const readOnly = planRollback(input(items, { policy: { ...DEFAULT_POLICY, readOnly: 'right' } })).operations
      assert.deepEqual(readOnly.filter((each) => 'on' in each), [])
    }),
    { numRuns: CASES },
  )
})

test('the same rows in any order give the same operations', () => {
  const fates: Fate[] = [0, 1, 2, 3].map((n) => ({ now: { place: 'trash', marks: { read: true, flag: 'none', answered: false, forwarded: false, tags: [] } }, past: { place: PLACES[n % 3] ?? 'a', marks: { read: false, flag: 'none', answered: false, forwarded: false, tags: [] } }, isGone: n === 3, isNamed: n % 2 === 0, by: 'us', partner: 'there' }))
  const { items, input } = sceneOf(fates)
  const sorted = (plan: RollbackPlan): string[] => plan.operations.map((each) => JSON.stringify(each)).sort()
  assert.deepEqual(sorted(planRollback(input(items.toReversed(), { scope: 'ours' }))), sorted(planRollback(input(items, { scope: 'ours' }))))
})

test('R8: folders that are missing are made anew outermost first, changed ones are changed back, and new ones are deleted once they are empty', () => {
  const past: PastFolder[] = [...PAST_FOLDERS, { id: 'outer', ref: 'right outer', name: 'outer' }, { id: 'inner', ref: 'right inner', name: 'inner', parent: 'outer' }, { id: 'was', ref: 'right renamed', name: 'was' }]
  const folders = [folder('right', 'inbox', { role: 'inbox' }), folder('right', 'trash', { role: 'trash' }), folder('right', 'a'), folder('right', 'b'), folder('right', 'renamed'), folder('right', 'new'), folder('right', 'newer', { parent: 'new' }), folder('right', 'used')]
  const plan = (scope: 'ours' | 'everything', made: readonly string[]) => {
    const since = { folders: { made: new Set(made), changed: new Set<string>(), deleted: new Set<string>() } }
    const items = [message('right', 'm', { folder: 'right used' })]
    const messages: PastMessage[] = [{ id: 'm', ref: 'right m', folder: 'used', roleClass: 'received', receivedAt: '2026-01-05T08:00:00Z', marks: items[0]!.marks, internetMessageId: '<m>', listedSize: 100, blob: 'b' }]
    return planRollback({ scope, includeDeparted: false, pair: 'pair', partners: [], bindings: [], folders: indexFolders(folders, []), policy: DEFAULT_POLICY, sides: [rollbackSide('right', { folders: past, items, messages, since })] })
  }
  const words = ({ operations }: RollbackPlan): string[] => operations.map((each) => `${each.kind} ${'name' in each ? each.name : 'folder' in each ? each.folder : ''}`)
  assert.deepEqual(words(plan('everything', [])), ['restore-folder outer', 'restore-folder inner', 'change-folder was', 'delete-folder right newer', 'delete-folder right new'])
  assert.deepEqual(plan('everything', []).listed.map(({ why }) => why), ['folder-in-use'])
  assert.deepEqual(words(plan('ours', ['right newer'])), ['delete-folder right newer'])
})
