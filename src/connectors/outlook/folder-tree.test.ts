import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTree, isWithin, parseTree, syncedFolders, type TreeFolder } from './folder-tree.ts'

const folder = (name: string, parentId: string, hidden = false): TreeFolder => ({ name, parentId, hidden })

const TREE = new Map([
  ['deep', folder('2026', 'projects')],
  ['inbox', folder('收件匣', 'root')],
  ['projects', folder('Projects', 'root')],
  ['trash', folder('Deleted Items', 'root')],
  ['old', folder('Old', 'trash')],
  ['issues', folder('Sync Issues', 'root')],
  ['conflicts', folder('Conflicts', 'issues')],
  ['secret', folder('Working Set', 'root', true)],
  ['below', folder('Below', 'secret')],
  ['dumpster', folder('Deletions', 'elsewhere')],
])
const WELL_KNOWN = { msgfolderroot: 'root', inbox: 'inbox', deleteditems: 'trash', syncissues: 'issues' }

test('folders are told parents first, with their roles, and without parent at the top', () => {
  const synced = syncedFolders(TREE, WELL_KNOWN)
  assert.deepEqual(synced.find(({ id }) => id === 'inbox'), { id: 'inbox', name: '收件匣', role: 'inbox' })
  assert.deepEqual(synced.find(({ id }) => id === 'deep'), { id: 'deep', name: '2026', parentId: 'projects' })
  assert.ok(synced.findIndex(({ id }) => id === 'projects') < synced.findIndex(({ id }) => id === 'deep'))
})

test('excluded and hidden folders are not told, nor is anything below them or outside the tree', () => {
  const told = syncedFolders(TREE, WELL_KNOWN).map(({ id }) => id)
  assert.deepEqual(told.sort(), ['deep', 'inbox', 'old', 'projects', 'trash'])
})

test('a folder is within those above it', () => {
  assert.equal(isWithin(TREE, 'old', 'trash'), true)
  assert.equal(isWithin(TREE, 'trash', 'trash'), true)
  assert.equal(isWithin(TREE, 'inbox', 'trash'), false)
})

test('folders that contain each other end nothing', () => {
  const circle = new Map([['a', folder('A', 'b')], ['b', folder('B', 'a')]])
  assert.deepEqual(syncedFolders(circle, WELL_KNOWN), [])
  assert.equal(isWithin(circle, 'a', 'trash'), false)
})

test('a tree reads back as it was noted', () => {
  assert.deepEqual(parseTree(formatTree(TREE)), TREE)
})
