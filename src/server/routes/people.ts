import { z } from 'zod'
import { beginJob } from '../begin-job.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import { Plans } from '../plans.ts'
import type { Router } from '../router.ts'
import type { SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'
import { leavingShown } from './restore-shapes.ts'
import { began, side } from './shapes.ts'

const member = z
  .object({
    pair: z.string(),
    addresses: z.array(z.string()).meta({ description: 'Of its mailboxes: the left one first' }),
    isPaused: z.boolean(),
    messages: z.int(),
    isOpen: z.boolean().meta({ description: 'Its safety measures hold' }),
    isEnforced: z.boolean().meta({ description: 'Whether they are asked for' }),
    lastPoint: z.string().optional().meta({ description: 'When its last restore point was taken' }),
  })
  .meta({ id: 'Member' })

const wish = z.strictObject({ copies: z.enum(['keep', 'remove']), without: side.optional().meta({ description: 'A mailbox that is gone, or out of reach for good' }) })
type Wish = z.infer<typeof wish>

/** Who has a pair, and what is done when somebody leaves. */
export function peopleRoutes(router: Router, options: SafetyOptions): void {
  const { app, jobs } = options
  const plans = new Plans<{ readonly pair: string; readonly wish: Wish }>(jobs, 'leaving-plan')

  router.get('/people', { schema: { summary: 'Who has a pair', tags: ['people'], querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().optional() }), response: { 200: z.object({ people: z.array(member), next: z.string().optional() }) } }, config: { needs: 'read' } }, async ({ query: { limit, cursor } }) => {
    const all = app().privacy().owners().toSorted((a, b) => (a.pair < b.pair ? -1 : 1))
    const page = all.filter(({ pair }) => cursor === undefined || pair > cursor).slice(0, limit)
    const last = page.at(-1)
    return { people: await Promise.all(page.map((each) => memberOf(each, options))), ...(last === undefined || last === all.at(-1) ? {} : { next: last.pair }) }
  })

  router.post('/pairs/:pair/leaving/plan', { schema: { summary: 'Find out what giving a pair up would do; nothing is written', tags: ['people'], params: pairParams, body: wish, response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { name: pair } = knownPair(app(), request.params.pair)
    const { body } = request
    const by = whoAsks(request)
    const job = beginJob(options, 'leaving-plan', { pair, by, wish: body }, async ({ signal, tell }) => leavingShown(await app().uninstall(pair, { ...requestOf(body), by, dryRun: true, signal, onProgress: tell })))
    plans.keep(job.job, { pair, wish: body })
    return reply.code(202).send(job)
  })

  router.post('/pairs/:pair/leaving', { schema: { summary: 'Give a pair up as planned, and prove that nothing of Tongbu is left', tags: ['people'], params: pairParams, body: z.strictObject({ plan: z.string().meta({ description: 'The job that found out what would be done' }) }), response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { name: pair } = knownPair(app(), request.params.pair)
    const planned = plans.take(request.body.plan, (job) => job.pair === pair)
    const by = whoAsks(request)
    const job = beginJob(options, 'leave', { pair, by, wish: request.body }, async ({ signal, tell }) => leavingShown(await app().uninstall(pair, { ...requestOf(planned.wish), by, signal, onProgress: tell })))
    return reply.code(202).send(job)
  })
}

const requestOf = ({ copies, without }: Wish) => ({ copies, ...(without === undefined ? {} : { without }) })

async function memberOf({ pair, addresses }: { readonly pair: string; readonly addresses: readonly string[] }, { app }: SafetyOptions): Promise<z.input<typeof member>> {
  const [{ paused, counts }, { isOpen, isEnforced }] = await Promise.all([app().status(pair), app().preflight().standing(pair)])
  const backups = app().backups()
  const last = backups.isConfigured ? await backups.standing(pair).then((standing) => standing.last?.takenAt, () => undefined) : undefined
  return { pair, addresses: [...addresses], isPaused: paused !== undefined, messages: counts.bindings.live, isOpen, isEnforced, ...(last === undefined ? {} : { lastPoint: last }) }
}
