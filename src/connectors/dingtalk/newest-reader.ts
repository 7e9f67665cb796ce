import { SyncError } from '../../domain/errors.ts'
import { toInstant, type Instant } from '../../domain/instant.ts'
import { listMessages, type OpenapiScene, type Received } from './openapi-scene.ts'
import type { WireMessage } from './wire.ts'

/** Messages of a folder that are looked for by when they were received before the rest of it is listed. */
const MOST_BY_TIME = 5

interface Reading {
  readonly pages: AsyncGenerator<readonly WireMessage[]>
  read: number
  wanted: number
  byTime: number
}

/** Reads folders of the OpenAPI no further than it takes to find single messages; no page of them twice. */
export class NewestReader {
  readonly #openapi: OpenapiScene
  readonly #signal: AbortSignal
  readonly #readings = new Map<string, Reading>()

  constructor(openapi: OpenapiScene, signal: AbortSignal) {
    this.#openapi = openapi
    this.#signal = signal
  }

  /**
   * Where a message is looked for that was not among what was told before: the newest of the folder, as many as are looked for and
   * a page more; then what was received when it was; then the rest of the folder. To be left as soon as it is found.
   */
  async *lookFor(folderId: string, receivedAt: Instant): AsyncGenerator<readonly WireMessage[]> {
    const reading = this.#open(folderId)
    reading.wanted++
    const most = 1 + Math.floor(reading.wanted / this.#openapi.pageSize)
    while (reading.read < most) {
      const page = await this.#next(reading)
      if (page === undefined) return
      yield page
    }
    if (reading.byTime++ < MOST_BY_TIME) yield* forgiving(listMessages(this.#openapi, folderId, this.#signal, around(receivedAt)))
    for (let page = await this.#next(reading); page !== undefined; page = await this.#next(reading)) yield page
  }

  #open(folderId: string): Reading {
    const open = this.#readings.get(folderId) ?? { pages: forgiving(listMessages(this.#openapi, folderId, this.#signal)), read: 0, wanted: 0, byTime: 0 }
    this.#readings.set(folderId, open)
    return open
  }

  async #next(reading: Reading): Promise<readonly WireMessage[] | undefined> {
    reading.read++
    const step = await reading.pages.next()
    return step.done === true ? undefined : step.value
  }
}

/** The second of this instant, and the ones beside it: the channels may round differently. */
export function around(receivedAt: Instant): Received {
  const at = Date.parse(receivedAt)
  return { startTime: toInstant(at - 1000) ?? receivedAt, endTime: toInstant(at + 2000) ?? receivedAt }
}

/** A folder that is not there, or that cannot be asked like this, holds nothing. */
export async function* forgiving(pages: AsyncGenerator<readonly WireMessage[]>): AsyncGenerator<readonly WireMessage[]> {
  try {
    yield* pages
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

/** Whether the cloud refuses what was asked, and would do so again. */
export const isRefusal = (error: unknown): boolean => error instanceof SyncError && ['REJECTED', 'NOT_FOUND', 'FORBIDDEN'].includes(error.code)
