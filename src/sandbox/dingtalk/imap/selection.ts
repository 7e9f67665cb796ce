import { flagNames } from '../store/flags.ts'
import { indexOfUid } from '../store/folder.ts'
import type { Folder, FolderWatcher, Message } from '../store/folder.ts'
import type { Output } from './output.ts'

/** A folder as one session sees it: sequence numbers move only when the session is told. */
export class Selection implements FolderWatcher {
  readonly folder: Folder
  readonly readOnly: boolean
  /** In the order of sequence numbers, the first is number 1. */
  readonly view: Message[]
  readonly #news: () => void
  readonly #lost: () => void
  #added: Message[] = []
  #removed: Message[] = []
  readonly #changed = new Set<Message>()

  constructor(folder: Folder, readOnly: boolean, on: { news: () => void; lost: () => void }) {
    this.folder = folder
    this.readOnly = readOnly
    this.view = [...folder.messages]
    this.#news = on.news
    this.#lost = on.lost
    folder.watchers.add(this)
  }

  close(): void {
    this.folder.watchers.delete(this)
  }

  added(message: Message): void {
    this.#added.push(message)
    this.#news()
  }

  removed(message: Message): void {
    this.#removed.push(message)
    this.#news()
  }

  changed(message: Message): void {
    this.#changed.add(message)
    this.#news()
  }

  lost(): void {
    this.#lost()
  }

  /** Tells the session what happened. Without `expunges`, removals wait: numbers must not move under a FETCH, STORE or SEARCH. */
  report(output: Output, expunges: boolean): void {
    if (expunges) this.#reportRemoved(output)
    for (const message of this.#changed) {
      const number = this.#numberOf(message)
      if (number > 0 && !message.gone) output.write(`* ${number} FETCH (UID ${message.uid} FLAGS (${flagNames(message.flags)}))\r\n`)
    }
    this.#changed.clear()
    if (this.#added.length === 0) return
    this.view.push(...this.#added.filter((message) => !message.gone))
    this.#added = []
    output.write(`* ${this.view.length} EXISTS\r\n* 0 RECENT\r\n`)
  }

  #reportRemoved(output: Output): void {
    for (const message of this.#removed) {
      const number = this.#numberOf(message)
      if (number === 0) continue
      this.view.splice(number - 1, 1)
      output.write(`* ${number} EXPUNGE\r\n`)
    }
    this.#removed = []
  }

  #numberOf(message: Message): number {
    const place = indexOfUid(this.view, message.uid)
    return this.view[place] === message ? place + 1 : 0
  }
}
