import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Binding } from '../domain/binding.ts'
import type { Folder, FolderRef, NameRules } from '../domain/folder.ts'
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { trueName } from './folder-names.ts'
import { planFolders } from './plan-folders.ts'
import { bound, folder } from './reconcile.test-kit.ts'

const NAMES: NameRules = { forbidden: /[/]/, maxLength: 40, caseInsensitive: true }
const run = (folders: readonly Folder[], bindings: readonly Binding[] = [], policy: Partial<Policy> = {}) =>
  planFolders({ folders, bindings, policy: { ...DEFAULT_POLICY, ...policy }, names: { left: NAMES, right: NAMES }, contents: new Map() })

/** A tree with names of two letters and a separator, so that namesakes are common. */
const tree = fc.array(fc.record({ name: fc.constantFrom('a', 'A', 'b', 'a/b', 'a%2Fb'), under: fc.nat(5) }), { maxLength: 6 })

function grow(side: Side, rows: readonly { readonly name: string; readonly under: number }[]): Folder[] {
  const folders: Folder[] = [folder(side, 'Inbox', { role: 'inbox' }), folder(side, 'Trash', { role: 'trash' })]
  for (const [n, { name, under }] of rows.entries()) {
    const parent = under < folders.length && under !== 1 ? folders[under]?.ref : undefined
    const isTaken = folders.some((sibling) => sibling.parent === parent && sibling.name.toLowerCase() === name.toLowerCase())
    if (!isTaken) folders.push({ ref: `${side} ${n}`, side, id: String(n), name, ...(parent === undefined ? {} : { parent }), presence: 'present' })
  }
  return folders
}

/** Carries folder operations out on plain values, as the engine does. */
function settle(folders: readonly Folder[]): { folders: Folder[]; bindings: Binding[]; rounds: number } {
  const all = new Map(folders.map((each) => [each.ref, each]))
  const bindings: Binding[] = []
  const agree = (ref: FolderRef): void => {
    const each = all.get(ref)!
    all.set(ref, { ...each, base: { name: each.name, ...(each.parent === undefined ? {} : { parent: each.parent }) } })
  }
  const bind = (left: FolderRef, right: FolderRef): void => {
    bindings.push(bound(left, right, 'folder'))
    for (const ref of [left, right]) agree(ref)
  }
  const partner = (ref: FolderRef): FolderRef | undefined => bindings.flatMap(({ left, right }) => (left === ref ? [right] : right === ref ? [left] : [])).at(0)
  for (let rounds = 0; rounds < 5; rounds++) {
    const { operations } = run([...all.values()], bindings)
    if (operations.length === 0) return { folders: [...all.values()], bindings, rounds }
    for (const operation of operations) {
      if (operation.kind === 'bind-folder') bind(operation.left, operation.right)
      else if (operation.kind === 'create-folder') {
        const from = all.get(operation.from)!
        const parent = operation.parent ?? (from.parent === undefined ? undefined : partner(from.parent))
        assert.equal(parent === undefined, from.parent === undefined, 'a parent is made before its child')
        const ref = `made of ${operation.from}`
        all.set(ref, { ref, side: operation.on, id: ref, name: operation.name, ...(parent === undefined ? {} : { parent }), presence: 'present' })
        if (operation.on === 'left') bind(ref, operation.from)
        else bind(operation.from, ref)
      } else throw new Error(`unexpected ${operation.kind}`)
    }
  }
  throw new Error('does not settle')
}

