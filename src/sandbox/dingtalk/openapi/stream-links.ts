import type { Shared } from '../../shared.ts'
import type { OpenapiSwitches } from './openapi-switches.ts'

/** Where a stream link leads. */
export interface StreamLink {
  /** The app that asked for the link. */
  readonly client: string
  /** Set where bytes can be had. */
  readonly read?: () => Buffer
  /** Set where bytes can be put; told once, with all of them. */
  readonly take?: (bytes: Buffer) => Promise<void>
  /** What came so far, where a file comes in pieces. */
  readonly pieces: Buffer[]
}

/** Links that carry their own right, for a while. */
export class StreamLinks {
  readonly #links = new Map<string, { readonly link: StreamLink; readonly expiresAt: number }>()
  readonly #shared: Shared
  readonly #switches: OpenapiSwitches
  #last = 0

  constructor(shared: Shared, switches: OpenapiSwitches) {
    this.#shared = shared
    this.#switches = switches
  }

  /** @returns the id of the link */
  add(link: Omit<StreamLink, 'pieces'>): string {
    const id = `s${++this.#last}-${Math.floor(this.#shared.random() * 2 ** 40).toString(36)}`
    this.#links.set(id, { link: { ...link, pieces: [] }, expiresAt: this.#shared.clock.now() + this.#switches.linkLifetimeSeconds * 1000 })
    return id
  }

  find(id: string): StreamLink | undefined {
    const entry = this.#links.get(id)
    return entry && this.#shared.clock.now() < entry.expiresAt ? entry.link : undefined
  }

  drop(id: string): void {
    this.#links.delete(id)
  }
}
