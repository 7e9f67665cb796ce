import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalAddress as canonical } from '../mime/canonical-address.ts'
import { isOf, needlesOf, personOf } from './person.ts'

test('an address is the same whatever its case, its brackets and how its domain is written', () => {
  assert.equal(canonical(' <Wong.Siu@BÜCHER.example> '), 'wong.siu@xn--bcher-kva.example')
  const person = personOf('WONG@Bücher.example, b@example.com')
  assert.ok(person !== undefined && isOf(person, 'wong@xn--bcher-kva.EXAMPLE') && isOf(person, 'B@example.com') && !isOf(person, 'wong@example.com'))
  assert.deepEqual(person && needlesOf(person), ['b@example.com', 'wong@xn--bcher-kva.example', 'wong@bücher.example'])
})

test('what is no address names nobody', () => {
  for (const text of ['', 'wong', 'wong@', '@example.com', 'a@b@', 'wong siu@example.com', 'a@example.com,']) assert.equal(personOf(text), undefined, text)
})

test('writing an address canonically twice changes nothing more', () => {
  fc.assert(fc.property(fc.emailAddress(), (address) => canonical(canonical(address)) === canonical(address)))
})
