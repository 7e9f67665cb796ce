import type { CloudMessage, MemoryCloud } from '../../../src/connectors/memory/memory-cloud.ts'
import { toInstant } from '../../../src/domain/instant.ts'
import { opposite, SIDES, type Side } from '../../../src/domain/side.ts'
import { mail } from '../../../test/support/memory-pair.ts'
import { serialOf } from '../../../test/simulation/busy-people.ts'

/** More than this on one side is tidied up, so that a mailbox is as large in December as in February and what grows is ours. */
const KEPT = 30
/** Thrown away at once, so many are held until a person decides. */
const HELD = 25
const MOST_FOLDERS = 4

/** Whoever works in front of the two mailboxes of one pair. They throw away as much as they get. */
export class YearPeople {
  edits = 0
  readonly #clouds: Readonly<Record<Side, MemoryCloud>>
  readonly #random: () => number
  #delivered = 0
  #folders = 0

  constructor(clouds: Readonly<Record<Side, MemoryCloud>>, random: () => number) {
    this.#clouds = clouds
    this.#random = random
  }

  /** What is there before: as much as they keep. */
  fill(now: number): void {
    for (let n = 0; n < KEPT; n++) this.#receive(SIDES[n % 2] ?? 'left', now)
  }

  /** Something that one of them does now. */
  act(now: number): void {
    const side: Side = this.#random() < 0.5 ? 'left' : 'right'
    const dice = this.#random()
    this.edits++
    if (dice < 0.3) this.#receive(side, now)
    else if (dice < 0.65) this.#mark(side)
    else if (dice < 0.85) this.#move(this.#choose(this.#live(side)), side, this.#choose([...this.#clouds[side].folders.values()].filter(({ role }) => role === undefined || role === 'inbox'))?.id)
    else if (dice < 0.95) this.#move(this.#choose(this.#live(side)), side, this.#clouds[side].folder('trash').id)
    else if (dice < 0.97) this.#move(this.#fromTrash(side), side, this.#clouds[side].folder('inbox').id)
    else if (dice < 0.999) this.#changeFolders(side)
    else for (const message of this.#live(side).slice(0, HELD)) this.#move(message, side, this.#clouds[side].folder('trash').id)
  }

  /** As a cloud does by itself with what lay there for a month. Meant for when both sides are equal: what nobody saw in the trash would count as having left. */
  emptyTrash(): void {
    for (const side of SIDES) {
      const cloud = this.#clouds[side]
      const trash = cloud.folder('trash').id
      for (const { id, folderId } of [...cloud.messages.values()]) if (folderId === trash) cloud.expunge(id)
    }
  }

  #receive(side: Side, now: number): void {
    const text = mail(`m${++this.#delivered}`, { body: `Body ${this.#delivered} `.repeat(20) })
    for (const to of this.#random() < 0.15 ? SIDES : [side]) this.#clouds[to].add(text, this.#clouds[to].folder('inbox').id, {}, toInstant(now))
    const live = this.#live(side)
    if (live.length > KEPT) for (const message of live.slice(0, live.length - KEPT)) this.#move(message, side, this.#clouds[side].folder('trash').id)
  }

  #mark(side: Side): void {
    const message = this.#choose(this.#live(side))
    const change = this.#choose([{ read: true }, { read: false }, { flag: 'flagged' as const }, { flag: 'none' as const }, { answered: true }, { tags: ['red'] }, { tags: [] }])
    if (message !== undefined && change !== undefined) this.#clouds[side].mark(message.id, change)
  }

  #move(message: CloudMessage | undefined, side: Side, folderId: string | undefined): void {
    if (message !== undefined && folderId !== undefined) this.#clouds[side].move(message.id, folderId, side === 'left')
  }

  #changeFolders(side: Side): void {
    const cloud = this.#clouds[side]
    const own = [...cloud.folders.values()].filter(({ role }) => role === undefined)
    const name = `Folder ${++this.#folders}`
    const renamed = own.length < MOST_FOLDERS ? undefined : this.#choose(own)
    if (renamed === undefined) cloud.addFolder(name)
    else {
      renamed.name = name
      cloud.revision++
    }
  }

  /** Oldest first. */
  #live(side: Side): CloudMessage[] {
    const trash = this.#clouds[side].folder('trash').id
    return [...this.#clouds[side].messages.values()].filter(({ folderId }) => folderId !== trash).sort((a, b) => numberOf(a) - numberOf(b))
  }

  /** Not a copy whose place the delivered original took: nobody would want that back. */
  #fromTrash(side: Side): CloudMessage | undefined {
    const { messages } = this.#clouds[side]
    const trash = this.#clouds[side].folder('trash').id
    const message = this.#choose([...messages.values()].filter(({ folderId }) => folderId === trash))
    const isOnly = message !== undefined && [...messages.values()].filter((other) => serialOf(other) === serialOf(message)).length === 1
    return isOnly ? message : undefined
  }

  #choose<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.#random() * values.length)]
  }
}

const numberOf = (message: CloudMessage): number => Number(serialOf(message).slice(1))

/** Why the two are not the same outside trash, each message once; nothing when they are. */
export function differenceOf(clouds: Readonly<Record<Side, MemoryCloud>>): string | undefined {
  const lines = { left: linesOf(clouds.left), right: linesOf(clouds.right) }
  for (const side of SIDES) {
    for (const [serial, line] of lines[side]) {
      if (line.includes(' and ')) return `${serial} is twice on the ${side} side: ${line}`
      const other = lines[opposite(side)].get(serial)
      if (other !== line) return `${serial} is ${line} on the ${side} side and ${other ?? 'missing'} on the other`
    }
  }
  return undefined
}

function linesOf(cloud: MemoryCloud): Map<string, string> {
  const lines = new Map<string, string>()
  for (const message of cloud.messages.values()) {
    const folder = cloud.folders.get(message.folderId)
    if (folder?.role === 'trash') continue
    const { read, flag, answered, tags } = message.marks
    const line = [folder?.role ?? folder?.name, read ? 'read' : 'unread', flag, answered ? 'answered' : '', ...tags].join(' ')
    const before = lines.get(serialOf(message))
    lines.set(serialOf(message), before === undefined ? line : `${before} and ${line}`)
  }
  return lines
}
