import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Binding } from '../domain/binding.ts'
import type { Folder } from '../domain/folder.ts'
import { isDirty, stateOf, type Item } from '../domain/item.ts'
import { normalTags, type MarkAccess, type MarkName, type Marks } from '../domain/marks.ts'
import { isRemote, type Operation } from '../domain/operation.ts'
import type { Policy } from '../domain/policy.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { indexFolders } from './folder-index.ts'
import { represent } from './merge-marks.ts'
import { plan } from './plan.ts'

const CASES = Number(process.env['PLAN_CASES'] ?? 5_000)

/** Inbox, two custom folders, and a trash with a subfolder, on both sides; bound by name, but for what lies in trash. */
const NAMES = ['inbox', 'a', 'b', 'trash', 'trash/old'] as const
const FOLDERS: Folder[] = SIDES.flatMap((side) =>
  NAMES.map((name) => ({
    ref: `${side} ${name}`,
    side,
    id: name,
    name,
    ...(name === 'trash/old' ? { parent: `${side} trash` } : {}),
    ...(name === 'inbox' || name === 'trash' ? { role: name } : {}),
    presence: 'present' as const,
  })),
)
const FOLDER_BINDINGS: Binding[] = ['inbox', 'a', 'b', 'trash'].map((name) => ({ id: `folder ${name}`, kind: 'folder', left: `left ${name}`, right: `right ${name}`, status: 'live', since: '' }))
const INDEX = indexFolders(FOLDERS, FOLDER_BINDINGS)

/** Few values, so that both sides often change the same thing, to the same or to another value. */
const marks = fc.record({
  read: fc.boolean(),
  flag: fc.constantFrom('none', 'flagged', 'complete' as const),
  answered: fc.boolean(),
  forwarded: fc.boolean(),
  tags: fc.subarray(['x', 'y']).map((tags) => normalTags(tags)),
}) as fc.Arbitrary<Marks>

const access: fc.Arbitrary<MarkAccess> = fc.record({
  read: fc.constant('read-write' as const),
  flag: fc.constantFrom('ternary', 'binary', 'none' as const),
  answered: fc.constantFrom('read-write', 'none' as const),
  forwarded: fc.constantFrom('read-write', 'none' as const),
  tags: fc.constantFrom('read-write', 'none' as const),
})

const policy: fc.Arbitrary<Policy> = fc
  .record({ conflictsWonBy: fc.constantFrom(...SIDES), departed: fc.constantFrom('keep', 'trash' as const), drafts: fc.boolean(), noDelete: fc.option(fc.constantFrom(...SIDES), { nil: undefined }) })
  .map(({ noDelete, ...rest }) => ({ ...rest, ...(noDelete === undefined ? {} : { noDelete }) }))

interface Change {
  readonly marks: Partial<Marks>
  readonly folder?: (typeof NAMES)[number]
  readonly gone: boolean
}

const change: fc.Arbitrary<Change> = fc.record({
  marks: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: marks.chain((all) => fc.subarray(Object.keys(all) as MarkName[]).map((names) => Object.fromEntries(names.map((name) => [name, all[name]])))) }),
  folder: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
  gone: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
}) as fc.Arbitrary<Change>

/** One base, perturbed on each side: what both sides agreed on, and what people made of it. */
const triple = fc.record({ base: marks, place: fc.constantFrom('inbox', 'a', 'trash' as const), left: change, right: change })
type Triple = typeof triple extends fc.Arbitrary<infer T> ? T : never

const world = fc.record({ policy, access: fc.record({ left: access, right: access }), triples: fc.array(triple, { minLength: 1, maxLength: 4 }) })

interface World {
  readonly policy: Policy
  readonly access: Record<Side, MarkAccess>
  items: Map<string, Item>
  bindings: Map<string, Binding>
}

/** A mark as a side shows it; what it has no room for stays at its default. */
function shown(all: Marks, side: MarkAccess): Marks {
  const show = <K extends MarkName>(name: K, otherwise: Marks[K]): Marks[K] => represent(name, all[name], side) ?? otherwise
  return { read: show('read', false), flag: show('flag', 'none'), answered: show('answered', false), forwarded: show('forwarded', false), tags: show('tags', []) }
}

