import type { Socket } from 'node:net'

/** Text is gathered up to this many characters before it is given to the socket. */
const GATHER = 64 * 1024

/** What a session says, gathered into few packets, never faster than the other end listens. Text has one character per byte. */
export class Output {
  readonly #socket: Socket
  #text = ''

  constructor(socket: Socket) {
    this.#socket = socket
  }

  write(text: string): void {
    this.#text += text
  }

  /** Whether enough is gathered that `flush` should be awaited before more is written. */
  get full(): boolean {
    return this.#text.length >= GATHER
  }

  /** Sends what is gathered; done when the other end can take more. */
  async flush(): Promise<void> {
    if (this.#text === '' || this.#socket.destroyed) return
    const text = this.#text
    this.#text = ''
    if (this.#socket.write(text, 'latin1')) return
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done)
        resolve()
      }
      this.#socket.on('drain', done).on('close', done)
    })
  }

  /** Nobody listens any more. */
  get closed(): boolean {
    return this.#socket.destroyed
  }

  /** Forgets what is gathered. */
  drop(): void {
    this.#text = ''
  }
}
