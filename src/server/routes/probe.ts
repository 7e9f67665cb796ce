import { z } from 'zod'
import type { App, Probed } from '../../app.ts'
import type { Jobs } from '../../host/jobs.ts'
import { beginJob } from '../begin-job.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import type { Router } from '../router.ts'
import { whoAsks } from '../who-asks.ts'
import { began, side } from './shapes.ts'

export interface ProbeRouteOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'probes'>
  readonly jobs: Jobs
}

const DIFFERENCES = ['subject', 'text', 'attachment', 'sent', 'received', 'folder', 'read', 'flag', 'answered', 'forwarded', 'tags'] as const

export const probed = z
  .object({
    at: z.iso.datetime(),
    place: z.enum(['simulation', 'tenant']).meta({ description: 'Where it was found out' }),
    directions: z.array(
      z.object({
        from: side,
        outcome: z.enum(['arrived', 'differs', 'missing', 'refused']),
        tookMs: z.number().optional().meta({ description: 'From putting it in until it was on the other side' }),
        differences: z.array(z.enum(DIFFERENCES)),
        isExact: z.boolean().meta({ description: 'Byte for byte' }),
        marksBack: z.object({ came: z.boolean(), tookMs: z.number() }).optional(),
        code: z.string().optional().meta({ description: 'Why it was refused: a code of docs/errors.md' }),
      }),
    ),
    facts: z.array(z.object({ on: side, what: z.enum(['keeps-received-date', 'keeps-marks', 'keeps-bytes', 'reads-the-same-twice']), answer: z.boolean() })),
    isClean: z.boolean().meta({ description: 'Nothing of it was found any more afterwards' }),
  })
  .meta({ id: 'Probed' })

/** Two-way tests: a message crosses each way, is compared and removed again. */
export function probeRoutes(router: Router, { app, jobs }: ProbeRouteOptions): void {
  const tags = ['probe']

  router.get('/pairs/:pair/probe', { schema: { summary: 'What the last two-way test found', tags, params: pairParams, response: { 200: z.object({ last: probed.optional() }) } }, config: { needs: 'read' } }, async ({ params: { pair } }) => {
    knownPair(app(), pair)
    const last = await app().probes().last(pair)
    return last === undefined ? {} : { last: probedShown(last) }
  })

  const body = z.strictObject({ beforeGate: z.boolean().default(false).meta({ description: 'Whoever asks permits these two messages although the safety measures do not hold yet; kept in the audit under their name' }) })
  router.post('/pairs/:pair/probe', { schema: { summary: 'Put a message into each mailbox, see it cross, and take it away again', tags, params: pairParams, body, response: { 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { pair } = request.params
    knownPair(app(), pair)
    const by = whoAsks(request)
    const { beforeGate } = request.body
    const job = beginJob({ jobs }, 'probe', { pair, by, wish: { beforeGate } }, async ({ signal, tell }) => {
      const { directions, isClean } = await app().probes().probe(pair, { signal, onProgress: tell, by, beforeGate })
      return { arrived: directions.filter(({ outcome }) => outcome === 'arrived').length, directions: directions.length, isClean }
    })
    return reply.code(202).send(job)
  })
}

export const probedShown = ({ at, place, directions, facts, isClean }: Probed): z.infer<typeof probed> => ({
  at: new Date(at).toISOString(),
  place,
  directions: directions.map(({ differences, ...each }) => ({ ...each, differences: [...differences] })),
  facts: [...facts],
  isClean,
})
