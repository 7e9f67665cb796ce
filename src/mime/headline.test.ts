import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headline } from './headline.ts'

const mail = { from: 'Ann@Example.com', sentAt: '2026-01-31T08:00:00Z', subject: 'Caf\u00e9 menu' }

test('two clouds that write the same mail differently give the same headline', () => {
  const other = { from: 'ann@example.COM ', sentAt: '2026-01-31T16:00:00.900+08:00', subject: ' Cafe\u0301\t menu' }
  assert.equal(headline(other), headline(mail))
  assert.match(headline(mail), /^[0-9a-f]{16}$/)
})

test('another address, second or subject gives another headline, and parts do not run into each other', () => {
  const changes = [{ from: 'bob@example.com' }, { sentAt: '2026-01-31T08:00:01Z' }, { subject: 'Menu' }, { sentAt: undefined }]
  const others = changes.map((change) => ({ ...mail, ...change }))
  assert.equal(new Set([mail, ...others].map(headline)).size, 5)
})

test('a listing that cuts a long subject gives the same headline', () => {
  const subject = '長'.repeat(300)
  assert.equal(headline({ ...mail, subject: subject.slice(0, 255) }), headline({ ...mail, subject }))
})

test('a date that is none counts as no date', () => {
  assert.equal(headline({ ...mail, sentAt: 'soon' }), headline({ ...mail, sentAt: undefined }))
})
