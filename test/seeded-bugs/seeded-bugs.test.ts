import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SEEDED_BUGS } from './bugs.ts'

const ROOT = new URL('../../', import.meta.url)

test('every seeded bug still has its place in the code, and the tests that should notice it', () => {
  assert.ok(SEEDED_BUGS.length >= 40)
  for (const { name, file, find, replace, tests } of SEEDED_BUGS) {
    assert.equal(readFileSync(new URL(file, ROOT), 'utf8').split(find).length - 1, 1, `${name}: stands in ${file} once`)
    assert.notEqual(find, replace, name)
    for (const path of tests) assert.ok(readFileSync(new URL(path, ROOT), 'utf8').length > 0, name)
  }
})