function build({ policy, access, triples }: { policy: Policy; access: Record<Side, MarkAccess>; triples: readonly Triple[] }): World {
  const items = new Map<string, Item>()
  const bindings = new Map<string, Binding>()
  for (const [n, triple] of triples.entries()) {
    for (const side of SIDES) {
      const base = { folder: `${side} ${triple.place}`, marks: shown(triple.base, access[side]), gone: false }
      const { marks: changed, folder, gone } = triple[side]
      const ref = `${side}${n}`
      items.set(ref, {
        ref, side, id: ref, folder: folder === undefined ? base.folder : `${side} ${folder}`, marks: shown({ ...base.marks, ...changed }, access[side]), presence: gone ? 'gone' : 'present',
        internetMessageId: `<${n}>`, roleClass: 'received', headline: '', receivedAt: '2026-01-01T00:00:00Z', size: 1, base,
      })
    }
    bindings.set(`b${n}`, { id: `b${n}`, kind: 'message', left: `left${n}`, right: `right${n}`, status: 'live', since: '' })
  }
  return { policy, access, items, bindings }
}

const inputOf = (world: World, order: (rows: Item[]) => Item[] = (rows) => rows) => {
  const dirty = [...world.bindings.values()].filter((binding) => [binding.left, binding.right].some((ref) => isDirty(world.items.get(ref ?? '')!)))
  const items = dirty.flatMap((binding) => [world.items.get(binding.left!)!, world.items.get(binding.right!)!])
  return { policy: world.policy, access: world.access, canCreate: { left: true, right: true }, folders: INDEX, items: order(items), bindings: dirty, alone: [] }
}

/** Does what the engine does, on plain values. */
function carryOut(operation: Operation, world: World): void {
  const set = (item: Item): void => void world.items.set(item.ref, item)
  const base = (item: Item, agreed: object): Item => ({ ...item, base: { ...item.base!, ...agreed } })
  if (operation.kind === 'close') {
    const binding = world.bindings.get(operation.binding)!
    world.bindings.set(binding.id, { ...binding, status: operation.status })
    for (const side of SIDES) set({ ...world.items.get(binding[side]!)!, base: stateOf(world.items.get(binding[side]!)!) })
    return
  }
  if (operation.kind === 'adopt') {
    for (const side of SIDES) {
      const item = world.items.get(world.bindings.get(operation.binding)![side]!)!
      const agreed = Object.fromEntries(operation.marks.map((name) => [name, item.marks[name]]))
      set(base(item, { marks: { ...item.base!.marks, ...agreed }, ...(operation.folder ? { folder: item.folder } : {}), ...(item.presence === 'gone' && operation.folder ? { gone: true } : {}) }))
    }
    return
  }
  if (operation.kind !== 'mark' && operation.kind !== 'move' && operation.kind !== 'trash') throw new Error(`unexpected ${operation.kind}`)
  const item = world.items.get(operation.item)!
  const partner = world.items.get(world.bindings.get(operation.binding ?? '')![opposite(item.side)]!)!
  assert.notEqual(item.presence, 'gone', 'nothing is written to what is gone')
  if (operation.kind === 'mark') {
    const names = Object.keys(operation.change) as MarkName[]
    set(base({ ...item, marks: { ...item.marks, ...operation.change } }, { marks: { ...item.base!.marks, ...operation.change } }))
    set(base(partner, { marks: { ...partner.base!.marks, ...Object.fromEntries(names.map((name) => [name, partner.marks[name]])) } }))
  } else {
    const folder = operation.folder ?? ''
    set(base({ ...item, folder }, { folder }))
    if (partner.presence !== 'gone') set(base(partner, { folder: partner.folder }))
  }
}

function run(world: World): { rounds: number; done: Operation[] } {
  const done: Operation[] = []
  for (let rounds = 0; rounds < 10; rounds++) {
    const operations = plan(inputOf(world))
    if (operations.length === 0) return { rounds, done }
    for (const operation of operations) carryOut(operation, world)
    done.push(...operations)
  }
  throw new Error('does not settle')
}

