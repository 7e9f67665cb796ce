import { afterLogin, bad, no, ok } from '../command.ts'
import type { Answer } from '../command.ts'
import { folderNamed, pathOf } from '../folder-name.ts'
import type { ImapFolder, ImapMailbox } from '../mailbox.ts'

/** Makes the folders above it too, as RFC 3501 section 6.3.3 has it. */
export const createCommand = afterLogin(({ login, args }) => {
  const path = pathOf(args[0])
  if (!path || args.length !== 1) return bad()
  if (login.mailbox.folderAt(path)) return no('[ALREADYEXISTS] folder exists')
  makePath(login.mailbox, path)
  return ok('CREATE completed', true)
})

export const deleteCommand = afterLogin(({ login, args }) => {
  const folder = folderNamed(login.mailbox, args[0])
  if (args.length !== 1) return bad()
  if (!folder) return no('[NONEXISTENT] no such folder')
  if (folder.role) return no('[CANNOT] system folder')
  if (login.mailbox.children(folder).length > 0) return no('folder has folders in it')
  login.mailbox.removeFolder(folder)
  return ok('DELETE completed', true)
})

/** UIDs and UIDVALIDITY stay. */
export const renameCommand = afterLogin(({ login: { mailbox }, args }) => {
  const folder = folderNamed(mailbox, args[0])
  const path = pathOf(args[1])
  const name = path?.at(-1)
  if (!path || name === undefined || args.length !== 2) return bad()
  if (!folder) return no('[NONEXISTENT] no such folder')
  if (folder.role) return no('[CANNOT] system folder')
  if (mailbox.folderAt(path)) return no('[ALREADYEXISTS] folder exists')
  const parent = path.length > 1 ? makePath(mailbox, path.slice(0, -1)) : undefined
  for (let above = parent; above; above = above.parent) if (above === folder) return no('[CANNOT] a folder cannot be in itself')
  mailbox.renameFolder(folder, name, parent)
  return ok('RENAME completed', true)
})

const subscribing = (subscribed: boolean) =>
  afterLogin(({ login, args }): Answer => {
    const folder = folderNamed(login.mailbox, args[0])
    if (!folder) return no('[NONEXISTENT] no such folder')
    const write = folder.subscribed !== subscribed
    folder.subscribed = subscribed
    return ok(`${subscribed ? 'SUBSCRIBE' : 'UNSUBSCRIBE'} completed`, write)
  })

export const subscribeCommand = subscribing(true)
export const unsubscribeCommand = subscribing(false)

function makePath(mailbox: ImapMailbox, path: readonly string[]): ImapFolder | undefined {
  let folder: ImapFolder | undefined
  for (const [depth, name] of path.entries()) folder = mailbox.folderAt(path.slice(0, depth + 1)) ?? mailbox.addFolder(name, folder)
  return folder
}
