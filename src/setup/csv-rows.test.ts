import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvRows } from './csv-rows.ts'

const cells = (text: string) => {
  const rows = csvRows(text)
  return 'badLine' in rows ? rows : rows.map((row) => [row.line, ...row.cells])
}

test('quotes, doubled quotes, line ends within them and empty cells are read as spreadsheets write them', () => {
  assert.deepEqual(cells('a,b,c\r\n"1, 2","say ""hi""",\r\n'), [[1, 'a', 'b', 'c'], [2, '1, 2', 'say "hi"', '']])
  assert.deepEqual(cells('a;b\n"x\ny";2\n\n;\n3;4'), [[1, 'a', 'b'], [2, 'x\ny', '2'], [6, '3', '4']])
  assert.deepEqual(cells('a\tb\r1\t 2 \r'), [[1, 'a', 'b'], [2, '1', '2']])
  assert.deepEqual([cells(''), cells('a'), cells(',')], [[], [[1, 'a']], []])
})

test('a record that is none is told by its line', () => {
  for (const [text, badLine] of [['a,b\n"1,2\n3', 2], ['a,b\n1,2\n3,"x"y\n', 3]] as const) assert.deepEqual(cells(text), { badLine }, text)
})

test('a long line that is no CSV is refused quickly', () => {
  const before = performance.now()
  assert.deepEqual(cells(`${'"" '.repeat(200_000)}x`), { badLine: 1 })
  assert.ok(performance.now() - before < 2000)
})
