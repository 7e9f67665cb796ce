import type { Mailbox } from '../../src/connectors/connector.ts'
import type { PairStore } from '../../src/engine/ports.ts'
import { generator } from '../../src/sandbox/faults.ts'

/** Thrown by every port once the process is "dead". */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/** When the process dies: before or after its n-th effect, and what becomes of the other calls that are then on their way. */
export interface Death {
  readonly atEffect: number
  readonly after: boolean
  readonly inFlight: 'done' | 'lost'
  /** Orders of completion: how long each call is on its way, drawn from this seed. */
  readonly order: number
}

const REMOTE_WRITES = ['create', 'mark', 'move', 'remove', 'createFolder', 'changeFolder', 'deleteFolder', 'resumeMove', 'strip'] as const

/** One life of the process. Effects are remote writes and commits; after its death every port refuses. */
export class Life {
  effects = 0
  #dead = false
  readonly #death: Death | undefined
  readonly #random: () => number

  constructor(death?: Death) {
    this.#death = death
    this.#random = generator(death?.order ?? 1)
  }

  mailbox = (mailbox: Mailbox): Mailbox => {
    const wrapped = { ...mailbox }
    for (const name of REMOTE_WRITES) {
      const method = mailbox[name]
      if (method !== undefined) Object.assign(wrapped, { [name]: (...args: unknown[]) => this.#effect(() => (method as (...all: unknown[]) => Promise<unknown>).apply(mailbox, args)) })
    }
    for (const name of ['read', 'findCreated', 'lookUp', 'bookmark'] as const) {
      const method = mailbox[name]
      if (method === undefined) continue
      Object.assign(wrapped, {
        [name]: async (...args: unknown[]) => {
          await this.#travel()
          this.#refuseIfDead()
          return (method as (...all: unknown[]) => Promise<unknown>).apply(mailbox, args)
        },
      })
    }
    return wrapped
  }

  store = (store: PairStore): PairStore =>
    new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        if (name === 'commit' || name === 'forget') return (...args: unknown[]) => this.#effect(() => method.apply(target, args))
        return (...args: unknown[]) => {
          this.#refuseIfDead()
          return method.apply(target, args)
        }
      },
    })

  async #effect<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#refuseIfDead()
    const isLast = ++this.effects === this.#death?.atEffect
    if (isLast && !this.#death?.after) this.#die()
    await this.#travel()
    if (this.#dead && this.#death?.inFlight === 'lost') throw new Crash()
    const result = await act()
    if (isLast) this.#die()
    this.#refuseIfDead()
    return result
  }

  async #travel(): Promise<void> {
    for (let turns = Math.floor(this.#random() * 4); turns > 0; turns--) await Promise.resolve()
  }

  #die(): never {
    this.#dead = true
    throw new Crash()
  }

  #refuseIfDead(): void {
    if (this.#dead) throw new Crash()
  }
}
