import type { CloudMessage, MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { toInstant } from '../../src/domain/instant.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { mail } from '../support/memory-pair.ts'

/** A person clears away only what has been there for so long: what we are still about to find again is not yet clearly theirs. */
const SETTLED_MS = 15 * 60_000

/** Two people, one in front of each mailbox, who do what comes to their minds. */
export class BusyPeople {
  /** Serials that were cleared away for good, as `side serial`. */
  readonly cleared = new Set<string>()
  delivered = 0
  readonly #clouds: Record<Side, MemoryCloud>
  readonly #random: () => number
  readonly #firstSeen = new WeakMap<CloudMessage, number>()
  #folders = 0

  constructor(clouds: Record<Side, MemoryCloud>, random: () => number) {
    this.#clouds = clouds
    this.#random = random
  }

  /** One thing that one of them does at this moment. @returns what it is, for the trace */
  act(now: number): string {
    for (const side of SIDES) for (const message of this.#clouds[side].messages.values()) if (!this.#firstSeen.has(message)) this.#firstSeen.set(message, now)
    const side: Side = this.#random() < 0.5 ? 'left' : 'right'
    const dice = this.#random()
    if (dice < 0.25) return this.#deliver(side)
    if (dice < 0.6) return this.#mark(side)
    if (dice < 0.78) return this.#move(side, ({ role }) => role === undefined || role === 'inbox' || role === 'junk', false)
    if (dice < 0.88) return this.#move(side, ({ role }) => role === 'trash', false)
    if (dice < 0.92) return this.#move(side, ({ role }) => role === 'inbox', true)
    if (dice < 0.96) return this.#clear(side, now)
    return this.#folder(side)
  }

  #deliver(side: Side): string {
    const serial = ++this.delivered
    const both = this.#random() < 0.15
    // Without Message-ID nobody can tell a late twin from a mail that says the same (SPEC.md, first meetings).
    const text = mail(`m${serial}`, !both && this.#random() < 0.25 ? { id: null } : {})
    for (const to of both ? SIDES : [side]) this.#clouds[to].add(text, this.#clouds[to].folder('inbox').id, {}, toInstant(Date.UTC(2026, 0, 5) + serial * 1000))
    return `m${serial} is delivered to ${both ? 'both' : side}`
  }

  #mark(side: Side): string {
    const message = this.#choose([...this.#clouds[side].messages.values()])
    if (message === undefined) return 'nothing'
    const change = [{ read: this.#random() < 0.7 }, { flag: this.#random() < 0.6 ? ('flagged' as const) : ('none' as const) }, { answered: true }, { tags: this.#random() < 0.6 ? ['red'] : [] }][Math.floor(this.#random() * 4)] ?? {}
    this.#clouds[side].mark(message.id, change)
    return `${side} ${serialOf(message)} as ${message.id} is marked ${JSON.stringify(change)}`
  }

  #move(side: Side, fits: (folder: { readonly role?: string }) => boolean, fromTrash: boolean): string {
    const cloud = this.#clouds[side]
    const isInTrash = (message: CloudMessage): boolean => message.folderId === cloud.folder('trash').id
    const message = this.#choose([...cloud.messages.values()].filter((each) => isInTrash(each) === fromTrash && (!fromTrash || isOnly(each, cloud))))
    const folder = this.#choose([...cloud.folders.values()].filter(fits))
    if (message === undefined || folder === undefined) return 'nothing'
    cloud.move(message.id, folder.id, side === 'left')
    return `${side} ${serialOf(message)} goes to ${folder.name} as ${message.id}`
  }

  #clear(side: Side, now: number): string {
    const cloud = this.#clouds[side]
    const message = this.#choose([...cloud.messages.values()].filter((each) => now - (this.#firstSeen.get(each) ?? now) > SETTLED_MS && isOnly(each, cloud)))
    if (message === undefined) return 'nothing'
    this.cleared.add(`${side} ${serialOf(message)}`)
    cloud.expunge(message.id)
    return `${side} ${serialOf(message)} as ${message.id} goes for good`
  }

  #folder(side: Side): string {
    const cloud = this.#clouds[side]
    const own = [...cloud.folders.values()].filter(({ role }) => role === undefined)
    const name = `Folder ${++this.#folders}`
    const renamed = own.length > 3 ? this.#choose(own) : undefined
    if (renamed === undefined) cloud.addFolder(name)
    else {
      renamed.name = name
      cloud.revision++
    }
    return `${side} ${name}`
  }

  #choose<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.#random() * values.length)]
  }
}

/** Not beside a copy that was superseded: nobody would take that out of the trash. */
const isOnly = (message: CloudMessage, cloud: MemoryCloud): boolean => [...cloud.messages.values()].filter((other) => serialOf(other) === serialOf(message)).length === 1

/** Which mail this is, whichever copy of it. */
export const serialOf = ({ mime }: CloudMessage): string => /^Subject: (.*)\r$/m.exec(mime)?.[1] ?? '?'
