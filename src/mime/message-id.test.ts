import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageIdOf } from './message-id.ts'

test('a Message-ID is the same whatever a sender or a cloud did to its spaces and brackets', () => {
  const same = ['<a.b@c.example>', ' <a.b@c.example>\r\n', '<a.b @c.example >', '<a.b\t@c.example>', 'a.b@c.example', '<a.b@c.example> (added by nobody)', 'a.b@c.example and more']
  assert.deepEqual(same.map(messageIdOf), same.map(() => '<a.b@c.example>'))
})

test('none is none, and an odd one is one', () => {
  assert.deepEqual(['', '  ', '<>', '<"x  6*/PN=R/OU=A B/"@MHS>'].map(messageIdOf), [undefined, undefined, '<>', '<"x6*/PN=R/OU=AB/"@MHS>'])
})
