import { createHash, randomUUID } from 'node:crypto'
import type { Folder, Mailbox, MailboxChange, Message } from './state.ts'
import { WELL_KNOWN } from './well-known.ts'

/** An empty mailbox with its well-known folders. */
export function createMailbox(address: string, displayName: string): Mailbox {
  const digest = createHash('sha256').update(address.toLowerCase()).digest()
  const hex = digest.toString('hex')
  const mailbox: Mailbox = {
    address,
    state: 'open',
    displayName,
    userId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    key: digest.subarray(16, 32),
    seq: 0,
    nextNumber: 1,
    folders: new Map(),
    folderRemovals: [],
    messages: new Map(),
    aliases: new Map(),
    rules: [],
    syncGeneration: 1,
    watchers: new Set(),
  }
  for (const known of WELL_KNOWN) {
    const parent = known.parent === undefined ? undefined : mailbox.aliases.get(known.parent)
    mailbox.aliases.set(known.alias, addFolder(mailbox, { name: known.name, parent, alias: known.alias, hidden: known.hidden === true }))
  }
  return mailbox
}

/** The folder behind an alias that every mailbox has. */
export function wellKnownFolder(mailbox: Mailbox, alias: string): Folder {
  const folder = mailbox.aliases.get(alias)
  if (folder === undefined) throw new Error(`no folder ${alias}`)
  return folder
}

export function addFolder(mailbox: Mailbox, folder: Pick<Folder, 'name' | 'parent' | 'alias' | 'hidden'>): Folder {
  const made: Folder = { ...folder, n: mailbox.nextNumber++, seq: 0, items: new Map(), removals: [] }
  touchFolder(mailbox, made)
  return made
}

/** Notes a change that folder delta reports. */
export function touchFolder(mailbox: Mailbox, folder: Folder): void {
  folder.seq = ++mailbox.seq
  mailbox.folders.delete(folder.n)
  mailbox.folders.set(folder.n, folder)
}

export function childrenOf(mailbox: Mailbox, parent: Folder): Folder[] {
  return [...mailbox.folders.values()].filter((folder) => folder.parent === parent)
}

/** Whether `folder` is `ancestor` or lies below it. */
export function isWithin(folder: Folder, ancestor: Folder): boolean {
  for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) if (at === ancestor) return true
  return false
}

/** Takes a folder, what is below it and all their messages away for good. */
export function removeFolder(mailbox: Mailbox, folder: Folder): void {
  for (const child of childrenOf(mailbox, folder)) removeFolder(mailbox, child)
  for (const message of [...folder.items.values()]) removeMessage(mailbox, message)
  mailbox.folders.delete(folder.n)
  mailbox.folderRemovals.push({ seq: ++mailbox.seq, n: folder.n, gen: 0, arrivedSeq: 0 })
}

/** Puts a new message into its folder. */
export function addMessage(mailbox: Mailbox, message: Message): void {
  enterFolder(mailbox, message)
  tell(mailbox, { type: 'created', message, folder: message.folder, gen: message.gen })
}

function enterFolder(mailbox: Mailbox, message: Message): void {
  message.seq = message.contentSeq = message.arrivedSeq = ++mailbox.seq
  mailbox.messages.set(message.n, message)
  message.folder.items.set(message.n, message)
}

/** Notes a change that message delta reports. `readState`: nothing but the read state changed. */
export function touchMessage(mailbox: Mailbox, message: Message, at: number, readState = false): void {
  message.seq = ++mailbox.seq
  if (!readState) message.contentSeq = message.seq
  message.modifiedAt = at
  message.folder.items.delete(message.n)
  message.folder.items.set(message.n, message)
  tell(mailbox, { type: 'updated', message, folder: message.folder, gen: message.gen })
}

/** Moves a message; its default id changes. */
export function moveMessage(mailbox: Mailbox, message: Message, to: Folder, at: number): void {
  if (message.folder === to) return
  const { folder: from, gen } = message
  leaveFolder(mailbox, message)
  message.gen++
  message.folder = to
  message.modifiedAt = at
  enterFolder(mailbox, message)
  tell(mailbox, { type: 'deleted', message, folder: from, gen, movedWith: to })
  tell(mailbox, { type: 'created', message, folder: to, gen: message.gen, movedWith: from })
}

/** Takes a message away for good. */
export function removeMessage(mailbox: Mailbox, message: Message): void {
  leaveFolder(mailbox, message)
  mailbox.messages.delete(message.n)
  tell(mailbox, { type: 'deleted', message, folder: message.folder, gen: message.gen })
}

/** A Message-ID as Exchange makes them up. */
export function newInternetMessageId(): string {
  return `<${randomUUID().replaceAll('-', '').toUpperCase()}@TYZPR01MB0001.apcprd01.prod.exchangelabs.com>`
}

function leaveFolder(mailbox: Mailbox, message: Message): void {
  message.folder.items.delete(message.n)
  message.folder.removals.push({ seq: ++mailbox.seq, n: message.n, gen: message.gen, arrivedSeq: message.arrivedSeq })
}

/** Takes all messages away for good, and leaves the folders. */
export function emptyMailbox(mailbox: Mailbox): void {
  for (const message of [...mailbox.messages.values()]) removeMessage(mailbox, message)
}

function tell(mailbox: Mailbox, change: MailboxChange): void {
  for (const watcher of mailbox.watchers) watcher(change)
}
