import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Item } from '../../src/domain/item.ts'
import { NO_MARKS, normalTags, type MarkAccess, type MarkName, type Marks } from '../../src/domain/marks.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { PLACES, type Decision, type Whereabouts } from '../../src/reconcile/decide.ts'
import { guard } from '../../src/reconcile/guard.ts'
import { mergeMarks } from '../../src/reconcile/merge-marks.ts'
import { planDraft } from '../../src/reconcile/plan-draft.ts'
import { planOfRollback } from './rollback-examples.ts'
import { planOfUndo } from './undo-examples.ts'
import { planOfExample } from './folder-examples.ts'
import { ROOT } from './source-files.ts'
import { parts, says, SPEC, specTable, type Row } from './spec-tables.ts'

const WHEREABOUTS: readonly Whereabouts[] = ['same', 'moved', 'trashed', 'emptied', 'left']

const inWords = (decision: Decision): string => {
  const words = decision.do.replace('let-go', 'let go').replace('-', ' ')
  if ('on' in decision) return `${words} on ${decision.on}`
  return 'of' in decision ? `${words} of ${decision.of}` : words
}

test('the table of places in SPEC.md is the one in decide.ts', () => {
  const table = specTable('places')
  assert.deepEqual(table.map((row) => row['left \\ right']), WHEREABOUTS)
  for (const row of table) {
    const here = row['left \\ right'] as Whereabouts
    for (const there of WHEREABOUTS) assert.equal(row[there], inWords(PLACES[here][there]), `${here} × ${there}`)
  }
})

test('every decision of the table of places is explained in SPEC.md', () => {
  const words = new Set(Object.values(PLACES).flatMap((row) => Object.values(row)).map((decision) => inWords(decision).replace(/ (on|of) (left|right)$/, '')))
  assert.deepEqual([...words].filter((word) => !SPEC.includes(`\n| ${word} | `)), [])
})

