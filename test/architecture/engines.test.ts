import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './source-files.ts'

interface Locked {
  readonly version?: string
  readonly engines?: { readonly node?: string }
}

const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))

/** The Node of whoever installs; to run, Tongbu brings its own. The newest of its line, as `npm` compares whole versions. */
const NODE = [20, 20, 0] as const

type Version = readonly [major: number, minor: number, patch: number]
const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/** Whether a range of npm's (`^14.21.3 || >=16`, `18 || 20`, `>= 20.19.0`, `10.x`) takes a version. */
function takes(range: string, version: Version): boolean {
  return range.split('||').some((part) => {
    const terms = part.trim().replace(/([<>=^~])\s+/g, '$1').split(/\s+/).filter((term) => term !== '')
    return terms.every((term) => fits(term, version))
  })
}

function fits(term: string, version: Version): boolean {
  const [, operator = '', written = ''] = /^(>=|<=|>|<|\^|~|=)?v?([\dx*.]+)/.exec(term) ?? []
  if (written === '') return false
  const numbers = written.split('.').filter((each) => /^\d+$/.test(each)).map(Number)
  const [major = 0, minor = 0, patch = 0] = numbers
  const least: Version = [major, minor, patch]
  if (numbers.length === 0) return true
  if (operator === '>=') return compare(version, least) >= 0
  if (operator === '<=') return compare(version, least) <= 0
  if (operator === '>') return compare(version, least) > 0
  if (operator === '<') return compare(version, least) < 0
  const isSame = version[0] === major && (numbers.length < 2 || operator === '^' || version[1] === minor) && (numbers.length < 3 || operator !== '' || version[2] === patch)
  return isSame && compare(version, least) >= 0
}

test('no package of the lockfile refuses Node 20: npm would warn of each (EBADENGINE)', () => {
  const refusing = Object.entries(packages).flatMap(([name, { engines, version }]) => (engines?.node === undefined || takes(engines.node, NODE) ? [] : [`${name} ${version ?? ''} wants ${engines.node}`]))
  assert.deepEqual(refusing, [])
  assert.ok(Object.values(packages).filter(({ engines }) => engines?.node !== undefined).length > 50, 'they are looked at')
})

test('a range is read as npm reads it', () => {
  for (const range of ['>=20', '^14.21.3 || >=16', '18 || 20 || >=22', '>= 20.19.0', '>= 10.x', '6.* || 8.* || >= 10.*', '20.x', '^20.10.0', '*', '>=16 || 14 >=14.17']) assert.ok(takes(range, NODE), range)
  for (const range of ['>=22', '22 || >=24', '^22.1.0', '<20', '>=18 <20', '20.1.0', '>=20.21']) assert.ok(!takes(range, NODE), range)
})
