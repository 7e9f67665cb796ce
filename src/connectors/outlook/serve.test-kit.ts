import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../platform/clock.ts'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a test's server says: `cut` closes the connection without a word. */
export type Reply = 'cut' | { readonly status: number; readonly headers?: Record<string, string>; readonly json?: unknown; readonly text?: string }

/** A server on 127.0.0.1 that answers with `reply` and remembers what it was asked. */
export async function serve(reply: (seen: Seen, index: number) => Reply | Promise<Reply>) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    seen.push(one)
    const answer = await reply(one, seen.length - 1)
    if (answer === 'cut') return request.socket.destroy()
    response.writeHead(answer.status, answer.headers)
    response.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, seen, [Symbol.asyncDispose]: close }
}

/** A clock on which waiting takes no time but moves it on. */
export function quickClock(): Clock & { readonly waits: number[]; advance(ms: number): void } {
  let now = 1_000_000_000_000
  const waits: number[] = []
  return {
    waits,
    advance: (ms) => void (now += ms),
    now: () => now,
    wait: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      now += ms
    },
  }
}
