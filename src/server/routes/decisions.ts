import { z } from 'zod'
import type { App } from '../../app.ts'
import type { Decisions } from '../../decide-app.ts'
import { toInstant } from '../../domain/instant.ts'
import { SyncError } from '../../domain/errors.ts'
import { SIDES } from '../../domain/side.ts'
import type { Jobs } from '../../host/jobs.ts'
import type { Clock } from '../../platform/clock.ts'
import { beginJob } from '../begin-job.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import { withPatience } from '../patience.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import { orStopped } from '../stopped.ts'
import { step, stepOf } from '../step.ts'
import { whoAsks } from '../who-asks.ts'
import { MOST_STEPS } from './pair-actions.ts'
import { began, side } from './shapes.ts'

export interface DecisionRoutesOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'beside' | 'plan' | 'status' | 'decisions'>
  readonly clock: Clock
  readonly jobs: Jobs
}

/** Conflicts are shown for so long, in milliseconds: as long as the event feed has them. */
const SHOWN_MS = 30 * 86_400_000

const openHold = z
  .object({
    pair: z.string(),
    id: z.string(),
    on: side.meta({ description: 'The side where messages would go to trash' }),
    operations: z.int(),
    reason: z.enum(['too-many', 'side-empty', 'folder-unavailable']),
    decision: z.enum(['apply', 'discard']).optional().meta({ description: 'What somebody decided and the service has not done yet' }),
  })
  .meta({ id: 'OpenHold' })

const waiting = z.object({
  holds: z.array(openHold),
  pairs: z.array(z.object({ pair: z.string(), holds: z.int(), aside: z.int(), departed: z.int() })).meta({ description: 'Pairs where anything waits' }),
})

const seen = { item: z.string(), on: side, folder: z.string(), receivedAt: z.string(), size: z.int() }

const conflict = z
  .object({
    seq: z.int(),
    at: z.string(),
    run: z.string(),
    on: side.meta({ description: 'The side whose value gave way' }),
    kind: z.enum(['mark', 'move', 'change-folder']),
    message: z.object(seen).optional(),
    values: z.array(z.object({ field: z.enum(['folder', 'read', 'flag', 'answered', 'forwarded', 'tags']), lost: z.union([z.string(), z.boolean()]), applied: z.union([z.string(), z.boolean()]) })),
    isTakenBack: z.boolean().meta({ description: 'The other value was taken since' }),
  })
  .meta({ id: 'Conflict' })

const aside = z.object({ ...seen, code: z.string(), message: z.string(), attempts: z.int(), since: z.string() }).meta({ id: 'SetAside' })
const departed = z.object({ ...seen, binding: z.string(), since: z.string() }).meta({ id: 'Departed' })

const names = z.array(z.string().max(200)).min(1).max(500)
const holdParams = pairParams.extend({ hold: z.string().max(100) })

