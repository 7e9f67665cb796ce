import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { inspect } from 'node:util'
import { test } from 'node:test'
import fc from 'fast-check'
import { SyncError } from '../domain/errors.ts'
import { open, seal } from './sealed.ts'

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => createSecretKey(bytes))
const key = createSecretKey(Buffer.alloc(32, 7))

/** Long enough that it cannot stand in a message by chance. */
const secrets = fc.string({ unit: 'binary', minLength: 8, maxLength: 60 }).filter((text) => text.isWellFormed())

/** What was thrown, as a person or a log may see it, with its causes. */
function refusal(act: () => unknown): { code: string; words: string } {
  try {
    act()
  } catch (error) {
    assert(error instanceof SyncError)
    return { code: error.code, words: inspect(error, { depth: 10, showHidden: true }) }
  }
  return assert.fail('it was opened')
}

test('what was sealed is opened again, whatever it was and whatever it was called', () => {
  fc.assert(fc.property(keys, fc.string(), secrets, (key, name, text) => assert.equal(open(key, name, seal(key, name, text)), text)))
})

test('a sealed value tells nothing of the secret, and the same secret is sealed differently each time', () => {
  const [one, two] = [seal(key, 'a', 'hunter-2'), seal(key, 'a', 'hunter-2')]
  assert.match(one, /^sealed:v1:[\w-]+$/)
  assert.notEqual(one, two)
  assert(!Buffer.from(one.slice(10), 'base64url').toString('latin1').includes('hunter'))
})

test('another key, another name and any altered letter are refused, each by its own code, and no refusal tells the secret', () => {
  fc.assert(
    fc.property(keys, keys, secrets, fc.nat(), fc.integer({ min: 1, max: 63 }), (key, other, text, at, by) => {
      const sealed = seal(key, 'pairs.anna.imap.password', text)
      const all: { code: string; words: string }[] = []
      if (!key.equals(other)) all.push(refusal(() => open(other, 'pairs.anna.imap.password', sealed)))
      all.push(refusal(() => open(key, 'pairs.ben.imap.password', sealed)))
      const place = 10 + (at % (sealed.length - 10))
      const altered = `${sealed.slice(0, place)}${LETTERS[(LETTERS.indexOf(sealed[place] ?? '') + by) % 64]}${sealed.slice(place + 1)}`
      all.push(refusal(() => open(key, 'pairs.anna.imap.password', altered)))
      for (const { code, words } of all) {
        assert(['SECRETS_KEY', 'SEALED_VALUE'].includes(code))
        assert(!words.includes(text) && !words.includes(sealed.slice(10)) && !words.includes(key.export().toString('base64url')))
      }
      assert.equal(all.at(-2)?.code, 'SEALED_VALUE')
    }),
  )
})

test('a wrong key is told from an altered value, with what to do next', () => {
  const sealed = seal(key, 'database', 'hunter-2')
  assert.throws(() => open(createSecretKey(Buffer.alloc(32, 8)), 'database', sealed), { code: 'SECRETS_KEY', message: /another key.*`tongbu seal database`/ })
  const last = sealed.slice(0, -3) + (sealed.endsWith('AAA') ? 'BBB' : 'AAA')
  assert.throws(() => open(key, 'database', last), { code: 'SEALED_VALUE' })
  for (const cut of ['', 'hunter-2', 'sealed:v2:AAAA', sealed.slice(0, 40), `${sealed} `, `${sealed}=`]) assert.throws(() => open(key, 'database', cut), { code: 'SEALED_VALUE', message: /no whole sealed value|altered/ })
})

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
