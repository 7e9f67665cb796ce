import { flagNames } from './flags.ts'
import { indexOfUid } from './mailbox.ts'
import type { Telling } from '../ledger.ts'
import type { FolderWatcher, ImapFolder, ImapMessage } from './mailbox.ts'
import type { Output } from './output.ts'

/** Hears that there is something to tell. */
export type News = (change: Telling['change'], message: ImapMessage) => void

/** A folder as one session sees it: sequence numbers move only when the session is told. */
export class Selection implements FolderWatcher {
  readonly folder: ImapFolder
  readonly readOnly: boolean
  /** In the order of sequence numbers, the first is number 1. */
  readonly view: ImapMessage[]
  /** UIDNEXT as the session was told last. */
  toldUidNext: number
  readonly #news: News
  readonly #lost: () => void
  #added: ImapMessage[] = []
  #removed: ImapMessage[] = []
  readonly #changed = new Set<ImapMessage>()

  constructor(folder: ImapFolder, readOnly: boolean, on: { news: News; lost: () => void }) {
    this.folder = folder
    this.readOnly = readOnly
    this.view = [...folder.messages]
    this.toldUidNext = folder.uidNext
    this.#news = on.news
    this.#lost = on.lost
    folder.watchers.add(this)
  }

  close(): void {
    this.folder.watchers.delete(this)
  }

  added(message: ImapMessage): void {
    this.#added.push(message)
    this.#news('created', message)
  }

  removed(message: ImapMessage): void {
    this.#removed.push(message)
    this.#news('deleted', message)
  }

  changed(message: ImapMessage): void {
    this.#changed.add(message)
    this.#news('updated', message)
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
    this.toldUidNext = this.folder.uidNext
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

  #numberOf(message: ImapMessage): number {
    const place = indexOfUid(this.view, message.uid)
    return this.view[place] === message ? place + 1 : 0
  }
}
