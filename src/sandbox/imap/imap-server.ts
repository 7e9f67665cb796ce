import { createServer } from 'node:net'
import type { Server } from 'node:net'

import type { ImapService } from './service.ts'
import { Session } from './session.ts'

/** How often silent sessions and what is due are looked for, in real milliseconds. */
const LOOK_MS = 250

/** The IMAP door of the mailboxes: plain TCP, for clients on the same machine. */
export class ImapServer {
  readonly #service: ImapService
  readonly #sessions = new Set<Session>()
  readonly #timer: NodeJS.Timeout
  #server: Server | undefined

  constructor(service: ImapService) {
    this.#service = service
    this.#timer = setInterval(() => {
      service.settle()
      for (const session of this.#sessions) session.endIfSilent()
    }, LOOK_MS).unref()
  }

  /** @returns the port, which is another than asked for when that was 0 */
  async listen(port: number, host = '127.0.0.1'): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => {
      const session = new Session(socket, this.#service)
      this.#sessions.add(session)
      // A client that goes away in the middle of an answer is no failure of the sandbox.
      socket.on('error', () => socket.destroy()).on('close', () => this.#sessions.delete(session))
      void session.run().catch(() => socket.destroy())
    })
    this.#server = server
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
    const address = server.address()
    return typeof address === 'object' && address ? address.port : port
  }

  /** Ends all sessions and frees the port. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const server = this.#server
    for (const session of this.#sessions) session.end('Server is going down')
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
