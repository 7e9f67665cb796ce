import { toFact, type JoinKeys, type TagFact } from './join-index.ts'
import { JoinBook } from './join-book.ts'
import type { JoinNote } from './join-notes.ts'
import type { JoinState } from './join-state.ts'
import type { Ground, Look, Newcomer, Telling } from './look.ts'
import { isRefusal, NewestReader } from './newest-reader.ts'
import { INBOX_ID, listMessages, lookUpMessage, searchTags } from './openapi-scene.ts'
import { searchedTags, shownTags } from './tags.ts'
import type { WireMessage } from './wire.ts'

/** Messages that are asked for one by one before a whole listing is cheaper, at least. */
const LEAST_TO_ASK = 20
/** Messages that are asked for side by side. */
const ASKED_AT_ONCE = 4

/**
 * A look that costs as many calls as there are changes, and not as there are messages. The search for tags and the newest messages
 * of the inbox tell where something may have changed; what the search says is only a hint, and the message itself is asked. What IMAP
 * shows for the first time is looked for in its folder, newest first. Answers nothing where a whole listing costs less.
 */
export async function lookQuick(ground: Ground): Promise<Look | undefined> {
  const look = new QuickLook(ground)
  return (await look.begin()) ? look : undefined
}

const factOf = (message: WireMessage): TagFact => toFact(message, message.folderId ?? '')

const tellingOf = ({ id, tags, forwarded }: TagFact): Telling => ({ tags, forwarded, there: id })

class QuickLook implements Look {
  readonly #ground: Ground
  readonly #book: JoinBook
  readonly #newest: NewestReader
  readonly #asked = new Set<string>()
  /** Looked for only when IMAP was listed. */
  readonly #postponed: Newcomer[] = []
  #hasLoadedFolders = false
  #isBlind: boolean
  #isDue: boolean

  constructor(ground: Ground) {
    this.#ground = ground
    this.#book = new JoinBook(ground.notes.entries(), ground.folders, (one, other) => this.#shown(one) === this.#shown(other))
    this.#newest = new NewestReader(ground.openapi, ground.signal)
    this.#isBlind = ground.state.isBlind
    this.#isDue = ground.state.isDue
  }

