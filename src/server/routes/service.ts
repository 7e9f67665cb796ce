import { z } from 'zod'
import type { App } from '../../app.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Router } from '../router.ts'
import { whoAsks } from '../who-asks.ts'

export interface ServiceRoutesOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'beside'>
  readonly clock: Clock
}

const standing = z
  .object({
    stopped: z.object({ by: z.string(), since: z.iso.datetime() }).optional().meta({ description: 'Nothing is done for any pair, since then and by whom' }),
    pairs: z.int(),
    toDecide: z.int().meta({ description: 'Pairs with operations that are held until somebody decides' }),
    needHelp: z.int().meta({ description: 'Pairs that are not tried again before somebody acts' }),
  })
  .meta({ id: 'ServiceStanding' })

/** The whole service: how it stands in short, and the red button. */
export function serviceRoutes(router: Router, { app, clock }: ServiceRoutesOptions): void {
  const stop = async (by: string): Promise<z.infer<typeof standing>> => {
    await (await app().beside()).pause({ by, since: clock.now() })
    return standingOf(app(), clock)
  }

  router.get('/service', { schema: { summary: 'How the service stands, in short', tags: ['service'], response: { 200: standing } }, config: { needs: 'read' } }, () => standingOf(app(), clock))

  router.post('/service/stop', { schema: { summary: 'The red button: nothing is done for any pair until it is taken back', tags: ['service'], body: z.strictObject({}), response: { 200: standing } }, config: { needs: 'operate' } }, (request) => stop(whoAsks(request)))

  router.post('/service/resume', { schema: { summary: 'Takes back the red button; pairs that were paused by themselves stay so', tags: ['service'], body: z.strictObject({}), response: { 200: standing } }, config: { needs: 'operate' } }, async () => {
    const service = await app().beside()
    await service.resume(undefined)
    const since = clock.now()
    for (const { name } of app().pairs()) await service.wish({ pair: name, why: 'asked', since, dueAt: since })
    return standingOf(app(), clock)
  })
}

async function standingOf(app: ReturnType<ServiceRoutesOptions['app']>, clock: Clock): Promise<z.infer<typeof standing>> {
  const service = await app.beside()
  const stopped = (await service.pauses()).find(({ pair, until }) => pair === undefined && (until ?? Infinity) > clock.now())
  const names = new Set(app.pairs().map(({ name }) => name))
  const standings = (await service.standings()).filter(({ pair }) => names.has(pair))
  return {
    ...(stopped === undefined ? {} : { stopped: { by: stopped.by, since: new Date(stopped.since).toISOString() } }),
    pairs: names.size,
    toDecide: standings.filter(({ state }) => state === 'decide').length,
    needHelp: standings.filter(({ state, retryAt }) => state === 'sign-in' || state === 'gate' || (state === 'stuck' && retryAt === undefined)).length,
  }
}
