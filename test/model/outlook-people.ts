import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { decodeId } from '../../src/sandbox/outlook/ids.ts'
import { addFolder, moveMessage, removeMessage, touchFolder, touchMessage, wellKnownFolder } from '../../src/sandbox/outlook/mailbox.ts'
import { LAST_VERB } from '../../src/sandbox/outlook/properties.ts'
import type { Folder as StoredFolder, Message } from '../../src/sandbox/outlook/state.ts'
import type { Folder, Marks } from './mailboxes.ts'
import { mimeOf, receivedAt, type Handle, type People } from './world.ts'

const ALIASES = { inbox: 'inbox', sent: 'sentitems', junk: 'junkemail', trash: 'deleteditems' } as const

/** People at work in the Outlook mailbox, by its store and not over a protocol. */
export function outlookPeople({ outlook, shared, ready }: Sandbox): People {
  const { address } = ready.accounts.outlook
  const mailbox = () => outlook.mailbox(address)
  const top = () => wellKnownFolder(mailbox(), 'msgfolderroot')
  const folderOf = ({ role, name }: Folder): StoredFolder => {
    if (role !== undefined) return wellKnownFolder(mailbox(), ALIASES[role])
    const folder = [...mailbox().folders.values()].find((each) => each.parent === top() && each.name === name)
    if (folder === undefined) throw new Error(`Outlook has no folder ${name}`)
    return folder
  }
  const messageOf = (handle: Handle): Message => {
    const message = mailbox().messages.get(Number(handle))
    if (message === undefined) throw new Error('Outlook has no such message')
    return message
  }
  return {
    handleOf: (id) => decodeId(mailbox(), id)?.n ?? 0,
    deliver: (folder, mail, marks) => {
      const message = outlook.deliver(address, mimeOf(mail), { folder: folderOf(folder), receivedAt: receivedAt(mail.serial) })
      setMarks(message, marks)
      return message.n
    },
    mark: (handle, change) => {
      const message = messageOf(handle)
      setMarks(message, change)
      touchMessage(mailbox(), message, shared.clock.now(), Object.keys(change).join() === 'read')
    },
    move: (handle, folder) => moveMessage(mailbox(), messageOf(handle), folderOf(folder), shared.clock.now()),
    expunge: (handle) => removeMessage(mailbox(), messageOf(handle)),
    createFolder: ({ name }) => void addFolder(mailbox(), { name, parent: top(), alias: undefined, hidden: false }),
    renameFolder: (folder, name) => {
      const found = folderOf(folder)
      found.name = name
      touchFolder(mailbox(), found)
    },
  }
}

/** A reply is the last verb 102, none is 0 (MS-OXOMSG, PidTagLastVerbExecuted). */
function setMarks(message: Message, { read, flag, answered, tags }: Partial<Marks>): void {
  if (read !== undefined) message.isRead = read
  if (flag !== undefined) message.flag = { flagStatus: flag === 'none' ? 'notFlagged' : flag }
  if (answered !== undefined) message.properties = new Map([...(message.properties ?? []), [LAST_VERB, answered ? '102' : '0']])
  if (tags !== undefined) message.categories = tags === '' ? [] : tags.split(',')
}
