import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Fault } from '../faults.ts'
import type { LedgerRequest } from '../ledger.ts'
import type { Shared } from '../shared.ts'
import type { Answer } from './call.ts'
import { USUAL_CODES } from './errors.ts'

/** One request, named, and how to do it and to put a failure into this cloud's words. */
export interface Work {
  readonly cloud: LedgerRequest['cloud']
  readonly kind: string
  /** Not a reading request. */
  readonly writes: boolean
  /** Who asks, as far as it can be known. */
  readonly client: string
  /** The `request-id` that its answer has. */
  readonly requestId?: string
  readonly run: () => Promise<Answer>
  readonly fail: (status: number, code: string, headers: Record<string, string>) => Answer
}

/** Does the work, or what the fault plan has for it instead; records it once. Nothing: the connection is to be closed. */
export async function doWork(shared: Shared, work: Work): Promise<Answer | undefined> {
  await shared.latency.request(work)
  const fault = shared.faults.next(work.cloud, work.kind, work.client)
  if (fault?.effect === 'cut-before') return note(shared, work, 0, false)
  if (fault?.effect === 'refuse') return note(shared, work, fault.status ?? 503, false, failure(work, fault))
  if (fault?.effect === 'delay') await sleep(fault.delayMs ?? 0)
  const answer = await work.run()
  const wrote = work.writes && answer.status < 300 && answer.wrote !== false
  if (fault?.effect === 'cut-after') return note(shared, work, answer.status, wrote)
  if (fault?.effect === 'error-after') return note(shared, work, fault.status ?? 503, wrote, failure(work, fault))
  return note(shared, work, answer.status, wrote, answer)
}

function note(shared: Shared, { cloud, client, kind, requestId }: Work, status: number, write: boolean, answer?: Answer): Answer | undefined {
  shared.ledger.record({ cloud, client, kind, status, write, ...(requestId === undefined ? {} : { requestId }) })
  return answer
}

/** 503 without a code has an empty body, as the service's front end gives it. */
function failure(work: Work, fault: Fault): Answer {
  const status = fault.status ?? 503
  const headers: Record<string, string> = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
  const code = fault.code ?? USUAL_CODES[status]
  return code === undefined ? { status, headers } : work.fail(status, code, headers)
}

/** Sends an answer, or closes the connection where there is none. */
export function respond(reply: FastifyReply, answer: Answer | undefined): FastifyReply {
  if (answer === undefined) {
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  reply.code(answer.status).headers(answer.headers ?? {})
  if (answer.json !== undefined) return reply.type('application/json; odata.metadata=minimal; charset=utf-8').send(JSON.stringify(answer.json))
  if (answer.bytes !== undefined) return reply.header('content-type', answer.type ?? 'application/octet-stream').send(answer.bytes)
  return reply.send()
}
