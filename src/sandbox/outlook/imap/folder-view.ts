import type { FolderWatcher, ImapFolder } from '../../imap/mailbox.ts'
import type { SnapshotRole } from '../../snapshot.ts'
import type { World } from '../call.ts'
import type { Folder, Mailbox, Message } from '../state.ts'
import { MessageView } from './message-view.ts'

const ROLES: Readonly<Record<string, SnapshotRole>> = { inbox: 'inbox', sentitems: 'sent', drafts: 'drafts', deleteditems: 'trash', junkemail: 'junk' }

/** One folder as IMAP shows it: the same messages, in the order in which they came. It takes in what changed when it is asked to. */
export class FolderView implements ImapFolder {
  readonly folder: Folder
  /** Absent at the top level. */
  parent?: FolderView
  readonly uidValidity: number
  uidNext = 1
  modSeq = 1
  subscribed = true
  readonly messages: MessageView[] = []
  readonly watchers = new Set<FolderWatcher>()
  readonly #world: World
  readonly #mailbox: Mailbox
  readonly #views = new Map<number, MessageView>()
  #seenSeq = -1

  constructor(world: World, mailbox: Mailbox, folder: Folder) {
    this.#world = world
    this.#mailbox = mailbox
    this.folder = folder
    this.uidValidity = 14 + folder.n
  }

  get role(): SnapshotRole | undefined {
    return ROLES[this.folder.alias ?? '']
  }

  /** The inbox has one name in IMAP, in whatever language the mailbox is. */
  get path(): string[] {
    const name = this.folder.alias === 'inbox' ? 'INBOX' : this.folder.name
    return this.parent ? [...this.parent.path, name] : [name]
  }

  viewOf(message: Message): MessageView | undefined {
    return this.#views.get(message.n)
  }

  /** Takes in what came, went and changed since it was last asked. */
  refresh(): void {
    if (this.#seenSeq === this.#mailbox.seq) return
    this.#seenSeq = this.#mailbox.seq
    const { items } = this.folder
    for (const view of this.#views.values()) if (items.get(view.message.n)?.arrivedSeq !== view.arrivedSeq) this.#take(view)
    const added: Message[] = []
    for (const message of items.values()) {
      const view = this.#views.get(message.n)
      if (view) this.retell(view)
      else added.push(message)
    }
    for (const message of added.sort((a, b) => a.arrivedSeq - b.arrivedSeq)) this.#put(message)
  }

  /** Tells everyone but the one who did it of the flags that a message now has. */
  retell(view: MessageView, by?: FolderWatcher): void {
    const flags = view.flagsNow
    if (flags === view.flags) return
    view.flags = flags
    view.modSeq = ++this.modSeq
    for (const watcher of this.watchers) if (watcher !== by) watcher.changed(view)
  }

  #put(message: Message): void {
    const view = new MessageView(this.#world, this.#mailbox, message, this.uidNext++)
    view.modSeq = ++this.modSeq
    this.#views.set(message.n, view)
    this.messages.push(view)
    for (const watcher of this.watchers) watcher.added(view)
  }

  #take(view: MessageView): void {
    view.gone = true
    this.modSeq++
    this.#views.delete(view.message.n)
    this.messages.splice(this.messages.indexOf(view), 1)
    for (const watcher of this.watchers) watcher.removed(view)
  }
}
