import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { ANSWERED, FLAGGED, SEEN } from '../../src/sandbox/imap/flags.ts'
import { putContent } from '../../src/sandbox/mime/content.ts'
import type { Folder as StoredFolder, Message } from '../../src/sandbox/dingtalk/store/folder.ts'
import type { Folder, Marks } from './mailboxes.ts'
import { mimeOf, receivedAt, type Handle, type People } from './world.ts'

/** People at work in the DingTalk mailbox, by its store and not over a protocol. */
export function dingtalkPeople({ dingtalk, shared, ready }: Sandbox): People {
  const mailbox = () => dingtalk.mailbox(ready.accounts.dingtalk.address)
  const folderOf = ({ role, name }: Folder): StoredFolder => {
    const folder = role === undefined ? mailbox().folderAt([name]) : mailbox().folderOf(role)
    if (folder === undefined) throw new Error(`DingTalk has no folder ${name}`)
    return folder
  }
  const messageOf = (handle: Handle): Message => {
    const message = mailbox().messages.get(String(handle))
    if (message === undefined) throw new Error('DingTalk has no such message')
    return message
  }
  return {
    handleOf: (id) => id,
    deliver: (folder, mail, marks) =>
      mailbox().add(folderOf(folder), { content: putContent(shared.blobs, mimeOf(mail)), receivedAt: receivedAt(mail.serial), flags: flagsOf(0, marks) }).id,
    mark: (handle, change) => void mailbox().setFlags(messageOf(handle), flagsOf(messageOf(handle).flags, change)),
    move: (handle, folder) => void mailbox().move(messageOf(handle), folderOf(folder)),
    expunge: (handle) => mailbox().remove(messageOf(handle)),
    createFolder: ({ name }) => void mailbox().addFolder(name),
    renameFolder: (folder, name) => {
      const found = folderOf(folder)
      found.name = found.displayName = name
    },
  }
}

function flagsOf(before: number, { read, flag, answered }: Partial<Marks>): number {
  const put = (flags: number, bit: number, isSet: boolean | undefined): number => (isSet === undefined ? flags : isSet ? flags | bit : flags & ~bit)
  return put(put(put(before, SEEN, read), FLAGGED, flag === undefined ? undefined : flag === 'flagged'), ANSWERED, answered)
}
