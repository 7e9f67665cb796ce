import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { importMessage, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const create = async (displayName: string, parent?: string) =>
  (await tenant.ask('POST', parent === undefined ? '/mailFolders' : `/mailFolders/${parent}/childFolders`, { json: { displayName } })).json

test('every well-known folder answers to its alias', async () => {
  const names: Record<string, string> = {
    inbox: 'Inbox',
    sentitems: 'Sent Items',
    drafts: 'Drafts',
    deleteditems: 'Deleted Items',
    junkemail: 'Junk Email',
    archive: 'Archive',
    outbox: 'Outbox',
    conversationhistory: 'Conversation History',
    syncissues: 'Sync Issues',
    conflicts: 'Conflicts',
    scheduled: 'Scheduled',
    recoverableitemsdeletions: 'Deletions',
    msgfolderroot: 'Top of Information Store',
  }
  for (const [alias, name] of Object.entries(names)) {
    const got = await tenant.ask('GET', `/mailFolders('${alias}')`)
    assert.equal(got.json.displayName, name)
    assert.equal((await tenant.ask('GET', `/mailFolders/${got.json.id}`)).json.displayName, name)
  }
})

test('a listing holds ten direct children of the root and a link to more', async () => {
  for (const name of ['F1', 'F2', 'F3']) await create(name)
  const first = await tenant.ask('GET', '/mailFolders')
  assert.equal(first.json.value.length, 10)
  const second = await tenant.ask('GET', first.json['@odata.nextLink'])
  const names = [...first.json.value, ...second.json.value].map((folder) => folder.displayName)
  assert.equal(second.json['@odata.nextLink'], undefined)
  assert.equal(names.includes('Conflicts'), false)
  assert.equal(names.includes('Clutter'), false)
  assert.ok(names.includes('F3'))
})

test('hidden folders show only when asked for', async () => {
  const got = await tenant.ask('GET', '/mailFolders?includeHiddenFolders=true&$top=100')
  assert.ok(got.json.value.some((folder) => folder.displayName === 'Clutter'))
})

test('child folders are listed below their parent, through nested addresses too', async () => {
  const parent = await create('Parent')
  const child = await create('Child', parent.id)
  const got = await tenant.ask('GET', `/mailFolders/${parent.id}/childFolders?$select=displayName`)
  assert.deepEqual(got.json.value, [{ id: child.id, displayName: 'Child' }])
  assert.equal((await tenant.ask('GET', `/mailFolders/${parent.id}/childFolders/${child.id}`)).json.parentFolderId, parent.id)
  assert.equal((await tenant.ask('GET', `/mailFolders/${parent.id}`)).json.childFolderCount, 1)
})

test('a sibling of the same name, whatever its case, is refused', async () => {
  await create('Same')
  const got = await tenant.ask('POST', '/mailFolders', { json: { displayName: 'sAME' } })
  assert.equal(got.status, 409)
  assert.equal(got.json.error.code, 'ErrorFolderExists')
})

test('a folder can be renamed and moved and keeps its id', async () => {
  const folder = await create('Before')
  const target = await create('Target')
  assert.equal((await tenant.ask('PATCH', `/mailFolders/${folder.id}`, { json: { displayName: 'After' } })).json.displayName, 'After')
  const moved = await tenant.ask('POST', `/mailFolders/${folder.id}/move`, { json: { destinationId: target.id } })
  assert.equal(moved.status, 200)
  assert.equal(moved.json.id, folder.id)
  assert.equal(moved.json.parentFolderId, target.id)
  assert.equal((await tenant.ask('POST', `/mailFolders/${target.id}/move`, { json: { destinationId: folder.id } })).status, 400)
})

test('a deleted folder goes to Deleted Items with its messages, and from there for good', async () => {
  const folder = await create('Gone')
  const message = await importMessage(tenant, undefined, folder.id)
  const trash = (await tenant.ask('GET', '/mailFolders/deleteditems')).json.id
  assert.equal((await tenant.ask('DELETE', `/mailFolders/${folder.id}`)).status, 204)
  assert.equal((await tenant.ask('GET', `/mailFolders/${folder.id}`)).json.parentFolderId, trash)
  assert.equal((await tenant.ask('GET', `/messages/${message.id}`)).json.parentFolderId, folder.id)
  assert.equal((await tenant.ask('DELETE', `/mailFolders/${folder.id}`)).status, 204)
  assert.equal((await tenant.ask('GET', `/mailFolders/${folder.id}`)).status, 404)
  assert.equal((await tenant.ask('GET', `/messages/${message.id}`)).status, 404)
})

test('permanentDelete takes a folder away at once', async () => {
  const folder = await create('Purged')
  assert.equal((await tenant.ask('POST', `/mailFolders/${folder.id}/permanentDelete`)).status, 204)
  assert.equal((await tenant.ask('GET', `/mailFolders/${folder.id}`)).status, 404)
})

test('well-known folders cannot be deleted or renamed', async () => {
  assert.equal((await tenant.ask('DELETE', '/mailFolders/inbox')).status, 400)
  assert.equal((await tenant.ask('PATCH', '/mailFolders/inbox', { json: { displayName: 'X' } })).status, 400)
})

test('a folder counts its messages and the unread among them', async () => {
  const folder = await create('Counted')
  const message = await importMessage(tenant, undefined, folder.id)
  await importMessage(tenant, undefined, folder.id)
  await tenant.ask('PATCH', `/messages/${message.id}`, { json: { isRead: true } })
  const { json } = await tenant.ask('GET', `/mailFolders/${folder.id}`)
  assert.deepEqual([json.totalItemCount, json.unreadItemCount], [2, 1])
})
