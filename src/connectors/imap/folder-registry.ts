import { notFound } from './errors.ts'
import type { KnownFolder } from './folder-ids.ts'
import { newFolderId } from './folder-ids.ts'
import type { SeenFolder } from './list-folders.ts'

/** Scope of the checkpoint that holds the ids of folders. */
export const FOLDERS_SCOPE = 'folders'

/** Which folder lies at which path, as far as it is known now. */
export class FolderRegistry {
  #known = new Map<string, KnownFolder>()
  #seen = new Map<string, SeenFolder>()

  /** Takes over what a checkpoint tells, unless we know better since. */
  remember(checkpoint: string | undefined): void {
    if (checkpoint === undefined) return
    for (const [id, folder] of Object.entries<KnownFolder>(JSON.parse(checkpoint))) if (!this.#known.has(id)) this.#known.set(id, folder)
  }

  known(): ReadonlyMap<string, KnownFolder> {
    return this.#known
  }

  /** Replaces everything by a listing. */
  replace(folders: readonly SeenFolder[], ids: ReadonlyMap<string, string>): void {
    this.#known = new Map()
    this.#seen = new Map()
    for (const folder of folders) {
      const id = ids.get(folder.path)
      if (id === undefined) continue
      this.#known.set(id, { path: folder.path, uidValidity: folder.uidValidity })
      this.#seen.set(id, folder)
    }
  }

  /** Adds what is not known yet by the id that it would get, keeping the rest. */
  add(folders: readonly SeenFolder[]): void {
    const byPath = new Map([...this.#known].map(([id, { path }]) => [path, id]))
    for (const folder of folders) {
      const id = byPath.get(folder.path) ?? newFolderId(folder, (taken) => this.#known.has(taken))
      this.#known.set(id, { path: folder.path, uidValidity: folder.uidValidity })
      this.#seen.set(id, folder)
    }
  }

  /** The folder as it was last listed. */
  seen(id: string): SeenFolder | undefined {
    return this.#seen.get(id)
  }

  /** Paths of the folders, besides the inbox, that mail is sent from or may be filed into; that of sent mail first. */
  othersThanInbox(): readonly string[] {
    const folders = [...this.#known].map(([id, { path }]) => ({ path, role: this.#seen.get(id)?.role, readable: this.#seen.get(id)?.readable ?? 'yes' }))
    const meant = folders.filter(({ path, role, readable }) => readable === 'yes' && path.toUpperCase() !== 'INBOX' && role !== 'drafts')
    return meant.sort((a, b) => Number(b.role === 'sent') - Number(a.role === 'sent')).map(({ path }) => path)
  }

  idOf(path: string): string | undefined {
    for (const [id, folder] of this.#known) if (folder.path === path) return id
    return undefined
  }

  /** @throws {SyncError} `NOT_FOUND` */
  pathOf(id: string): string {
    const folder = this.#known.get(id)
    if (folder === undefined) throw notFound()
    return folder.path
  }

  /** A folder and those under it lie elsewhere now. */
  rename(from: string, to: string, delimiter: string): void {
    for (const [id, folder] of this.#known) {
      const isUnder = folder.path.startsWith(from + delimiter)
      if (folder.path !== from && !isUnder) continue
      const path = to + folder.path.slice(from.length)
      this.#known.set(id, { ...folder, path })
      const seen = this.#seen.get(id)
      if (seen !== undefined) this.#seen.set(id, { ...seen, path })
    }
  }

  forget(id: string): void {
    this.#known.delete(id)
    this.#seen.delete(id)
  }

  checkpoint(): string {
    return JSON.stringify(Object.fromEntries(this.#known))
  }
}
