import { parseId } from '../imap/message-id.ts'
import type { FolderMap } from './folder-map.ts'
import type { JoinKeys, TagFact } from './join-index.ts'
import type { JoinNote } from './join-notes.ts'
import type { Newcomer } from './look.ts'
import { LooseIndex } from './loose-index.ts'

/** What was told of a message. Sure: by the message itself or by its folder, and not by the search. */
export interface Told {
  /** Its folder is an id of the OpenAPI. */
  readonly fact: TagFact
  readonly isSure: boolean
}

/** Whether two notes show the same tags. */
export type IsSame = (one: readonly string[], other: readonly string[]) => boolean

/** Who is who on the two channels, while one look puts together what they tell. */
export class JoinBook {
  /** What the OpenAPI tells now, by ids of IMAP. */
  readonly news = new Map<string, TagFact>()
  /** Messages of IMAP of which the OpenAPI is still to be asked, and by which id. */
  readonly doubtful = new Map<string, string>()
  /** What was known when the look began, by ids of IMAP. */
  readonly before: ReadonlyMap<string, JoinNote>
  readonly #folders: FolderMap
  readonly #isSame: IsSame
  readonly #owners = new Map<string, string>()
  readonly #loose = new LooseIndex()
  #byKeys: ReadonlyMap<string, readonly string[]> | undefined
  /** Told of messages that IMAP has not shown. */
  readonly #pending = new Map<string, Told>()
  readonly #gone = new Set<string>()
  /** Messages that IMAP no longer shows under these ids. */
  readonly #void = new Set<string>()

  constructor(notes: Iterable<readonly [id: string, note: JoinNote]>, folders: FolderMap, isSame: IsSame) {
    this.before = new Map(notes)
    this.#folders = folders
    this.#isSame = isSame
    for (const [id, { keys, there }] of this.before) {
      if (there === undefined) this.#loose.add(id, folderOf(id), keys)
      else this.#owners.set(there, id)
    }
  }

  /** Takes in what was told of one message. */
  take(told: Told): void {
    const { fact } = told
    const owner = this.#owners.get(fact.id)
    const isThere = owner !== undefined && !this.#hasLeft(owner, fact)
    const id = isThere ? owner : this.#claim(fact, (here) => this.#loose.find(fact.keys, here))
    if (id === undefined) this.#pending.set(fact.id, told)
    const whose = id ?? owner
    if (whose !== undefined) this.#tell(whose, told, this.before.get(whose) ?? (owner === undefined ? undefined : this.before.get(owner)))
  }

