import type { World } from '../call.ts'
import { wellKnownFolder } from '../mailbox.ts'
import type { Folder, Mailbox } from '../state.ts'
import { FolderView } from './folder-view.ts'

/** All folders of one mailbox as IMAP shows them, kept as long as the sandbox runs: UIDs never change. */
export class FolderViews {
  readonly mailbox: Mailbox
  readonly #world: World
  readonly #views = new Map<number, FolderView>()

  constructor(world: World, mailbox: Mailbox) {
    this.#world = world
    this.mailbox = mailbox
  }

  /** The visible tree as it is now. Folders that are gone lose their sessions. */
  now(): ReadonlyMap<number, FolderView> {
    const root = wellKnownFolder(this.mailbox, 'msgfolderroot')
    const shown = new Map<number, FolderView>()
    const show = (folder: Folder): FolderView | undefined => {
      const known = shown.get(folder.n)
      if (known || folder.hidden || !folder.parent) return known
      const parent = folder.parent === root ? undefined : show(folder.parent)
      if (folder.parent !== root && !parent) return undefined
      const view = this.#viewOf(folder, parent)
      shown.set(folder.n, view)
      return view
    }
    for (const folder of this.mailbox.folders.values()) show(folder)
    for (const [n, view] of this.#views) {
      if (shown.get(n) === view) continue
      this.#views.delete(n)
      for (const watcher of [...view.watchers]) watcher.lost()
    }
    return shown
  }

  /** Tells every session what happened in the folder that it has open. */
  refreshWatched(): void {
    for (const view of this.#views.values()) if (view.watchers.size > 0) view.refresh()
  }

  #viewOf(folder: Folder, parent: FolderView | undefined): FolderView {
    const view = this.#views.get(folder.n) ?? new FolderView(this.#world, this.mailbox, folder)
    if (parent) view.parent = parent
    else delete view.parent
    this.#views.set(folder.n, view)
    return view
  }
}
