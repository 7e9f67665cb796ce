import { z } from 'zod'
import type { App } from '../../app.ts'
import { SyncError } from '../../domain/errors.ts'
import type { Jobs } from '../../host/jobs.ts'
import { beginJob } from '../begin-job.ts'
import type { BrowsersAway } from '../browsers-away.ts'
import { signalOf } from '../caller-gone.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import type { Router } from '../router.ts'
import { signInProblemIn } from '../sign-in-problem.ts'
import { whoAsks } from '../who-asks.ts'
import { journey, originOf, redirectUriFor } from './microsoft-callback.ts'
import { began } from './shapes.ts'

export interface SignInRoutesOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'signIns'>
  readonly browsers: BrowsersAway
  readonly jobs: Jobs
}

const nothing = z.strictObject({})
const time = z.iso.datetime()
export const standing = z
  .object({
    state: z.enum(['none', 'good', 'refused']),
    signedInAt: time.optional(),
    renewedAt: time.optional(),
    refusedAt: time.optional(),
    problem: z.string().optional().meta({ description: 'Why Microsoft refuses it, as an id: `sign-in-expired`, `mfa-needed`, …' }),
  })
  .meta({ id: 'MicrosoftSignIn' })

const device = began.extend({ userCode: z.string(), verificationUrl: z.string().meta({ description: 'Where the person types the code in, on any device' }), expiresAt: time })
/** Sign-ins of people to the Outlook side of pairs with `signIn: person`. */
export function signInRoutes(router: Router, { app, browsers, jobs }: SignInRoutesOptions): void {
  const tags = ['pairs']
  /** The last code of each pair, for whoever closed the page and comes back. */
  const givenOut = new Map<string, z.infer<typeof device>>()
  const signInsOf = (pair: string): ReturnType<App['signIns']> => {
    knownPair(app(), pair)
    return app().signIns()
  }

  router.get('/pairs/:pair/sign-in', { schema: { summary: 'Whether somebody has signed in to its Outlook side', tags, params: pairParams, response: { 200: standing } }, config: { needs: 'read' } }, async ({ params: { pair } }) => signInsOf(pair).standing(pair))

  const body = z.strictObject({ back: z.enum(['pair', 'connections', 'set-up']).default('pair').meta({ description: 'The page of the dashboard that is shown afterwards' }) })
  router.post('/pairs/:pair/sign-in/code', { schema: { summary: 'Begin a sign-in in a browser', tags, params: pairParams, body, response: { 200: journey } }, config: { needs: 'administer' } }, async (request) => {
    const { pair } = request.params
    const redirectUri = redirectUriFor(request, 'sign in with a device code')
    const flow = signInsOf(pair).beginByCode(pair, redirectUri)
    const place = `${originOf(request)}${placeOf(request.body.back, pair)}`
    browsers.send(flow.state, flow.expiresAt, async (brought, signal) => {
      try {
        const { isOther } = await app().signIns().completeByCode(pair, flow, brought, signal)
        return `${place}?signed-in=${encodeURIComponent(pair)}${isOther ? '&other' : ''}`
      } catch (error) {
        if (!(error instanceof SyncError)) throw error
        return `${place}?sign-in-problem=${signInProblemIn(error) ?? error.code}&of=${encodeURIComponent(pair)}`
      }
    })
    return { url: flow.url, redirectUri, expiresAt: new Date(flow.expiresAt).toISOString() }
  })

  router.post('/pairs/:pair/sign-in/device', { schema: { summary: 'Begin a sign-in with a code that is typed in on another device', description: 'The job ends once the person has signed in, declined, or let the code expire.', tags, params: pairParams, body: nothing, response: { 202: device } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { pair } = request.params
    const signIns = signInsOf(pair)
    const begun = await signIns.beginByDevice(pair, signalOf(reply))
    const { userCode, verificationUrl } = begun
    const job = beginJob({ jobs }, 'sign-in', { pair, by: whoAsks(request), wish: { userCode } }, ({ signal }) => signIns.completeByDevice(pair, begun, signal))
    const given = { ...job, userCode, verificationUrl, expiresAt: new Date(begun.expiresAt).toISOString() }
    givenOut.set(pair, given)
    return reply.code(202).send(given)
  })

  router.get('/pairs/:pair/sign-in/device', { schema: { summary: 'The code that was given out and is waited for, if there is one', tags, params: pairParams, response: { 200: z.object({ waiting: device.optional() }) } }, config: { needs: 'administer' } }, async ({ params: { pair } }) => {
    const given = givenOut.get(knownPair(app(), pair).name)
    return given !== undefined && jobs.find(given.job)?.state === 'running' ? { waiting: given } : {}
  })

  router.delete('/pairs/:pair/sign-in', { schema: { summary: 'Forget the sign-in here', tags, params: pairParams, response: { 204: z.null() } }, config: { needs: 'administer' } }, async ({ params: { pair } }, reply) => {
    await signInsOf(pair).signOut(pair)
    return reply.code(204).send(null)
  })
}

const placeOf = (back: 'pair' | 'connections' | 'set-up', pair: string): string => ({ pair: `/pairs/${encodeURIComponent(pair)}`, connections: '/connections', 'set-up': '/set-up/safety' })[back]
