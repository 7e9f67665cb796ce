import type { FastifyRequest } from 'fastify'

/** Aborts when whoever asked is gone before the answer. */
export function signalOf({ socket }: FastifyRequest['raw']): AbortSignal {
  const gone = new AbortController()
  socket.once('close', () => gone.abort(new Error('whoever asked is gone')))
  return gone.signal
}
