import type { Binding } from '../domain/binding.ts'
import type { Folder, FolderRef } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { indexFolders, type FolderIndex } from '../reconcile/folder-index.ts'
import type { ChangeSet, PairStore } from './ports.ts'

/**
 * The rows that a pass works on, kept in step with what it commits. Changes that come while a commit is under way are
 * committed together: a commit is a disk flush, and a flush per message would be most of the time.
 */
export class Mirror {
  readonly #store: PairStore
  readonly #items = new Map<ItemRef, Item>()
  readonly #held = new Map<ItemRef, Item>()
  readonly #bindings = new Map<string, Binding>()
  readonly #bindingOf = new Map<string, string>()
  #folders = new Map<FolderRef, Folder>()
  #index: FolderIndex | undefined
  readonly #gathered: { readonly changes: ChangeSet; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []
  #draining = false
  #failure: { readonly error: unknown } | undefined

  constructor(store: PairStore) {
    this.#store = store
  }

  async loadFolders(): Promise<void> {
    this.#folders = new Map((await this.#store.folders()).map((folder) => [folder.ref, folder]))
    for (const binding of await this.#store.folderBindings()) this.#putBinding(binding)
    this.#index = undefined
  }

  /** Rows that were read from the store, for `item` and `binding` to find. */
  hold(items: readonly Item[], bindings: readonly Binding[]): void {
    for (const item of items) {
      this.#items.set(item.ref, item)
      this.#held.set(item.ref, item)
    }
    for (const binding of bindings) this.#putBinding(binding)
  }

  /** The row as it was read from the store: what was planned was planned on it, whatever has been seen since. */
  planned(ref: ItemRef): Item | undefined {
    return this.#held.get(ref)
  }

  item(ref: ItemRef): Item | undefined {
    return this.#items.get(ref)
  }

  binding(id: string): Binding | undefined {
    return this.#bindings.get(id)
  }

  bindingOf(ref: string): Binding | undefined {
    const id = this.#bindingOf.get(ref)
    return id === undefined ? undefined : this.#bindings.get(id)
  }

  folder(ref: FolderRef): Folder | undefined {
    return this.#folders.get(ref)
  }

  /** Folders of both sides, gone ones too. */
  get allFolders(): Folder[] {
    return [...this.#folders.values()]
  }

  get folderBindings(): Binding[] {
    return [...this.#bindings.values()].filter((binding) => binding.kind === 'folder')
  }

  /** The folder trees as they are now. */
  get folders(): FolderIndex {
    this.#index ??= indexFolders(this.allFolders, this.folderBindings)
    return this.#index
  }

  /** The folder trees as they will be once these `bind-folder` operations are done: what a dry run speaks of. */
  foldersOnceBound(operations: readonly Operation[]): FolderIndex {
    const binds = operations.flatMap((operation): Binding[] =>
      operation.kind === 'bind-folder' ? [{ id: `${operation.left} ${operation.right}`, kind: 'folder', left: operation.left, right: operation.right, status: 'live', since: '' }] : [],
    )
    if (binds.length === 0) return this.folders
    return indexFolders(this.allFolders, [...this.folderBindings, ...binds])
  }

  /** Takes the rows over at once; resolves when they are durable. Calls made while a commit is under way share the next one. */
  commit(changes: ChangeSet): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
    this.#take(changes)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#gathered.push({ changes, resolve, reject })
    if (!this.#draining) void this.#drain()
    return promise
  }

  async #drain(): Promise<void> {
    this.#draining = true
    while (this.#gathered.length > 0) {
      await Promise.resolve()
      const waiting = this.#gathered.splice(0)
      try {
        await this.#store.commit(mergeChanges(waiting.map(({ changes }) => changes)))
        for (const { resolve } of waiting) resolve()
      } catch (error) {
        this.#failure = { error }
        for (const { reject } of [...waiting, ...this.#gathered.splice(0)]) reject(error)
      }
    }
    this.#draining = false
  }

  #take(changes: ChangeSet): void {
    for (const item of changes.items ?? []) this.#items.set(item.ref, item)
    for (const ref of changes.deletedItems ?? []) this.#items.delete(ref)
    for (const id of changes.deletedBindings ?? []) this.#dropBinding(id)
    for (const binding of changes.bindings ?? []) this.#putBinding(binding)
    for (const folder of changes.folders ?? []) this.#folders.set(folder.ref, folder)
    const touchesFolders = (changes.folders ?? []).length > 0 || (changes.bindings ?? []).some((binding) => binding.kind === 'folder') || (changes.deletedBindings ?? []).length > 0
    if (touchesFolders) this.#index = undefined
  }

  #putBinding(binding: Binding): void {
    this.#dropBinding(binding.id)
    this.#bindings.set(binding.id, binding)
    for (const ref of [binding.left, binding.right]) if (ref !== undefined) this.#bindingOf.set(ref, binding.id)
  }

  #dropBinding(id: string): void {
    const before = this.#bindings.get(id)
    this.#bindings.delete(id)
    for (const ref of [before?.left, before?.right]) if (ref !== undefined && this.#bindingOf.get(ref) === id) this.#bindingOf.delete(ref)
  }
}

/** One change set that has the effect of several in a row: later rows replace earlier ones with the same key. */
export function mergeChanges(sets: readonly ChangeSet[]): ChangeSet {
  const [only] = sets
  if (sets.length === 1 && only !== undefined) return only
  const last = <Row>(rows: (set: ChangeSet) => readonly Row[] | undefined, key: (row: Row) => string): Row[] => [
    ...new Map(sets.flatMap((set) => rows(set) ?? []).map((row) => [key(row), row])).values(),
  ]
  const all = <Row>(rows: (set: ChangeSet) => readonly Row[] | undefined): Row[] => sets.flatMap((set) => rows(set) ?? [])
  return {
    folders: last((set) => set.folders, (folder) => folder.ref),
    items: last((set) => set.items, (item) => item.ref),
    deletedItems: all((set) => set.deletedItems),
    bindings: last((set) => set.bindings, (binding) => binding.id),
    deletedBindings: all((set) => set.deletedBindings),
    checkpoints: all((set) => set.checkpoints),
    begun: all((set) => set.begun),
    settled: all((set) => set.settled),
    audit: all((set) => set.audit),
    events: all((set) => set.events),
    matched: all((set) => set.matched),
    setAside: last((set) => set.setAside, (row) => row.item),
    released: all((set) => set.released),
    carried: all((set) => set.carried),
    facts: Object.assign({}, ...sets.map((set) => set.facts ?? {})),
  }
}
