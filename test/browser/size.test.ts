import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LANGUAGES, textsOf, wordsIn } from '../support/catalogues.ts'

const BUILT = new URL('../../dist/dashboard/', import.meta.url)
/** Of every file there is: scripts, styles, page and picture, in all languages. One person's browser loads two catalogues less. */
const MOST_BYTES = 250_000

test('the whole dashboard, in all its languages, is below 250 kB, compressed', () => {
  const sizes = filesOf('**/*.*').map((path) => ({ path, bytes: gzipSync(readFileSync(new URL(path, BUILT))).length }))
  const sum = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  assert.ok(sum < MOST_BYTES, `${sum} bytes: ${sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 8).map(({ path, bytes }) => `${path} ${bytes}`).join('; ')}`)
})

test('each language is a file of its own, with every text under its key', async () => {
  const built = await Promise.all(filesOf('assets/catalogue-*.js').map(async (path) => textsOf(((await import(new URL(path, BUILT).href)) as { readonly catalogue: object }).catalogue)))
  assert.equal(built.length, LANGUAGES.length)
  for (const language of LANGUAGES) {
    const written = await wordsIn(language)
    const found = built.find((texts) => texts.get('accounts.lead') === written.get('accounts.lead')) ?? assert.fail(language)
    assert.deepEqual([...found.keys()].sort(), [...written.keys()].sort())
    assert.deepEqual([...written].filter(([key, text]) => found.get(key) !== text), [])
  }
})

test('nothing in the built page is fetched from elsewhere, and nothing stands in it that the policy forbids', () => {
  const page = readFileSync(new URL('index.html', BUILT), 'utf8')
  assert.deepEqual([...page.matchAll(/(?:src|href)="(?!\/)([^"]*)"/g)].map(([, address]) => address), [])
  assert.doesNotMatch(page, /<style|style=|<script(?![^>]*\bsrc=)/)
})

const filesOf = (pattern: string): readonly string[] => globSync(pattern, { cwd: BUILT })
