import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultName, safeName } from './attachment-name.ts'

test('a name is one file name', () => {
  assert.equal(safeName('..\\a/b\u0000  報告.pdf '), '.._a_b 報告.pdf')
  assert.equal(safeName(''), '')
})

test('a very long name keeps its ending and no half of a character', () => {
  const name = safeName(`${'😀'.repeat(200)}.docx`)
  assert.ok(name.length <= 200 && name.endsWith('😀.docx') && name.isWellFormed())
})

test('a part without name is named after its type', () => {
  assert.equal(defaultName('text/calendar'), 'invite.ics')
  assert.equal(defaultName('message/rfc822'), 'message.eml')
  assert.equal(defaultName('image/png'), 'attachment.png')
  assert.equal(defaultName('x-strange/thing'), 'attachment.bin')
  assert.equal(defaultName('constructor'), 'attachment.bin')
})