test('any two trees become one, each folder bound once to a namesake under the same parent, and then nothing is left to do', () => {
  fc.assert(
    fc.property(tree, tree, (left, right) => {
      const { folders, bindings, rounds } = settle([...grow('left', left), ...grow('right', right)])
      assert.ok(rounds <= 2, `${rounds} rounds`)
      const byRef = new Map(folders.map((each) => [each.ref, each]))
      const partner = new Map(bindings.flatMap((binding) => [[binding.left, binding.right], [binding.right, binding.left]]))
      const crossing = folders.filter(({ role }) => role !== 'trash')
      assert.equal(partner.size, crossing.length, 'every folder is bound')
      for (const each of crossing) {
        const other = byRef.get(partner.get(each.ref) ?? '')
        assert.equal(trueName(other?.name ?? ''), trueName(each.name))
        assert.notEqual(other?.side, each.side)
        assert.equal(other?.parent, each.parent === undefined ? undefined : partner.get(each.parent))
      }
    }),
    { numRuns: 1000, seed: 1 },
  )
})

test('the same trees in any order of rows are bound in the same way', () => {
  const plain = (rows: readonly Folder[]) => run(rows).operations.map((operation) => JSON.stringify(operation)).toSorted()
  fc.assert(fc.property(tree, tree, (left, right) => assert.deepEqual(plain([...grow('right', right), ...grow('left', left)]), plain([...grow('left', left), ...grow('right', right)]))), { numRuns: 300, seed: 1 })
})

test('a name that the other side cannot hold is told, and nothing is created for it', () => {
  const long = folder('left', 'x'.repeat(41))
  assert.deepEqual(run([long]), { operations: [], unwritable: [long.ref] })
})

test('nothing is created, renamed or deleted on a side that is read-only', () => {
  const renamed = folder('left', 'new', { base: { name: 'old' } })
  const folders = [folder('left', 'a'), renamed, folder('right', 'old', { base: { name: 'old' } }), folder('right', 'empty', { base: { name: 'empty' } }), folder('left', 'empty', { presence: 'gone', base: { name: 'empty' } })]
  const bindings = [bound('left new', 'right old', 'folder'), bound('left empty', 'right empty', 'folder')]
  assert.deepEqual(run(folders, bindings, { readOnly: 'right' }).operations, [])
  assert.deepEqual(run(folders, bindings).operations.map(({ kind }) => kind).toSorted(), ['change-folder', 'create-folder', 'delete-folder'])
})

test('an empty folder is not deleted where deleting is forbidden', () => {
  const folders = [folder('left', 'a', { presence: 'gone' }), folder('right', 'a')]
  for (const side of SIDES) {
    const { operations } = run(folders, [bound('left a', 'right a', 'folder')], { noDelete: side })
    assert.equal(operations.length, side === 'right' ? 0 : 1)
  }
})

test('a folder whose partner is gone stays until the last message has left it', () => {
  const folders = [folder('left', 'a', { presence: 'gone' }), folder('right', 'a')]
  const kinds = (present: number, arrived: number): string[] =>
    planFolders({ folders, bindings: [bound('left a', 'right a', 'folder')], policy: DEFAULT_POLICY, names: { left: NAMES, right: NAMES }, contents: new Map([['right a', { present, arrived }]]) }).operations.map(({ kind }) => kind)
  assert.deepEqual([kinds(1, 0), kinds(0, 0), kinds(1, 1)], [[], ['delete-folder'], ['forget-folder']])
})

test('a folder whose partner is gone does not meet a namesake that lies elsewhere', () => {
  const gone = folder('left', 'a', { presence: 'gone' })
  const elsewhere = { ...folder('left', 'a', { parent: 'Inbox' }), ref: 'left a elsewhere', id: 'elsewhere' }
  const folders = [folder('left', 'Inbox', { role: 'inbox' }), folder('right', 'Inbox', { role: 'inbox' }), gone, elsewhere, folder('right', 'a')]
  const bindings = [bound('left a', 'right a', 'folder'), bound('left Inbox', 'right Inbox', 'folder')]
  assert.deepEqual(run(folders, bindings).operations.map(({ kind }) => kind).toSorted(), ['create-folder', 'delete-folder'])
})

test('neither trash nor what is in it crosses as a folder', () => {
  assert.deepEqual(run([folder('left', 'Trash', { role: 'trash' }), folder('left', 'old', { parent: 'Trash' }), folder('right', 'Trash', { role: 'trash' })]).operations, [])
})
