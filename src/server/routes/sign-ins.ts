import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../app.ts'
import { SyncError } from '../../domain/errors.ts'
import type { Jobs } from '../../host/jobs.ts'
import type { Clock } from '../../platform/clock.ts'
import { REDIRECT_PATH, redirectUriOf } from '../../setup/microsoft/register-app.ts'
import { beginJob } from '../begin-job.ts'
import { signalOf } from '../caller-gone.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import { whoAsks } from '../who-asks.ts'
import { began } from './shapes.ts'

export interface SignInRoutesOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'signIns'>
  readonly clock: Clock
  readonly jobs: Jobs
}

const nothing = z.strictObject({})
const time = z.iso.datetime()
const standing = z
  .object({
    state: z.enum(['none', 'good', 'refused']),
    signedInAt: time.optional(),
    renewedAt: time.optional(),
    refusedAt: time.optional(),
    problem: z.string().optional().meta({ description: 'Why Microsoft refuses it, as an id: `sign-in-expired`, `mfa-needed`, …' }),
  })
  .meta({ id: 'MicrosoftSignIn' })

const page = z.object({ url: z.url().meta({ description: 'Lead the browser of the person here' }), redirectUri: z.string().meta({ description: 'Has to be registered with the app, letter for letter' }), expiresAt: time })
const device = began.extend({ userCode: z.string(), verificationUrl: z.string().meta({ description: 'Where the person types the code in, on any device' }), expiresAt: time })
const answer = z.looseObject({ state: z.string().max(200).optional(), code: z.string().max(8192).optional(), error: z.string().max(200).optional(), error_description: z.string().max(4096).optional() })

interface Begun {
  readonly pair: string
  readonly origin: string
  readonly flow: ReturnType<ReturnType<App['signIns']>['beginByCode']>
}

/** So many sign-ins may be under way; the oldest gives way. */
const MOST_BEGUN = 50

/** Sign-ins of people to the Outlook side of pairs with `signIn: person`. */
export function signInRoutes(router: Router, { app, clock, jobs }: SignInRoutesOptions): void {
  const tags = ['pairs']
  /** By `state`. Each is good once. */
  const underWay = new Map<string, Begun>()
  const signInsOf = (pair: string): ReturnType<App['signIns']> => {
    knownPair(app(), pair)
    return app().signIns()
  }

  router.get('/pairs/:pair/sign-in', { schema: { summary: 'Whether somebody has signed in to its Outlook side', tags, params: pairParams, response: { 200: standing } }, config: { needs: 'read' } }, async ({ params: { pair } }) => signInsOf(pair).standing(pair))

  router.post('/pairs/:pair/sign-in/code', { schema: { summary: 'Begin a sign-in in a browser', tags, params: pairParams, body: nothing, response: { 200: page } }, config: { needs: 'administer' } }, async (request) => {
    const { pair } = request.params
    const origin = originOf(request)
    const redirect = redirectUriOf(origin)
    if ('problem' in redirect) throw new ApiError('BAD_REQUEST', 'Microsoft leads back only to an address that begins with https, or to this machine: open the dashboard at one, or sign in with a device code.')
    const flow = signInsOf(pair).beginByCode(pair, redirect.uri)
    for (const [state, { flow: old }] of underWay) if (old.expiresAt < clock.now() || underWay.size >= MOST_BEGUN) underWay.delete(state)
    underWay.set(flow.state, { pair, origin, flow })
    return { url: flow.url, redirectUri: flow.redirectUri, expiresAt: new Date(flow.expiresAt).toISOString() }
  })

  // The browser comes from another site, without the cookie of the session: what it must bring is a `state` that nobody can guess.
  router.get(REDIRECT_PATH.replace('/api/v1', ''), { schema: { summary: 'Back from Microsoft', tags, querystring: answer, response: { 302: z.null() } }, config: { needs: 'nobody' } }, async (request, reply) => {
    const begun = underWay.get(request.query.state ?? '')
    if (begun === undefined) throw new ApiError('BAD_REQUEST', 'This answer belongs to no sign-in that was begun here, or it was used already. Begin the sign-in again.')
    underWay.delete(begun.flow.state)
    const { code, state, error, error_description } = request.query
    const given = Object.fromEntries(Object.entries({ code, state, error, error_description }).filter(([, value]) => value !== undefined))
    const back = `${begun.origin}/pairs/${encodeURIComponent(begun.pair)}`
    try {
      await app().signIns().completeByCode(begun.pair, begun.flow, given, signalOf(request.raw))
      return await reply.redirect(`${back}?signed-in`, 302)
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      return reply.redirect(`${back}?sign-in-problem=${problemIn(error)}`, 302)
    }
  })

  router.post('/pairs/:pair/sign-in/device', { schema: { summary: 'Begin a sign-in with a code that is typed in on another device', description: 'The job ends once the person has signed in, declined, or let the code expire.', tags, params: pairParams, body: nothing, response: { 202: device } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { pair } = request.params
    const signIns = signInsOf(pair)
    const begun = await signIns.beginByDevice(pair, signalOf(request.raw))
    const { userCode, verificationUrl } = begun
    const job = beginJob({ jobs }, 'sign-in', { pair, by: whoAsks(request), wish: { userCode } }, ({ signal }) => signIns.completeByDevice(pair, begun, signal))
    return reply.code(202).send({ ...job, userCode, verificationUrl, expiresAt: new Date(begun.expiresAt).toISOString() })
  })

  router.delete('/pairs/:pair/sign-in', { schema: { summary: 'Forget the sign-in here', tags, params: pairParams, response: { 204: z.null() } }, config: { needs: 'administer' } }, async ({ params: { pair } }, reply) => {
    await signInsOf(pair).signOut(pair)
    return reply.code(204).send(null)
  })
}

const originOf = ({ protocol, host }: FastifyRequest): string => `${protocol}://${host}`

/** The id that the words of the dashboard go by. */
function problemIn({ cause, code }: SyncError): string {
  return typeof cause === 'object' && cause !== null && 'signInProblem' in cause ? String(cause.signInProblem) : code
}
