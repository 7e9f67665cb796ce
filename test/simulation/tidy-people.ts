import type { CloudMessage, MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import type { Side } from '../../src/domain/side.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { mail } from '../support/memory-pair.ts'
import { serialOf } from './busy-people.ts'

/** Two people, one in front of each mailbox, who do not get in each other's way: what each of them does must arrive as it was done. */
export class TidyPeople {
  delivered = 0
  readonly #clouds: Record<Side, MemoryCloud>
  readonly #clock: Clock
  readonly #random: () => number
  /** What was changed on one side and is not so on the other yet, by serial: since when. */
  readonly #underWay = new Map<string, number>()

  constructor(clouds: Record<Side, MemoryCloud>, clock: Clock, random: () => number) {
    this.#clouds = clouds
    this.#clock = clock
    this.#random = random
    clouds.left.addFolder('Projects')
  }

  /** One thing that one of them does now. */
  act(): void {
    const side: Side = this.#random() < 0.5 ? 'left' : 'right'
    const cloud = this.#clouds[side]
    const messages = [...cloud.messages.values()].filter((message) => !this.#underWay.has(serialOf(message)) && message.folderId !== cloud.folder('trash').id)
    const message = messages[Math.floor(this.#random() * messages.length)]
    const dice = this.#random()
    if (message === undefined || dice < 0.4) return this.deliver(side)
    this.#underWay.set(serialOf(message), this.#clock.now())
    if (dice < 0.75) cloud.mark(message.id, this.#random() < 0.5 ? { read: !message.marks.read } : { flag: message.marks.flag === 'none' ? 'flagged' : 'none' })
    else cloud.move(message.id, this.#elsewhere(cloud, message, dice < 0.82), side === 'left')
  }

  deliver(side: Side): void {
    const serial = `m${++this.delivered}`
    this.#clouds[side].add(mail(serial), this.#clouds[side].folder('inbox').id)
    this.#underWay.set(serial, this.#clock.now())
  }

  /** Nobody was there who could have carried anything over: it counts from now on. */
  forgive(): void {
    this.noteArrivals()
    for (const serial of this.#underWay.keys()) this.#underWay.set(serial, this.#clock.now())
  }

  /** @returns since when each has been on its way that arrived since this was last asked, or has not by now */
  noteArrivals(): number[] {
    const { left, right } = { left: bySerial(this.#clouds.left), right: bySerial(this.#clouds.right) }
    return [...this.#underWay].map(([serial, since]) => {
      if (left.get(serial) === right.get(serial)) this.#underWay.delete(serial)
      return since
    })
  }

  /** Every message of each side as one line, sorted. */
  lines(): Record<Side, string[]> {
    const of = (side: Side): string[] => [...this.#clouds[side].messages.values()].map((message) => lineOf(this.#clouds[side], message)).sort()
    return { left: of('left'), right: of('right') }
  }

  #elsewhere(cloud: MemoryCloud, message: CloudMessage, isTrash: boolean): string {
    if (isTrash) return cloud.folder('trash').id
    const own = [...cloud.folders.values()].find(({ role }) => role === undefined)
    return own === undefined || message.folderId === own.id ? cloud.folder('inbox').id : own.id
  }
}

function bySerial(cloud: MemoryCloud): Map<string, string> {
  const lines = new Map<string, string>()
  for (const message of cloud.messages.values()) lines.set(serialOf(message), `${lines.get(serialOf(message)) ?? ''}${lineOf(cloud, message)}`)
  return lines
}

function lineOf(cloud: MemoryCloud, { folderId, mime, marks }: CloudMessage): string {
  const folder = cloud.folders.get(folderId)
  return `${folder?.role ?? folder?.name} | ${JSON.stringify(marks)} | ${mime}`
}
