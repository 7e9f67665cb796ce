import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LANGUAGES, textsOf, wordsIn } from '../support/catalogues.ts'

const BUILT = new URL('../../dist/dashboard/', import.meta.url)
/** Of all scripts that one person's browser may load, over all pages. */
const MOST_BYTES = 250_000

test('all scripts of the dashboard in one language are below 250 kB, compressed', () => {
  const sizes = globSync('**/*.js', { cwd: BUILT }).map((path) => ({ path, bytes: gzipSync(readFileSync(new URL(path, BUILT))).length }))
  const catalogues = sizes.filter(({ path }) => path.includes('catalogue')).map(({ bytes }) => bytes)
  assert.equal(catalogues.length, 3, 'each language is a file of its own, and only that of the person is loaded')
  const sum = sizes.filter(({ path }) => !path.includes('catalogue')).reduce((sum, { bytes }) => sum + bytes, Math.max(...catalogues))
  assert.ok(sum < MOST_BYTES, `${sum} bytes: ${sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 8).map(({ path, bytes }) => `${path} ${bytes}`).join('; ')}`)
})

test('each language is a file of its own, with every text under its key', async () => {
  const built = await Promise.all(globSync('assets/catalogue-*.js', { cwd: BUILT }).map(async (path) => ((await import(new URL(path, BUILT).href)) as { readonly catalogue: object }).catalogue))
  const written = await Promise.all(LANGUAGES.map(wordsIn))
  assert.equal(built.length, LANGUAGES.length)
  const told = (texts: ReadonlyMap<string, string>): string => JSON.stringify([...texts].sort())
  assert.deepEqual(built.map(textsOf).map(told).sort(), written.map(told).sort())
})

test('nothing in the built page is fetched from elsewhere, and nothing stands in it that the policy forbids', () => {
  const page = readFileSync(new URL('index.html', BUILT), 'utf8')
  assert.deepEqual([...page.matchAll(/(?:src|href)="(?!\/)([^"]*)"/g)].map(([, address]) => address), [])
  assert.doesNotMatch(page, /<style|style=|<script(?![^>]*\bsrc=)/)
})
