import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { finder, isIn } from './find-text.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '@', '.'), maxLength: 40 })

test('a text is found in bytes however they are cut, exactly where it is in the whole', () => {
  fc.assert(
    fc.property(letters, fc.array(fc.nat(40), { maxLength: 6 }), fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '@'), minLength: 1, maxLength: 4 }), { maxLength: 3 }), (whole, cuts, needles) => {
      const finding = finder(needles)
      const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length]
      const found = places.slice(1).map((end, at) => finding.look(Buffer.from(whole.slice(places[at], end)))).at(-1)
      assert.equal(found ?? false, needles.some((needle) => whole.toLowerCase().includes(needle)))
    }),
  )
})

test('letters beyond ASCII are found as they are written', async () => {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('to bücher')
  }
  assert.deepEqual([await isIn(bytes(), ['bücher']), await isIn(bytes(), ['bucher']), await isIn(bytes(), [])], [true, false, false])
})
