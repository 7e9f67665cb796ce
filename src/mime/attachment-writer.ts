import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Spool } from '../platform/spool.ts'
import { spool } from '../platform/spool.ts'

/** How many bytes of decoded content one message may keep in memory; what comes later goes to files. */
export interface MemoryShare {
  left: number
}

/** What was written, when all of it was. */
export interface StoredBytes {
  readonly sha256: string
  readonly bytes: Spool
}

/** Takes the decoded bytes of one part as they come, and hashes them on the way. Small ones stay in memory while the share lasts. */
export class AttachmentWriter {
  readonly #hash = createHash('sha256')
  readonly #share: MemoryShare
  #kept: Buffer[] = []
  #pipe: PassThrough | undefined
  #spooled: Promise<Spool> | undefined

  constructor(share: MemoryShare) {
    this.#share = share
  }

  async write(chunk: Buffer): Promise<void> {
    if (chunk.length === 0) return
    this.#hash.update(chunk)
    if (this.#pipe === undefined && chunk.length <= this.#share.left) {
      this.#share.left -= chunk.length
      this.#kept.push(Buffer.from(chunk))
      return
    }
    await this.#send(chunk)
  }

  async end(): Promise<StoredBytes> {
    const sha256 = this.#hash.digest('hex')
    this.#pipe?.end()
    return { sha256, bytes: await (this.#spooled ?? spool(Buffer.concat(this.#kept))) }
  }

  /** Frees what was written; for when `end` will not be called. */
  async abort(): Promise<void> {
    this.#pipe?.end()
    await (await this.#spooled?.catch(() => undefined))?.dispose()
  }

  async #send(chunk: Buffer): Promise<void> {
    if (this.#pipe === undefined) {
      this.#pipe = new PassThrough()
      this.#spooled = spool(this.#pipe, 0)
      this.#spooled.catch(() => this.#pipe?.destroy())
      for (const kept of this.#kept.splice(0)) {
        this.#share.left += kept.length
        this.#pipe.write(kept)
      }
    }
    if (!this.#pipe.write(chunk)) await Promise.race([once(this.#pipe, 'drain'), this.#spooled])
  }
}