/** What waits for a person, and what they decide. */
export function decisionRoutes(router: Router, { app, clock, jobs }: DecisionRoutesOptions): void {
  const decisions = (): Decisions => app().decisions()
  const want = async (pair: string): Promise<void> => {
    const since = clock.now()
    await (await app().beside()).wish({ pair, why: 'asked', since, dueAt: since })
  }

  router.get('/decisions', { schema: { summary: 'What waits for a person, in all pairs', tags: ['decisions'], response: { 200: waiting } }, config: { needs: 'read' } }, async () => {
    const known = await Promise.all(app().pairs().map(async ({ name }) => ({ name, status: await app().status(name) })))
    const decided = await (await app().beside()).decisions()
    const holds = known.flatMap(({ name, status }) => status.openHolds.map((hold) => ({ pair: name, ...hold, ...decisionOf(decided, name, hold.id) })))
    const pairs = await Promise.all(
      known.map(async ({ name, status: { openHolds, setAside, counts } }) => {
        const open = counts.bindings.departed === 0 ? [] : (await decisions().departed(name)).departed
        return { pair: name, holds: openHolds.length, aside: setAside.length, departed: open.length }
      }),
    )
    return { holds, pairs: pairs.filter((each) => each.holds + each.aside + each.departed > 0) }
  })

  const steps = z.object({ id: z.string(), total: z.int(), steps: z.array(step).meta({ description: `The first ${MOST_STEPS}` }) })
  router.get('/pairs/:pair/holds/:hold', { schema: { summary: 'What a hold would do', description: 'Looks at both mailboxes, so it takes a moment.', tags: ['decisions'], params: holdParams, response: { 200: steps } }, config: { needs: 'read' } }, async ({ params: { pair, hold } }, reply) => {
    knownPair(app(), pair)
    const { held } = await withPatience(reply, clock, (signal) => app().plan(pair, { signal }))
    const meant = held[hold]
    if (meant === undefined) throw new SyncError('HOLD_CHANGED', 'That hold is not open any more: what is held has changed.')
    return { id: hold, total: meant.length, steps: meant.slice(0, MOST_STEPS).map(stepOf) }
  })

  const decided = z.object({ pair: z.string(), hold: z.string(), decision: z.enum(['apply', 'discard']) })
  router.post('/pairs/:pair/holds/:hold/decision', { schema: { summary: 'Do what is held, or keep those messages', description: 'The service does it within seconds. Refused where the hold is no longer the one that is open (409), or somebody else decided otherwise meanwhile (412).', tags: ['decisions'], params: holdParams, body: z.strictObject({ decision: z.enum(['apply', 'discard']) }), response: { 202: decided } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { pair, hold } = request.params
    const { decision } = request.body
    knownPair(app(), pair)
    const { openHolds } = await app().status(pair)
    if (!openHolds.some(({ id }) => id === hold)) throw new SyncError('HOLD_CHANGED', 'That hold is not open any more: what is held has changed.')
    const service = await app().beside()
    const before = decisionOf(await service.decisions(), pair, hold).decision
    if (before !== undefined && before !== decision) throw new ApiError('CHANGED_MEANWHILE', 'Somebody decided otherwise a moment ago.')
    await service.decide({ pair, hold, decision })
    return reply.code(202).send({ pair, hold, decision })
  })

  const conflictQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(25), cursor: z.coerce.number().int().min(1).optional() })
  const conflicts = z.object({ conflicts: z.array(conflict), next: z.string().optional() })
  router.get('/pairs/:pair/conflicts', { schema: { summary: 'What both sides changed differently within 30 days, newest first', description: 'The other value is taken by `POST …/runs/{run}/undo` with `item`.', tags: ['decisions'], params: pairParams, querystring: conflictQuery, response: { 200: conflicts } }, config: { needs: 'read' } }, async ({ params: { pair }, query: { limit, cursor } }) => {
    knownPair(app(), pair)
    const since = toInstant(clock.now() - SHOWN_MS) ?? ''
    const found = await decisions().conflicts(pair, { most: limit + 1, since, ...(cursor === undefined ? {} : { before: cursor }) })
    const page = found.slice(0, limit)
    return { conflicts: page.map(({ values, ...rest }) => ({ ...rest, values: [...values] })), ...(found.length > limit ? { next: String(page.at(-1)?.seq ?? '') } : {}) }
  })

  router.get('/pairs/:pair/set-aside', { schema: { summary: 'Messages that a cloud refuses, with the reason', tags: ['decisions'], params: pairParams, response: { 200: z.object({ items: z.array(aside) }) } }, config: { needs: 'read' } }, async ({ params: { pair } }) => {
    knownPair(app(), pair)
    return { items: [...(await decisions().aside(pair))] }
  })

  router.post('/pairs/:pair/set-aside/try-again', { schema: { summary: 'Try these again with the next run, which is at once', tags: ['decisions'], params: pairParams, body: z.strictObject({ items: names }), response: { 202: z.object({ items: z.int() }) } }, config: { needs: 'operate' } }, async ({ params: { pair }, body: { items } }, reply) => {
    knownPair(app(), pair)
    const many = await withPatience(reply, clock, (signal) => decisions().tryAgain(pair, items, { signal }))
    await want(pair)
    return reply.code(202).send({ items: many })
  })

  const departedList = z.object({ items: z.array(departed), keptUntil: z.string().optional().meta({ description: 'Somebody said that all that departed until then stays' }) })
  router.get('/pairs/:pair/departed', { schema: { summary: 'Messages that left one mailbox and are still in the other', tags: ['decisions'], params: pairParams, response: { 200: departedList } }, config: { needs: 'read' } }, async ({ params: { pair } }) => {
    knownPair(app(), pair)
    const { departed: items, keptUntil } = await decisions().departed(pair)
    return { items: [...items], ...(keptUntil === undefined ? {} : { keptUntil }) }
  })

  const keepBody = z.strictObject({ until: z.iso.datetime().meta({ description: 'The latest `since` of what was looked at: what departs meanwhile is listed' }) })
  router.post('/pairs/:pair/departed/keep', { schema: { summary: 'Those that departed up to a moment stay where they are', tags: ['decisions'], params: pairParams, body: keepBody, response: { 200: departedList } }, config: { needs: 'operate' } }, async ({ params: { pair }, body: { until } }, reply) => {
    knownPair(app(), pair)
    await withPatience(reply, clock, (signal) => decisions().keepDeparted(pair, toInstant(Date.parse(until)) ?? '', { signal }))
    const { departed: items, keptUntil } = await decisions().departed(pair)
    return { items: [...items], ...(keptUntil === undefined ? {} : { keptUntil }) }
  })

  const trashPlan = z.object({ total: z.int(), steps: z.array(step) })
  const trashBody = z.strictObject({ bindings: names, dryRun: z.boolean().meta({ description: 'Look and plan, and write nothing' }) })
  router.post('/pairs/:pair/departed/trash', { schema: { summary: 'Send these to trash where they still are', description: 'With `dryRun` the answer is what would be done (200); without it the job that does it (202).', tags: ['decisions'], params: pairParams, body: trashBody, response: { 200: trashPlan, 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { pair } = request.params
    const { bindings, dryRun } = request.body
    knownPair(app(), pair)
    if (dryRun) {
      const { sentences } = await withPatience(reply, clock, (signal) => decisions().trashDeparted(pair, bindings, { dryRun, signal }))
      return { total: sentences.length, steps: sentences.slice(0, MOST_STEPS).map(stepOf) }
    }
    const job = beginJob({ jobs }, 'trash-departed', { pair, by: whoAsks(request), wish: { bindings } }, async ({ signal, tell }) => {
      const { done, failed } = orStopped(await decisions().trashDeparted(pair, bindings, { dryRun, signal, onProgress: tell }))
      return { done: SIDES.reduce((sum, side) => sum + (done[side].trash ?? 0), 0), failed }
    })
    return reply.code(202).send(job)
  })
}

function decisionOf(decided: readonly { readonly pair: string; readonly hold: string; readonly decision: 'apply' | 'discard' }[], pair: string, hold: string): { decision?: 'apply' | 'discard' } {
  const found = decided.find((each) => each.pair === pair && each.hold === hold)
  return found === undefined ? {} : { decision: found.decision }
}