const FULL: MarkAccess = { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write' }

/** A cell as the value of a mark; nothing where the cell is empty and no tag is meant. */
function markOf(name: string, cell: string): Marks[MarkName] | undefined {
  if (name === 'tags') return normalTags(parts(cell.replace('(none)', ''), ','))
  if (cell === '') return undefined
  return name === 'flag' ? (cell as Marks['flag']) : says(cell)
}

const marksOf = (name: string, cell: string | undefined): Marks => ({ ...NO_MARKS, [name]: markOf(name, cell ?? '') })

for (const row of specTable('marks')) {
  const name = row['Mark'] as MarkName
  test(`${row['Rule']}: ${name}, ${row['Base'] || 'nothing'} before, ${row['Left'] || 'nothing'} and ${row['Right'] || 'nothing'} now, ${row['Right holds']} on the right`, () => {
    const base = marksOf(name, row['Base'])
    const merge = mergeMarks({
      now: { left: marksOf(name, row['Left']), right: marksOf(name, row['Right']) },
      base: { left: base, right: base },
      access: { left: FULL, right: { ...FULL, [name]: row['Right holds'] } },
      conflictsWonBy: 'right',
    })
    const written = (cell: string | undefined): object => (cell === undefined || cell === '' ? {} : { [name]: markOf(name, cell) })
    assert.deepEqual(merge.write, { left: written(row['Written on left']), right: written(row['Written on right']) })
    assert.deepEqual(merge.adopt, says(row['Agreed']) ? [name] : [])
    assert.deepEqual(merge.conflicts, row['Listed'] === 'conflict' ? [name] : [])
    assert.deepEqual(merge.cannotHold, row['Listed'] === 'cannot hold' ? [name] : [])
  })
}

for (const row of specTable('folders')) {
  test(`${row['Rule']}: ${row['Left'] || 'nothing'} | ${row['Right'] || 'nothing'}`, () => {
    assert.deepEqual(planOfExample(row['Left'] ?? '', row['Right'] ?? ''), parts(row['Operations'], ';'))
  })
}

/** A draft as a cell tells it: untouched `theirs` or `copy`, `edited`, or `gone`. */
function draft(side: 'left' | 'right', cell: string | undefined): Item {
  const words = parts(cell, ',')
  const base = { folder: side, marks: NO_MARKS, gone: false, version: '1' }
  const origin = { pair: 'p', side: side === 'left' ? 'right' : 'left', id: 'x', token: 't', exact: '', normal: '', roleClass: 'draft', route: 'exact' } as const
  return {
    ref: side, side, id: side, folder: side, marks: NO_MARKS, presence: words.includes('gone') ? 'gone' : 'present', roleClass: 'draft', headline: '', receivedAt: '', size: 1,
    etag: words.includes('edited') ? '2' : '1', base, ...(words.includes('copy') ? { origin } : {}),
  }
}

for (const row of specTable('drafts')) {
  test(`${row['Rule']}: a draft, ${row['Left']} on the left and ${row['Right']} on the right`, () => {
    const operations = planDraft({ binding: { id: 'b', kind: 'message', left: 'left', right: 'right', status: 'live', since: '' }, left: draft('left', row['Left']), right: draft('right', row['Right']) })
    const words = (operations ?? []).map((operation) => (operation.kind === 'close' ? operation.status : operation.kind === 'remove-draft' ? `remove on ${operation.on}` : operation.kind))
    assert.deepEqual(words, row['Then'] === 'nothing' ? [] : [row['Then']])
  })
}

const number = (row: Row, title: string): number => Number(row[title])

for (const row of specTable('stop')) {
  const [count, before, bound] = [number(row, 'To trash, on right'), number(row, 'In this run before'), number(row, 'Bound')]
  test(`the stop: ${count} to trash after ${before}, ${bound} bound, left side ${row['Left side'] || 'healthy'}${says(row['Held on right before']) ? ', held before' : ''}${says(row['Decided by a person']) ? ', decided' : ''}`, () => {
    const operations = Array.from({ length: count }, (_, n): Operation => ({ kind: 'trash', on: 'right', item: `i${n}`, binding: `b${n}`, folder: 'trash', reason: 'trashed-there' }))
    const because = (state: string) => (row['Left side'] === state ? (['left'] as const) : [])
    const { held } = guard({ operations, boundItems: bound, emptied: because('empty'), unavailable: because('unavailable'), alreadyTrashed: before, waiting: says(row['Held on right before']) ? ['right'] : [], isDecided: says(row['Decided by a person']) })
    assert.deepEqual(held.map(({ reason }) => reason), row['Held as'] === '' ? [] : [row['Held as']])
  })
}

for (const row of specTable('undo')) {
  test(`${row['Rule']}: a run made ${row['Was']} into ${row['Left as']}, now ${row['Now']}, ${row['Left side'] || 'nothing'} on the left, ${row['A later run wrote'] || 'nothing'} later`, () => {
    const { operations, listed } = planOfUndo(row)
    assert.deepEqual(operations, parts(row['Operations'], ';'))
    assert.deepEqual(listed, parts(row['Listed'], ','))
  })
}

for (const row of specTable('rollback')) {
  test(`${row['Rule']}: ${row['Scope']}, ${row['In the point'] || 'nothing'} in the point, made ${row['We made it'] || 'nothing'} by us, now ${row['Now']}, ${row['Left side'] || 'nothing'} on the left`, () => {
    const { operations, listed } = planOfRollback(row)
    assert.deepEqual(operations, parts(row['Operations'], ';'))
    assert.deepEqual(listed, parts(row['Listed'], ','))
  })
}

test('every rule that a comment names is in SPEC.md, and every rule of SPEC.md has a row', () => {
  const rules = new Set([...SPEC.matchAll(/^\| ([A-Z]\d) \|/gm)].map(([, rule]) => rule))
  for (const path of globSync('src/reconcile/*.ts', { cwd: ROOT })) {
    for (const [, letter, from, to] of readFileSync(join(ROOT, path), 'utf8').matchAll(/Rules ([A-Z])(\d)–[A-Z](\d) of SPEC\.md/g)) {
      const named = Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => `${letter}${Number(from) + n}`)
      assert.deepEqual(named.filter((rule) => !rules.has(rule)), [], path)
      assert.equal(rules.has(`${letter}${Number(to) + 1}`), false, `${path} stops before the last rule`)
    }
  }
})

test('every reason that an operation can have is in SPEC.md, and no other', () => {
  const [, declared = ''] = /export type Reason =([\s\S]*?)\n\n/.exec(readFileSync(join(ROOT, 'src/domain/operation.ts'), 'utf8')) ?? []
  const [, section = ''] = /## \d+\. Reasons([\s\S]*?)\n## /.exec(SPEC) ?? []
  const listed = [...section.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, word]) => word))
  assert.deepEqual(listed.toSorted(), [...declared.matchAll(/'([\w-]+)'/g)].map(([, word]) => word).toSorted())
})

test('every test in the checklist of invariants exists, and every invariant is in it once', () => {
  const list = specTable('checklist')
  const invariants = [...SPEC.matchAll(/^\| (I\d+) [a-z]/gm)].map(([, name]) => name)
  assert.deepEqual(list.map((row) => row['Invariant']), invariants)
  const named = list.flatMap((row) => [...(row['Tests'] ?? '').matchAll(/`([^`]+)`/g)].map(([, path = '']) => path))
  assert.deepEqual(named.filter((path) => !existsSync(join(ROOT, path))), [])
})