  /** Takes in again what belonged to no message. */
  retake(): void {
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const told of pending) this.take(told)
  }

  /**
   * By Message-ID alone, where no other message of the folder has it: the channels may count sizes or seconds differently. Only of use
   * once all messages that could be meant are known.
   */
  takeNamed(isWanted: (told: Told) => boolean): void {
    const byName = Map.groupBy(this.#pending.values(), ({ fact }) => `${fact.folder} ${fact.keys.messageId}`)
    for (const [told, ...others] of byName.values()) {
      if (told === undefined || others.length > 0 || !isWanted(told)) continue
      const id = this.#claim(told.fact, (here) => this.#loose.findNamed(told.fact.keys, here))
      if (id === undefined) continue
      this.#pending.delete(told.fact.id)
      this.#tell(id, told, this.before.get(id))
    }
  }

  /** IMAP shows these for the first time. */
  meet(newcomers: readonly Newcomer[]): void {
    for (const { id, folderId, keys } of newcomers) this.#loose.add(id, folderId, keys)
    const validities = new Map(newcomers.map(({ id, folderId }) => [folderId, parseId(id).uidValidity]))
    for (const id of this.before.keys()) {
      const { folderId, uidValidity } = parseId(id)
      if ((validities.get(folderId) ?? uidValidity) !== uidValidity) this.#leave(id)
    }
    this.retake()
  }

  /** IMAP was listed: what it no longer has keeps nobody from being told apart. */
  keepOnly(isKept: (id: string) => boolean): void {
    for (const [id, { keys }] of this.before) {
      if (isKept(id)) continue
      this.#loose.remove(id, folderOf(id), keys)
      this.#leave(id)
    }
    this.retake()
  }

  /** The OpenAPI has no message of this id. */
  forget(there: string): void {
    const owner = this.#owners.get(there)
    this.#gone.add(there)
    this.#owners.delete(there)
    for (const [id, each] of this.doubtful) if (each === there) this.doubtful.delete(id)
    const note = owner === undefined ? undefined : this.before.get(owner)
    if (owner !== undefined && note !== undefined) this.#loose.add(owner, folderOf(owner), note.keys)
  }

  isGone(there: string): boolean {
    return this.#gone.has(there)
  }

  /** What was known of a newcomer under the id that it had before it moved; nothing in doubt. */
  former({ id, folderId, keys }: Pick<Newcomer, 'id' | 'folderId' | 'keys'>): JoinNote | undefined {
    const left = this.#alike(keys).filter((each) => each !== id && (folderOf(each) !== folderId || this.#void.has(each)) && !this.#isStillThere(each))
    const notes = left.flatMap((each) => this.before.get(each) ?? [])
    const [first] = notes
    return first !== undefined && notes.every((note) => this.#isSame(note.tags, first.tags) && note.forwarded === first.forwarded) ? first : undefined
  }

  /** Whether it may be a message of its folder that was taken out and put back, which is told when IMAP no longer lists the other. */
  mayReplace({ id, folderId, keys }: Newcomer): boolean {
    return this.#alike(keys).some((each) => each !== id && folderOf(each) === folderId && !this.#void.has(each))
  }

  /** Whether another newcomer cannot be told from this one. */
  hasTwins({ keys, folderId }: Newcomer): boolean {
    return this.#loose.hasTwins(keys, folderId)
  }

  /** Folders of the OpenAPI that hold messages of which something was told, and of which it is not known which they are on IMAP. */
  unknownFolders(): readonly string[] {
    return [...new Set([...this.#pending.values()].map(({ fact }) => fact.folder))].filter((folder) => this.#folders.here(folder) === undefined)
  }

  /** What was told of it is another's, if it is anyone's. */
  #leave(id: string): void {
    if (this.#void.has(id)) return
    this.#void.add(id)
    const fact = this.news.get(id)
    if (fact !== undefined) this.take({ fact, isSure: true })
  }

  #tell(id: string, { fact, isSure }: Told, before: JoinNote | undefined): void {
    if (!isSure && this.news.has(id)) return
    const isKnown = before !== undefined && this.#isSame(before.tags, fact.tags)
    if (!isSure && !isKnown) return void this.doubtful.set(id, fact.id)
    this.news.set(id, isSure ? fact : { ...fact, forwarded: fact.forwarded || before?.forwarded === true })
    this.doubtful.delete(id)
  }

  #alike(keys: JoinKeys): readonly string[] {
    this.#byKeys ??= Map.groupBy(this.before.keys(), (each) => textOf(this.before.get(each)?.keys))
    return this.#byKeys.get(textOf(keys)) ?? []
  }

  #claim(fact: TagFact, find: (here: string) => ReturnType<LooseIndex['find']>): string | undefined {
    const here = this.#folders.here(fact.folder)
    const loose = here === undefined ? undefined : find(here)
    if (here === undefined || loose === undefined) return undefined
    this.#loose.remove(loose.id, here, loose.keys)
    this.#owners.set(fact.id, loose.id)
    return loose.id
  }

  #hasLeft(owner: string, { folder }: TagFact): boolean {
    const here = this.#folders.here(folder)
    return this.#void.has(owner) || (here !== undefined && here !== folderOf(owner))
  }

  #isStillThere(id: string): boolean {
    const fact = this.news.get(id)
    return fact !== undefined && this.#folders.here(fact.folder) === folderOf(id) && !this.#void.has(id)
  }
}

const textOf = (keys: JoinKeys | undefined): string => `${keys?.messageId ?? ''} ${keys?.arrival}`

const folderOf = (id: string): string => parseId(id).folderId
