import type { Answer, Call, Route } from './call.ts'
import { GraphError, invalidParameter, itemNotFound, unreadableBody } from './errors.ts'
import { findFolder, readJson } from './find.ts'
import { addFolder, childrenOf, isWithin, removeFolder, touchFolder, wellKnownFolder } from './mailbox.ts'
import { context, cutPage } from './paging.ts'
import { READ_BASIC, WRITE } from './permissions.ts'
import { checkSelect, renderFolder } from './render.ts'
import type { Folder } from './state.ts'

/** Pages user-list-mailfolders, mailfolder-get, -update, -delete, -move, -permanentdelete and their like. */
export const folderRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'mailFolders',
    kind: 'GET mailFolders',
    permissions: READ_BASIC,
    handle: (call) => list(call, wellKnownFolder(call.mailbox, 'msgfolderroot')),
  },
  {
    method: 'POST',
    path: 'mailFolders',
    kind: 'POST mailFolder',
    permissions: WRITE,
    handle: (call) => create(call, wellKnownFolder(call.mailbox, 'msgfolderroot')),
  },
  { method: 'GET', path: 'mailFolders/:folder', kind: 'GET mailFolder', permissions: READ_BASIC, handle: get },
  { method: 'PATCH', path: 'mailFolders/:folder', kind: 'PATCH mailFolder', permissions: WRITE, handle: rename },
  { method: 'DELETE', path: 'mailFolders/:folder', kind: 'DELETE mailFolder', permissions: WRITE, handle: discard },
  {
    method: 'GET',
    path: 'mailFolders/:folder/childFolders',
    kind: 'GET childFolders',
    permissions: READ_BASIC,
    handle: (call) => list(call, asked(call)),
  },
  {
    method: 'POST',
    path: 'mailFolders/:folder/childFolders',
    kind: 'POST mailFolder',
    permissions: WRITE,
    handle: (call) => create(call, asked(call)),
  },
  { method: 'POST', path: 'mailFolders/:folder/move', kind: 'POST mailFolder/move', permissions: WRITE, handle: move },
  { method: 'POST', path: 'mailFolders/:folder/permanentDelete', kind: 'POST mailFolder/permanentDelete', permissions: WRITE, handle: purge },
]

function asked(call: Call): Folder {
  return findFolder(call, call.params['folder'] ?? '')
}

function list(call: Call, parent: Folder): Answer {
  checkSelect(call.query.select, 'mailFolder')
  const hidden = call.query.raw.get('includeHiddenFolders')?.toLowerCase() === 'true'
  const shown = childrenOf(call.mailbox, parent)
    .filter((folder) => hidden || !folder.hidden)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.n - b.n))
  const { items, links } = cutPage(call, shown, call.mailbox.seq)
  const value = items.map((folder) => renderFolder(call, folder, call.query.select))
  return { status: 200, json: { '@odata.context': context(call, 'mailFolders'), ...links, value } }
}

function get(call: Call): Answer {
  checkSelect(call.query.select, 'mailFolder')
  return answer(call, 200, asked(call), call.query.select)
}

function create(call: Call, parent: Folder): Answer {
  const body = readJson(call)
  const hidden = body['isHidden'] ?? false
  if (typeof hidden !== 'boolean') throw unreadableBody()
  const name = checkName(call, body['displayName'], parent)
  return answer(call, 201, addFolder(call.mailbox, { name, parent, alias: undefined, hidden }))
}

function rename(call: Call): Answer {
  const folder = own(asked(call))
  const body = readJson(call)
  if ('displayName' in body) folder.name = checkName(call, body['displayName'], folder.parent ?? folder, folder)
  touchFolder(call.mailbox, folder)
  return answer(call, 200, folder)
}

function move(call: Call): Answer {
  const folder = own(asked(call))
  const destination = findFolder(call, destinationOf(call))
  if (isWithin(destination, folder)) throw new GraphError(400, 'ErrorMoveCopyFailed', 'A folder cannot be moved into itself.')
  checkName(call, folder.name, destination, folder)
  folder.parent = destination
  touchFolder(call.mailbox, folder)
  return answer(call, 200, folder)
}

/** Into Deleted Items, under another name where the name is taken; from there, for good. */
function discard(call: Call): Answer {
  const folder = own(asked(call))
  const trash = wellKnownFolder(call.mailbox, 'deleteditems')
  if (isWithin(folder, trash)) removeFolder(call.mailbox, folder)
  else {
    const name = folder.name
    for (let i = 1; isTaken(call, folder.name, trash, folder); i++) folder.name = `${name}${i}`
    folder.parent = trash
    touchFolder(call.mailbox, folder)
  }
  return { status: 204 }
}

function purge(call: Call): Answer {
  removeFolder(call.mailbox, own(asked(call)))
  return { status: 204 }
}

/** Well-known folders stay where they are and keep their names. */
function own(folder: Folder): Folder {
  if (folder.alias !== undefined) throw new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be changed.')
  return folder
}

/** The `destinationId` of a move or copy; Graph's metadata capitalises it. */
export function destinationOf(call: Call): string {
  const body = readJson(call)
  const id = body['destinationId'] ?? body['DestinationId']
  if (typeof id !== 'string' || id === '') throw unreadableBody()
  return id
}

function checkName(call: Call, name: unknown, parent: Folder, self?: Folder): string {
  if (typeof name !== 'string') throw unreadableBody()
  if (name.trim() === '') throw invalidParameter('The folder name is empty.')
  if (name.length > 255) throw invalidParameter('The folder name is too long.')
  if (isTaken(call, name, parent, self)) throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.')
  return name
}

function isTaken(call: Call, name: string, parent: Folder, self: Folder | undefined): boolean {
  const wanted = name.toLowerCase()
  return childrenOf(call.mailbox, parent).some((folder) => folder !== self && folder.name.toLowerCase() === wanted)
}

function answer(call: Call, status: number, folder: Folder, select?: readonly string[]): Answer {
  if (!call.mailbox.folders.has(folder.n)) throw itemNotFound()
  return { status, json: { '@odata.context': context(call, 'mailFolders/$entity'), ...renderFolder(call, folder, select) } }
}
