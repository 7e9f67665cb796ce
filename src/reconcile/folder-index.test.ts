import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexFolders } from './folder-index.ts'
import { bound, folder, twoMailboxes } from './reconcile.test-kit.ts'

test('two bound folders are one place, and counterparts of each other', () => {
  const index = twoMailboxes()
  assert.equal(index.place('left a'), index.place('right a'))
  assert.notEqual(index.place('left a'), index.place('left b'))
  assert.equal(index.counterpart('left a'), 'right a')
  assert.equal(index.counterpart('right a'), 'left a')
})

test('everything inside trash is one place, whose counterpart is the other trash', () => {
  const index = twoMailboxes()
  assert.equal(index.place('left old'), index.place('right trash'))
  assert.equal(index.counterpart('left old'), 'right trash')
  assert.equal(index.trash('right'), 'right trash')
})

test('a bound folder that was thrown into trash is a counterpart no more', () => {
  const folders = [folder('left', 'trash', { role: 'trash' }), folder('left', 'a', { parent: 'trash' }), folder('right', 'trash', { role: 'trash' }), folder('right', 'a')]
  const index = indexFolders(folders, [bound('left a', 'right a', 'folder')])
  assert.equal(index.counterpart('right a'), undefined)
  assert.equal(index.counterpart('left a'), 'right trash')
})

test('a gone folder keeps its place, but nothing can be put there', () => {
  const index = indexFolders([folder('left', 'a', { presence: 'gone' }), folder('right', 'a')], [bound('left a', 'right a', 'folder')])
  assert.equal(index.place('left a'), index.place('right a'))
  assert.equal(index.counterpart('right a'), undefined)
  assert.deepEqual(index.of('left'), [])
})

test('an unbound folder is a place of its own', () => {
  const index = indexFolders([folder('left', 'a'), folder('right', 'a')], [])
  assert.notEqual(index.place('left a'), index.place('right a'))
  assert.equal(index.counterpart('left a'), undefined)
})

test('folders come parents first, whatever their order was', () => {
  const folders = [folder('left', 'c', { parent: 'b' }), folder('left', 'b', { parent: 'a' }), folder('left', 'a'), folder('left', 'd')]
  assert.deepEqual(indexFolders(folders, []).of('left').map(({ name }) => name), ['a', 'b', 'c', 'd'])
})

test('a circle of parents ends', () => {
  const index = indexFolders([folder('left', 'a', { parent: 'b' }), folder('left', 'b', { parent: 'a' })], [])
  assert.equal(index.inTrash('left a'), false)
  assert.deepEqual(index.of('left'), [])
})
