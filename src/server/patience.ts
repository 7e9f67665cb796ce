import type { FastifyReply } from 'fastify'
import type { Clock } from '../platform/clock.ts'
import { ApiError } from './problem.ts'

/** How long somebody may be kept waiting for an answer, in milliseconds. */
const PATIENCE_MS = 45_000

/**
 * Does what only looks, until the answer is there or nobody waits for it any more.
 * @throws {ApiError} `BUSY` where it takes too long, such as behind a first copy
 */
export async function withPatience<Result>({ raw }: FastifyReply, clock: Clock, look: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const ending = new AbortController()
  const over = new AbortController()
  const end = (): void => ending.abort(new ApiError('BUSY'))
  raw.once('close', end)
  void clock.wait(PATIENCE_MS, over.signal).then(end, () => {})
  try {
    return await look(ending.signal)
  } finally {
    over.abort()
    raw.off('close', end)
  }
}
