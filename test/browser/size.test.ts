import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const BUILT = new URL('../../dist/dashboard/', import.meta.url)
/** Of all scripts together, whether a page needs them or not. */
const MOST_BYTES = 250_000

test('all scripts of the dashboard are below 250 kB, compressed', () => {
  const sizes = globSync('**/*.js', { cwd: BUILT }).map((path) => [path, gzipSync(readFileSync(new URL(path, BUILT))).length] as const)
  assert.ok(sizes.length > 0, 'it is built')
  const sum = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
  assert.ok(sum < MOST_BYTES, `${sum} bytes: ${sizes.sort(([, a], [, b]) => b - a).slice(0, 8).join('; ')}`)
})

test('nothing in the built page is fetched from elsewhere, and nothing stands in it that the policy forbids', () => {
  const page = readFileSync(new URL('index.html', BUILT), 'utf8')
  assert.deepEqual([...page.matchAll(/(?:src|href)="(?!\/)([^"]*)"/g)].map(([, address]) => address), [])
  assert.doesNotMatch(page, /<style|style=|<script(?![^>]*\bsrc=)/)
})
