import { z } from 'zod'

import { SEEN } from '../../imap/flags.ts'
import type { Folder } from '../store/folder.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { DingtalkSwitches } from '../switches.ts'
import { badRequest } from './failure.ts'
import type { ApiAnswer, MailboxCall, Route } from './gate.ts'
import { folderOf, read } from './reading.ts'

/** The number that stands for no folder, above the top level. */
const ROOT = '0'

/** The SDK has the misspelt name. */
const creation = z.object({ displayName: z.string(), folderId: z.string().optional(), folerId: z.string().optional() })
const renaming = z.object({ displayName: z.string() })
const moving = z.object({ destinationFolderId: z.string() })

export const folderRoutes: readonly Route<MailboxCall>[] = [
  { method: 'GET', path: '/mailFolders', kind: 'GET mailFolders', run: listFolders },
  { method: 'POST', path: '/mailFolders', kind: 'POST mailFolders', writes: true, run: createFolder },
  { method: 'PATCH', path: '/mailFolders/:folderId', kind: 'PATCH mailFolder', writes: true, run: renameFolder },
  { method: 'DELETE', path: '/mailFolders/:folderId', kind: 'DELETE mailFolder', writes: true, run: deleteFolder },
  { method: 'POST', path: '/mailFolders/:folderId/move', kind: 'POST mailFolder/move', writes: true, run: moveFolder },
]

/** One level per call. */
function listFolders({ mailbox, query }: MailboxCall): ApiAnswer {
  const parent = parentOf(mailbox, query['folderId'])
  return { body: { folders: mailbox.children(parent).map((folder) => folderJson(mailbox, folder)) } }
}

function createFolder({ mailbox, body }: MailboxCall): ApiAnswer {
  const { displayName, folderId, folerId } = read(creation, body)
  const parent = parentOf(mailbox, folderId ?? folerId)
  refuseName(mailbox, displayName, parent)
  return { write: true, body: { folder: folderJson(mailbox, mailbox.addFolder(displayName, parent)) } }
}

function renameFolder({ mailbox, params, body }: MailboxCall): ApiAnswer {
  const folder = ownFolder(mailbox, params['folderId'])
  const { displayName } = read(renaming, body)
  if (displayName === folder.name) return {}
  refuseName(mailbox, displayName, folder.parent)
  folder.name = folder.displayName = displayName
  return { write: true }
}

function moveFolder({ mailbox, params, body }: MailboxCall): ApiAnswer {
  const folder = ownFolder(mailbox, params['folderId'])
  const parent = parentOf(mailbox, read(moving, body).destinationFolderId)
  for (let above = parent; above; above = above.parent) if (above === folder) throw badRequest('mailFolder.insideItself')
  if (parent === folder.parent) return {}
  refuseName(mailbox, folder.name, parent)
  if (parent) folder.parent = parent
  else delete folder.parent
  return { write: true }
}

function deleteFolder({ service, mailbox, params }: MailboxCall): ApiAnswer {
  removeTree(mailbox, ownFolder(mailbox, params['folderId']), service.switches.deleteFullFolder)
  return { write: true }
}

function removeTree(mailbox: Mailbox, folder: Folder, full: DingtalkSwitches['deleteFullFolder']): void {
  const children = mailbox.children(folder)
  if (full === 'refuse' && (children.length > 0 || folder.messages.length > 0)) throw badRequest('mailFolder.notEmpty')
  for (const child of children) removeTree(mailbox, child, full)
  if (full === 'trash') for (const message of [...folder.messages]) mailbox.move(message, mailbox.folderOf('trash'))
  mailbox.removeFolder(folder)
}

function parentOf(mailbox: Mailbox, id: string | undefined): Folder | undefined {
  return id === undefined || id === '' || id === ROOT ? undefined : folderOf(mailbox, id)
}

function ownFolder(mailbox: Mailbox, id: string | undefined): Folder {
  const folder = folderOf(mailbox, id)
  if (folder.role) throw badRequest('mailFolder.isSystemFolder')
  return folder
}

/** A name must be possible on IMAP too, where `/` separates. */
function refuseName(mailbox: Mailbox, name: string, parent: Folder | undefined): void {
  if (name.trim() === '' || name.includes('/')) throw badRequest('mailFolder.nameInvalid')
  const taken = mailbox.children(parent).some((folder) => folder.name === name || folder.displayName === name)
  if (taken) throw badRequest('mailFolder.alreadyExists')
}

function folderJson(mailbox: Mailbox, folder: Folder) {
  return {
    id: folder.id,
    displayName: folder.displayName,
    parentFolderId: folder.parent?.id ?? ROOT,
    childFolderCount: mailbox.children(folder).length,
    totalItemCount: folder.messages.length,
    unreadItemCount: folder.messages.filter((message) => !(message.flags & SEEN)).length,
    extensions: {},
  }
}
