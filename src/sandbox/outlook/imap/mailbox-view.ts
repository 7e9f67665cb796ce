import type { Appended, FolderWatcher, ImapMailbox } from '../../imap/mailbox.ts'
import { readContent } from '../../mime/content.ts'
import { ANSWERED, DELETED, DRAFT, FLAGGED, SEEN } from '../../imap/flags.ts'
import type { World } from '../call.ts'
import { addFolder, addMessage, moveMessage, removeFolder, touchFolder, touchMessage, wellKnownFolder } from '../mailbox.ts'
import { readHeader } from '../mime-headers.ts'
import { fromMime, settle } from '../new-message.ts'
import { LAST_VERB } from '../properties.ts'
import { sendNotReadReceipt, sendReadReceipt } from '../receipts.ts'
import { NOT_FLAGGED, type Mailbox, type Message } from '../state.ts'
import { forgetMime } from '../value.ts'
import type { FolderView } from './folder-view.ts'
import type { FolderViews } from './folder-views.ts'
import type { MessageView } from './message-view.ts'

const REPLIED = '102'

/** The mailbox that Graph shows, for one client of IMAP. */
export class MailboxView implements ImapMailbox {
  readonly #world: World
  readonly #views: FolderViews
  readonly #client: string

  constructor(world: World, views: FolderViews, client: string) {
    this.#world = world
    this.#views = views
    this.#client = client
  }

  get folders(): ReadonlyMap<number, FolderView> {
    return this.#views.now()
  }

  folderAt(path: readonly string[]): FolderView | undefined {
    const wanted = path.map((name, depth) => (depth === 0 && name.toUpperCase() === 'INBOX' ? 'INBOX' : name)).join('/')
    const folder = [...this.folders.values()].find((each) => each.path.join('/') === wanted)
    folder?.refresh()
    return folder
  }

  children(parent: FolderView | undefined): FolderView[] {
    return [...this.folders.values()].filter((folder) => folder.parent === parent)
  }

  addFolder(name: string, parent?: FolderView): FolderView {
    const above = parent?.folder ?? wellKnownFolder(this.#mailbox, 'msgfolderroot')
    const made = addFolder(this.#mailbox, { name, parent: above, alias: undefined, hidden: false })
    return known(this.folders.get(made.n))
  }

  removeFolder(folder: FolderView): void {
    removeFolder(this.#mailbox, folder.folder)
  }

  renameFolder({ folder }: FolderView, name: string, parent: FolderView | undefined): void {
    folder.name = name
    folder.parent = parent?.folder ?? wellKnownFolder(this.#mailbox, 'msgfolderroot')
    touchFolder(this.#mailbox, folder)
  }

  isFull(): boolean {
    return false
  }

  /** A message that is no draft unless it says so. What has no header gets one. */
  async add(folder: FolderView, { content, receivedAt, flags }: Appended): Promise<MessageView> {
    const { shared, switches } = this.#world
    const now = shared.clock.now()
    const given = readContent(shared.blobs, content)
    const mime = readHeader(given) === undefined ? Buffer.concat([Buffer.from('MIME-Version: 1.0\r\n\r\n'), given]) : given
    const { message } = fromMime({ world: this.#world, mailbox: this.#mailbox, now }, mime, folder.folder)
    Object.assign(message, { isDraft: (flags & DRAFT) !== 0, receivedAt: receivedAt ?? now }, marksOf(message, flags))
    if (!switches.appendKeepsMime) await forgetMime(this.#world, message)
    settle({ mailbox: this.#mailbox }, message)
    if (message.isRead && switches.appendedReadSendsReceipt) sendReadReceipt(this.#who, message)
    folder.refresh()
    return known(folder.viewOf(message))
  }

  /** Out of sight, into Recoverable Items. */
  remove({ message }: MessageView): void {
    this.#moveTo(message, 'recoverableitemsdeletions')
  }

  move({ message }: MessageView, folder: FolderView): MessageView {
    sendNotReadReceipt(this.#who, message, folder.folder)
    moveMessage(this.#mailbox, message, folder.folder, this.#world.shared.clock.now())
    folder.refresh()
    return known(folder.viewOf(message))
  }

  copy({ message }: MessageView, folder: FolderView): MessageView {
    const now = this.#world.shared.clock.now()
    const twin: Message = { ...message, n: this.#mailbox.nextNumber++, gen: 0, folder: folder.folder, createdAt: now, modifiedAt: now }
    addMessage(this.#mailbox, twin)
    folder.refresh()
    return known(folder.viewOf(twin))
  }

  setFlags(view: MessageView, flags: number, by?: FolderWatcher): boolean {
    const { message } = view
    const before = view.flagsNow
    view.deleted = (flags & DELETED) !== 0
    const marks = before & ~(DELETED | DRAFT)
    if (marks !== (flags & ~(DELETED | DRAFT))) {
      const wasRead = message.isRead
      Object.assign(message, marksOf(message, flags))
      if (!wasRead && message.isRead) sendReadReceipt(this.#who, message)
      touchMessage(this.#mailbox, message, this.#world.shared.clock.now(), (marks ^ flags) === SEEN)
    }
    if (view.flagsNow === before) return false
    this.#viewsOf(view)?.retell(view, by)
    return true
  }

  get #mailbox(): Mailbox {
    return this.#views.mailbox
  }

  get #who() {
    return { world: this.#world, mailbox: this.#mailbox, client: this.#client }
  }

  #viewsOf({ message }: MessageView): FolderView | undefined {
    return this.folders.get(message.folder.n)
  }

  #moveTo(message: Message, alias: string): void {
    const to = wellKnownFolder(this.#mailbox, alias)
    sendNotReadReceipt(this.#who, message, to)
    moveMessage(this.#mailbox, message, to, this.#world.shared.clock.now())
  }
}

/** What flags say about a message. An answer that is taken back is forgotten, a forward is not IMAP's to forget. */
function marksOf(message: Message, flags: number): Partial<Message> {
  const properties = new Map(message.properties)
  const verb = properties.get(LAST_VERB)
  if (flags & ANSWERED && verb !== '103') properties.set(LAST_VERB, REPLIED)
  if (!(flags & ANSWERED) && (verb === REPLIED || verb === '103')) properties.delete(LAST_VERB)
  const isFlagged = (flags & FLAGGED) !== 0
  const wasFlagged = message.flag.flagStatus === 'flagged'
  return {
    isRead: (flags & SEEN) !== 0,
    flag: isFlagged === wasFlagged ? message.flag : isFlagged ? { flagStatus: 'flagged' } : NOT_FLAGGED,
    properties: properties.size === 0 ? undefined : properties,
  }
}

function known<View>(view: View | undefined): View {
  if (view === undefined) throw new Error('not in the mailbox of the sandbox')
  return view
}
