import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPdf } from '../../test/support/read-pdf.ts'
import { openPaper, type Paper } from './paper.ts'

const AT = Date.parse('2026-11-30T01:00:00Z')
const WORDS = '香港 深圳 測試 喺 㗎 测试 邮件 嘅 𨋢 ÄÖé “quoted” — 50 €'

async function printed(work: (paper: Paper) => Promise<void> | void): Promise<{ readonly bytes: Buffer; readonly pieces: number; readonly pages: number }> {
  const pieces: Uint8Array[] = []
  const paper = openPaper({ title: 'Record 紀錄', at: AT, creator: 'Tongbu 0', write: (bytes) => void pieces.push(bytes) })
  await work(paper)
  const pages = await paper.end()
  return { bytes: Buffer.concat(pieces), pieces: pieces.length, pages }
}

test('Chinese of Hong Kong and of the mainland is printed with letters of its own, and reads back as it was', async () => {
  const { bytes, pages } = await printed((paper) => {
    paper.heading('公司')
    paper.say(WORDS)
    paper.facts([['By', '陳大文']])
  })
  const { pages: texts, glyphs, title } = await readPdf(bytes)
  assert.deepEqual([texts.length, pages, title], [1, 1, 'Record 紀錄'])
  for (const text of ['公司', WORDS, '陳大文', 'Page 1', 'End, on page 1.']) assert.ok(texts[0]?.includes(text), `${text}: ${texts[0]}`)
  for (const letter of WORDS.replaceAll(' ', '')) assert.ok((glyphs.get(letter) ?? 0) > 0, `${letter} has a glyph`)
  assert.ok(bytes.length < 60_000, `only the letters that are used are embedded: ${bytes.length} bytes`)
})

test('what has no letter is told by its number, and control characters are no text', async () => {
  const { bytes } = await printed((paper) => paper.say('ok 😀\u0000\u001b[31m\u202e end'))
  const { pages, glyphs } = await readPdf(bytes)
  assert.match(pages[0] ?? '', /ok \[U\+1F600\] +\[31m\[U\+202E\] end/)
  assert.deepEqual([...glyphs].filter(([, number]) => number === 0), [])
})

test('a table is wrapped, its heads come again on each page, and a row that is longer than a page goes on on the next', async () => {
  const long = Array.from({ length: 900 }, (_, n) => `測試${n}`).join('，')
  const rows = [...Array.from({ length: 60 }, (_, n) => [String(n), `reason ${n}`]), ['60', long], ['61', 'x'.repeat(400)]]
  const { bytes, pages } = await printed((paper) => paper.table([{ heading: 'Record', share: 1 }, { heading: 'Why', share: 2 }], rows))
  const { pages: texts } = await readPdf(bytes)
  assert.equal(texts.length, pages)
  assert.ok(pages >= 4, String(pages))
  for (const [n, text] of texts.entries()) assert.ok(text.includes('Record|Why') || n === pages - 1, `page ${n + 1}: ${text.slice(0, 80)}`)
  const all = texts.join('|').replaceAll(/[|\s]/g, '')
  for (let n = 0; n < 60; n++) assert.ok(all.includes(`${n}reason${n}`), String(n))
  const without = texts.map((text) => text.replaceAll(/Record 紀錄|\|Page \d+|Record\|Why/g, '')).join('').replaceAll(/[|\s]/g, '')
  assert.ok(without.includes(`60${long}`), 'nothing of a long row is lost')
  assert.ok(all.includes('x'.repeat(400)))
})

test('the same words at the same time make the same bytes, and they are written while it grows', async () => {
  const rows = Array.from({ length: 400 }, (_, n) => [String(n), '香港'])
  const print = () => printed((paper) => paper.table([{ heading: 'Record', share: 1 }, { heading: 'Why', share: 1 }], rows))
  const [one, two] = [await print(), await print()]
  assert.ok(one.bytes.equals(two.bytes))
  assert.ok(one.pieces > one.pages)
})
