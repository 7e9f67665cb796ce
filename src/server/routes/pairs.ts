import { z } from 'zod'
import type { App } from '../../app.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'

export interface PairsOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'status'>
}

const STATES = ['new', 'in-step', 'behind', 'waiting', 'decide', 'gate', 'sign-in', 'stuck', 'paused'] as const

const pairSummary = z
  .object({
    name: z.string(),
    left: z.enum(['dingtalk', 'imap']),
    right: z.enum(['outlook']),
    state: z.enum(STATES).meta({ description: 'How it stands. `new`: the service has not looked at it yet.' }),
    since: z.iso.datetime().optional(),
    code: z.string().optional().meta({ description: 'Why, where an error is why: a code of docs/errors.md' }),
    message: z.string().optional(),
    inStepAt: z.iso.datetime().optional().meta({ description: 'When a run last ended with nothing left to do' }),
    messages: z.int().meta({ description: 'Messages that both sides hold' }),
    holds: z.int(),
    setAside: z.int(),
  })
  .meta({ id: 'PairSummary' })

/** The pairs, and how each stands. */
export function pairRoutes(router: Router, { app }: PairsOptions): void {
  router.get('/pairs', { schema: { summary: 'All pairs, and how each stands', tags: ['pairs'], response: { 200: z.object({ pairs: z.array(pairSummary) }) } }, config: { needs: 'read' } }, async () => ({
    pairs: await Promise.all(app().pairs().map(({ name }) => summaryOf(app(), name))),
  }))

  router.get('/pairs/:pair', { schema: { summary: 'One pair', tags: ['pairs'], params: z.object({ pair: z.string() }), response: { 200: pairSummary } }, config: { needs: 'read' } }, async ({ params }) => {
    if (!app().pairs().some(({ name }) => name === params.pair)) throw new ApiError('NOT_THERE', 'There is no pair of that name.')
    return summaryOf(app(), params.pair)
  })
}

async function summaryOf(app: Pick<App, 'pairs' | 'status'>, name: string): Promise<z.infer<typeof pairSummary>> {
  const info = app.pairs().find((each) => each.name === name)
  const { counts, standing, paused, lastReport, openHolds, setAside } = await app.status(name)
  return {
    name,
    left: info?.left ?? 'dingtalk',
    right: 'outlook',
    state: paused === undefined ? (standing?.state ?? 'new') : 'paused',
    ...(standing === undefined ? {} : { since: new Date(standing.since).toISOString() }),
    ...(standing?.code === undefined ? {} : { code: standing.code }),
    ...(standing?.message === undefined ? {} : { message: standing.message }),
    ...(lastReport?.inStepAt === undefined ? {} : { inStepAt: new Date(lastReport.inStepAt).toISOString() }),
    messages: counts.bindings.live,
    holds: openHolds.length,
    setAside: setAside.length,
  }
}
