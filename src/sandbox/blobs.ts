import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the bytes of one message or attachment lie. */
export interface Blob {
  readonly at: number
  readonly size: number
}

/** Message bytes in one unlinked temporary file, so that a large mailbox costs disk and not memory. Blobs are never changed or freed. */
export class Blobs {
  readonly #file: number
  #end = 0

  constructor() {
    const path = join(tmpdir(), `tongbu-sandbox-${randomUUID()}`)
    this.#file = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
  }

  put(bytes: Uint8Array): Blob {
    const blob = { at: this.#end, size: bytes.length }
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done, bytes.length - done, blob.at + done)
    this.#end += bytes.length
    return blob
  }

  get(blob: Blob, from = 0, length: number = blob.size - from): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, blob.size - from)))
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, blob.at + from + done)
      if (read === 0) throw new Error('blob file ended early')
      done += read
    }
    return bytes
  }

  close(): void {
    closeSync(this.#file)
  }
}
