import type { FastifyReply } from 'fastify'

/** Aborts when whoever asked is gone before the answer. */
export function signalOf({ raw }: Pick<FastifyReply, 'raw'>): AbortSignal {
  const gone = new AbortController()
  // Not of the socket, which outlives the answer, nor of the request, which tells nothing any more once its body was read.
  raw.once('close', () => gone.abort(new Error('whoever asked is gone')))
  return gone.signal
}