const check = (name: string, property: (world: Parameters<typeof build>[0], order: number) => void): void => {
  test(`${name} (${CASES} cases)`, () => {
    fc.assert(fc.property(world, fc.nat(), property), { numRuns: CASES, seed: 20260301 })
  })
}

check('at most three rounds make both sides agree, and then nothing is left to do', (given) => {
  const world = build(given)
  const { rounds } = run(world)
  assert.ok(rounds <= 3, `${rounds} rounds`)
  for (const binding of world.bindings.values()) {
    const [left, right] = [world.items.get(binding.left!)!, world.items.get(binding.right!)!]
    if (binding.status !== 'live') continue
    assert.equal(INDEX.place(left.folder), INDEX.place(right.folder))
    assert.equal(left.presence, 'present')
    assert.equal(right.presence, 'present')
    for (const name of ['read', 'answered', 'forwarded', 'tags'] as const) {
      if (given.access.left[name] !== 'none' && given.access.right[name] !== 'none') assert.deepEqual(left.marks[name], right.marks[name], name)
    }
    const flags = [represent('flag', left.marks.flag, given.access.right), represent('flag', right.marks.flag, given.access.left)]
    if (flags[0] !== undefined && flags[1] !== undefined) assert.ok(flags[0] === right.marks.flag || flags[1] === left.marks.flag)
  }
})

check('the order of the rows does not matter', (given, seed) => {
  const shuffled = (rows: Item[]): Item[] => [...rows].sort((a, b) => ((a.ref.length * 31 + a.ref.charCodeAt(a.ref.length - 1) * (seed % 97)) % 7) - ((b.ref.length * 31 + b.ref.charCodeAt(b.ref.length - 1) * (seed % 97)) % 7)).reverse()
  const world = build(given)
  assert.deepEqual(plan(inputOf(world, shuffled)), plan(inputOf(world)))
})

check('nothing goes to trash unless the other side put it there, or it left and the policy says so', (given) => {
  const world = build(given)
  const { done } = run(world)
  for (const operation of done) {
    if (operation.kind !== 'trash') continue
    const n = Number(operation.binding.slice(1))
    const because = given.triples[n]![opposite(operation.on)]
    const wasTrashed = because.folder?.startsWith('trash') === true
    const hasLeft = because.gone && given.policy.departed === 'trash'
    assert.ok(wasTrashed || hasLeft, 'trashed for a reason')
    assert.notEqual(given.policy.noDelete, operation.on)
  }
})

check('nothing is written to a side that is read-only', (given) => {
  for (const side of SIDES) {
    const operations = plan({ ...inputOf(build(given)), policy: { ...given.policy, readOnly: side } })
    assert.deepEqual(operations.filter((operation) => isRemote(operation) && 'on' in operation && operation.on === side), [])
  }
})

check('a side that nobody touched is never a source of writes to the other', (given) => {
  const untouched: Change = { marks: {}, gone: false }
  for (const side of SIDES) {
    const world = build({ ...given, triples: given.triples.map((triple) => ({ ...triple, [side]: untouched })) })
    const { done } = run(world)
    const aimedBack = done.filter((operation) => isRemote(operation) && 'on' in operation && operation.on === opposite(side))
    for (const operation of aimedBack) assert.equal(operation.kind === 'move' && operation.reason === 'edit-beats-deletion', false, 'an untouched message beats no deletion')
    assert.deepEqual(aimedBack, [], 'nothing is written where the change was made')
  }
})

check('a flag, an answer, a forward or a tag set while the other side deletes brings the message back', (given) => {
  const trashing: Change = { marks: {}, folder: 'trash', gone: false }
  const world = build({ ...given, access: { left: FULL, right: FULL }, triples: given.triples.map((triple) => ({ ...triple, place: 'inbox', left: trashing, right: { marks: { tags: triple.base.tags.length > 0 ? [] : ['x'] }, gone: false } })) })
  run(world)
  for (const item of world.items.values()) assert.equal(INDEX.place(item.folder), 'folder inbox')
})

const FULL: MarkAccess = { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write' }
