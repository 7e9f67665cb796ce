import { z } from 'zod'
import { restoreOf } from '../../accounts/second-person.ts'
import { beginJob } from '../begin-job.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import { Plans } from '../plans.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import type { SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'
import { rehearsal, rehearsalShown } from './backup-shapes.ts'
import { restoredShown } from './restore-shapes.ts'
import { began, side } from './shapes.ts'

/** Messages of each side that a rehearsal tries. */
const SAMPLE = 50

const wish = z
  .strictObject({
    point: z.string().optional().meta({ description: 'The restore point' }),
    archived: z.string().max(64).optional().meta({ description: 'In place of a point: one message that the archive has, by its ref' }),
    sides: z.array(side).min(1).max(2),
    scope: z.enum(['ours', 'everything']).default('ours').meta({ description: '`ours`: what Tongbu did since; `everything`: also what people did' }),
    includeDeparted: z.boolean().default(false).meta({ description: 'Also what vanished without having been seen in trash' }),
    message: z.string().max(2000).optional().meta({ description: 'Only this message: its id in the restore point, or its Message-ID' }),
    folder: z.string().max(2000).optional().meta({ description: 'Only this folder and those in it' }),
  })
  .refine(({ point, archived }) => (point === undefined) !== (archived === undefined), { message: 'Name a restore point or a message of the archive.', path: ['point'] })
  .refine(({ includeDeparted, scope, message, folder, archived }) => !includeDeparted || scope === 'everything' || message !== undefined || folder !== undefined || archived !== undefined, { message: 'Goes with everything, one message or one folder.', path: ['includeDeparted'] })
type Wish = z.infer<typeof wish>

/** Going back to a restore point: first what it would do, then that, and nothing else. */
export function restoreRoutes(router: Router, options: SafetyOptions): void {
  const { app, jobs } = options
  const plans = new Plans<{ readonly pair: string; readonly wish: Wish }>(jobs, 'restore-plan')

  router.post('/pairs/:pair/restores/plan', { schema: { summary: 'Find out what going back would do; nothing is written', tags: ['restores'], params: pairParams, body: wish, response: { 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { name: pair } = knownPair(app(), request.params.pair)
    const { body } = request
    const job = beginJob(options, 'restore-plan', { pair, by: whoAsks(request), wish: body }, async ({ signal, tell }) => restoredShown(await app().rollbacks().rollBack(pair, { ...requestOf(body), dryRun: true, signal, onProgress: tell })))
    plans.keep(job.job, { pair, wish: body })
    return reply.code(202).send(job)
  })

  const done = z.strictObject({ plan: z.string().meta({ description: 'The job that found out what would be done' }), takesPoint: z.boolean().default(true).meta({ description: 'Take a restore point of the present state first' }) })
  router.post('/pairs/:pair/restores', { schema: { summary: 'Do what was planned', description: 'The pair is paused before anything is written, and stays so until a person resumes it.', tags: ['restores'], params: pairParams, body: done, response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { name: pair } = knownPair(app(), request.params.pair)
    const { plan, takesPoint } = request.body
    const planned = plans.take(plan, (job) => job.pair === pair)
    const { point, archived, message, folder } = planned.wish
    await options.agreed(request, restoreOf(pair, { point: point ?? archived, part: message ?? folder }))
    const by = whoAsks(request)
    const job = beginJob(options, 'restore', { pair, by, wish: { plan } }, async ({ signal, tell }) => {
      await letGo(options, pair)
      return restoredShown(await app().rollbacks().rollBack(pair, { ...requestOf(planned.wish), noPoint: !takesPoint, by, signal, onProgress: tell }))
    })
    return reply.code(202).send(job)
  })

  router.post('/pairs/:pair/rehearsals', { schema: { summary: 'Restore some messages into a folder of their own, compare them, and take them away again', tags: ['restores'], params: pairParams, body: z.strictObject({ point: z.string().optional(), most: z.int().min(1).max(1000).default(SAMPLE) }), response: { 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { name: pair } = knownPair(app(), request.params.pair)
    const { point, most } = request.body
    const by = whoAsks(request)
    const job = beginJob(options, 'rehearse', { pair, by, wish: { point, most } }, async ({ signal, tell }) => rehearsalShown(await app().rollbacks().rehearse(pair, { most, by, signal, onProgress: tell, ...(point === undefined ? {} : { point }) })))
    return reply.code(202).send(job)
  })

  router.get('/pairs/:pair/rehearsals/last', { schema: { summary: 'What the last rehearsal found', tags: ['restores'], params: pairParams, response: { 200: rehearsal } }, config: { needs: 'read' } }, async ({ params }) => {
    const last = await app().rollbacks().lastRehearsal(knownPair(app(), params.pair).name)
    if (last === undefined) throw new ApiError('NOT_THERE', 'No restore of this pair was rehearsed yet.')
    return rehearsalShown(last)
  })
}

function requestOf({ point = '', archived, sides, scope, includeDeparted, message, folder }: Wish) {
  const isOne = archived !== undefined || message !== undefined || folder !== undefined
  const named = message === undefined && folder === undefined ? { message: `archive ${archived ?? ''}` } : { ...(message === undefined ? {} : { message }), ...(folder === undefined ? {} : { folder }) }
  return { to: archived === undefined ? point : { archived }, sides, scope, includeDeparted: includeDeparted || archived !== undefined, ...(isOne ? { only: named } : {}) }
}

/** A run that is under way ends soon, and no other begins: who restores does not wait for a first copy of hours. */
async function letGo({ app, now }: SafetyOptions, pair: string): Promise<void> {
  const service = await app().beside()
  const isPaused = (await service.pauses()).some((each) => each.pair === pair && each.until === undefined)
  if (!isPaused) await service.pause({ pair, by: 'rollback', since: now() })
}