  /** @returns false where a whole listing costs less */
  async begin(): Promise<boolean> {
    const { openapi, notes } = this.#ground
    const [newest, hints] = await Promise.all([this.#newestOfInbox(), this.#search()])
    for (const message of newest) this.#book.take({ fact: factOf(message), isSure: true })
    for (const message of hints) this.#book.take({ fact: factOf(message), isSure: false })
    const found = new Set(hints.map(({ id }) => id))
    if (!this.#isBlind) this.#doubtMissing(found)
    if (this.#book.doubtful.size > Math.max(LEAST_TO_ASK, notes.size / openapi.pageSize)) return false
    await this.#ask()
    if (!this.#isBlind) this.#testSearch(found)
    return true
  }

  async meet(newcomers: readonly Newcomer[]): Promise<void> {
    this.#book.meet(newcomers)
    await this.#ask()
    this.#postponed.push(...newcomers.filter((one) => this.#book.mayReplace(one)))
    await this.#findAll(newcomers.filter((one) => !this.#book.mayReplace(one)))
  }

  told(id: string, _keys: JoinKeys, before: JoinNote | undefined): Telling | undefined {
    const fact = this.#book.news.get(id)
    if (fact !== undefined) return tellingOf(fact)
    // IMAP still shows it: a whole listing may know it by another id.
    if (before?.there !== undefined && this.#book.isGone(before.there)) this.#isDue = true
    return undefined
  }

  former(newcomer: Pick<Newcomer, 'id' | 'folderId' | 'keys'>): JoinNote | undefined {
    return this.#book.former(newcomer)
  }

  isGone(there: string): boolean {
    return this.#book.isGone(there)
  }

  async *rest(): AsyncGenerator<readonly [id: string, telling: Telling]> {
    if (this.#book.unknownFolders().length > 0) await this.#loadFolders()
    this.#book.keepOnly((id) => this.#ground.notes.get(id) !== undefined)
    this.#book.takeNamed(() => true)
    await this.#ask()
    await this.#findAll(this.#postponed)
    for (const [id, fact] of this.#book.news) yield [id, tellingOf(fact)]
  }

  state(): JoinState {
    const { state, folders } = this.#ground
    return { ...state, folders: folders.folders, isBlind: this.#isBlind, isDue: this.#isDue }
  }

  async #newestOfInbox(): Promise<readonly WireMessage[]> {
    const { openapi, signal } = this.#ground
    for await (const page of listMessages(openapi, INBOX_ID, signal)) return page
    return []
  }

  /** Every message with a tag that means something here, as far as the search knows. */
  async #search(): Promise<readonly WireMessage[]> {
    const { openapi, signal } = this.#ground
    const found: WireMessage[] = []
    if (this.#isBlind) return found
    try {
      for await (const page of searchTags(openapi, searchedTags(openapi.names), signal)) found.push(...page)
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#isBlind = true
    }
    return found
  }

  /** Messages that had tags and were not found may have lost them, or are only missing from the search. */
  #doubtMissing(found: ReadonlySet<string>): void {
    const { news, doubtful, before } = this.#book
    for (const [id, { tags, there }] of before) {
      if (there !== undefined && !found.has(there) && !news.has(id) && !doubtful.has(id) && this.#shown(tags) !== '') doubtful.set(id, there)
    }
  }

  /** Tags that were there before and that the search does not find make a whole listing necessary, which tests the search. */
  #testSearch(found: ReadonlySet<string>): void {
    const { news, before } = this.#book
    for (const [id, { tags, there }] of before) {
      if (there === undefined || found.has(there) || this.#shown(tags) === '' || this.#ground.notes.passing.has(id)) continue
      if (this.#shown(news.get(id)?.tags ?? []) === this.#shown(tags)) this.#isDue = true
    }
  }

  /** Asks for each message in doubt, until there is none. */
  async #ask(): Promise<void> {
    const { openapi, signal } = this.#ground
    const unasked = () => [...new Set(this.#book.doubtful.values())].filter((there) => !this.#asked.has(there)).slice(0, ASKED_AT_ONCE)
    for (let ids = unasked(); ids.length > 0; ids = unasked()) {
      const answers = await Promise.all(ids.map(async (there) => [there, await lookUpMessage(openapi, there, signal)] as const))
      for (const [there, message] of answers) {
        this.#asked.add(there)
        if (message === undefined) this.#book.forget(there)
        else this.#book.take({ fact: factOf(message), isSure: true })
      }
      this.#book.retake()
    }
  }

  async #findAll(newcomers: readonly Newcomer[]): Promise<void> {
    const isLost = (one: Newcomer) => !this.#book.news.has(one.id) && !this.#wasPlain(one) && !this.#book.hasTwins(one)
    if (newcomers.some((one) => isLost(one) && this.#ground.folders.there(one.folderId) === undefined)) await this.#loadFolders()
    for (const one of newcomers) if (isLost(one) && !(await this.#find(one))) this.#isDue = true
  }

  /** Looks for it in its folder until it is found. @returns whether it was */
  async #find({ id, folderId, receivedAt }: Newcomer): Promise<boolean> {
    const there = this.#ground.folders.there(folderId)
    if (there === undefined) return false
    for await (const page of this.#newest.lookFor(there, receivedAt)) {
      for (const message of page) this.#book.take({ fact: factOf(message), isSure: true })
      this.#book.takeNamed(({ isSure }) => isSure)
      if (this.#book.news.has(id)) return true
    }
    return false
  }

  /** Folders that are new since the last whole listing. */
  async #loadFolders(): Promise<void> {
    const { folders, openapi, signal } = this.#ground
    if (this.#hasLoadedFolders) return
    this.#hasLoadedFolders = true
    await folders.load(openapi, signal)
    for (const folder of this.#book.unknownFolders()) folders.passOver(folder)
    this.#book.retake()
    await this.#ask()
  }

  /** Whether it only moved, and had no tags before: the search tells if it has some now. */
  #wasPlain(one: Newcomer): boolean {
    const former = this.#book.former(one)
    return former !== undefined && this.#shown(former.tags) === '' && !this.#isBlind
  }

  #shown(tags: readonly string[]): string {
    return shownTags(tags, this.#ground.openapi.names).join()
  }
}
