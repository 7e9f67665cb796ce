import { z } from 'zod'
import type { App, UndoneRun } from '../../app.ts'
import { SIDES } from '../../domain/side.ts'
import type { Jobs } from '../../host/jobs.ts'
import type { Clock } from '../../platform/clock.ts'
import { beginJob } from '../begin-job.ts'
import type { JobResults } from '../job-results.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import { withPatience } from '../patience.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import { orStopped } from '../stopped.ts'
import { step, stepOf } from '../step.ts'
import { whoAsks } from '../who-asks.ts'
import { began } from './shapes.ts'

export interface PairActionsOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'beside' | 'undo' | 'status'>
  readonly clock: Clock
  readonly jobs: Jobs
}

/** So many sentences are shown of what would be done; the rest is counted. */
export const MOST_STEPS = 200

const nothing = z.strictObject({})
const asked = z.object({ pair: z.string(), askedAt: z.iso.datetime() }).meta({ description: 'It was written down; the service begins within seconds' })

/** What an undo would do. */
const undoPlan = z
  .object({
    of: z.string(),
    total: z.int().meta({ description: 'Writes that it takes' }),
    steps: z.array(step).meta({ description: `The first ${MOST_STEPS} of them` }),
    listed: z.record(z.string(), z.int()).meta({ description: 'Messages that are not put back, by reason' }),
    stays: z.record(z.string(), z.int()).meta({ description: 'What else the run did and what stays as it is, by kind' }),
  })
  .meta({ id: 'UndoPlan' })

const undoBody = z.strictObject({
  dryRun: z.boolean().meta({ description: 'Look and plan, and write nothing' }),
  item: z.string().max(200).optional().meta({ description: 'Only what the run wrote on this message' }),
})

/** What can be done with one pair. What is asked for goes by the database to the service, as with commands. */
export function pairActionRoutes(router: Router, options: PairActionsOptions): void {
  const { app, clock, jobs } = options
  const act = { tags: ['pairs'], params: pairParams, body: nothing, response: { 202: asked } }
  const answer = (pair: string): z.infer<typeof asked> => ({ pair, askedAt: new Date(clock.now()).toISOString() })
  const want = async (pair: string): Promise<void> => {
    const since = clock.now()
    await (await app().beside()).wish({ pair, why: 'asked', since, dueAt: since })
  }

  router.post('/pairs/:pair/sync', { schema: { summary: 'Run it now', ...act }, config: { needs: 'operate' } }, async ({ params: { pair } }, reply) => {
    knownPair(app(), pair)
    const pauses = await (await app().beside()).pauses()
    if (pauses.some((pause) => (pause.pair ?? pair) === pair && (pause.until ?? Infinity) > clock.now())) throw new ApiError('PAUSED')
    await want(pair)
    return reply.code(202).send(answer(pair))
  })

  router.post('/pairs/:pair/pause', { schema: { summary: 'Leave it alone until it is resumed', ...act }, config: { needs: 'operate' } }, async (request, reply) => {
    const { pair } = request.params
    knownPair(app(), pair)
    await (await app().beside()).pause({ pair, by: whoAsks(request), since: clock.now() })
    return reply.code(202).send(answer(pair))
  })

  router.post('/pairs/:pair/resume', { schema: { summary: 'Take a pause back, and try again what waits for a person', ...act }, config: { needs: 'operate' } }, async ({ params: { pair } }, reply) => {
    knownPair(app(), pair)
    await (await app().beside()).resume(pair)
    await want(pair)
    return reply.code(202).send(answer(pair))
  })

  const params = pairParams.extend({ run: z.string().max(100) })
  router.post('/pairs/:pair/runs/:run/undo', { schema: { summary: 'Take back what a run moved and marked', description: 'With `dryRun` the answer is what would be done (200); without it the job that does it (202).', tags: ['pairs'], params, body: undoBody, response: { 200: undoPlan, 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { pair, run } = request.params
    knownPair(app(), pair)
    const about = { of: run, ...(request.body.item === undefined ? {} : { item: request.body.item }) }
    if (request.body.dryRun) return withPatience(reply, clock, async (signal) => undoPlanOf(orStopped(await app().undo(pair, { ...about, dryRun: true, signal }))))
    const job = beginJob({ jobs }, 'undo', { pair, by: whoAsks(request), wish: about }, async ({ signal, tell }) => {
      const undone = await app().undo(pair, { ...about, signal, onProgress: tell })
      await want(pair)
      return undoneOf(orStopped(undone))
    })
    return reply.code(202).send(job)
  })
}

function undoPlanOf({ of, sentences, listed, stays }: UndoneRun): z.infer<typeof undoPlan> {
  const why: Record<string, number> = {}
  for (const { why: reason } of listed) why[reason] = (why[reason] ?? 0) + 1
  const kept: Record<string, number> = {}
  for (const side of SIDES) for (const [kind, many] of Object.entries(stays[side])) kept[kind] = (kept[kind] ?? 0) + many
  return { of, total: sentences.length, steps: sentences.slice(0, MOST_STEPS).map(stepOf), listed: why, stays: kept }
}

function undoneOf({ done, failed, planned, listed }: UndoneRun): JobResults['undo'] {
  const many = SIDES.flatMap((side) => Object.values(done[side])).reduce((sum, each) => sum + each, 0)
  return { done: many, failed, left: planned.length, listed: listed.length }
}
