import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { REDIRECT_PATH, redirectUriOf } from '../../setup/microsoft/register-app.ts'
import type { BrowsersAway } from '../browsers-away.ts'
import { signalOf } from '../caller-gone.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'

const text = (most: number) => z.string().max(most).optional()
const answer = z.looseObject({ state: text(200), code: text(8192), error: text(200), error_description: text(4096), admin_consent: text(20), tenant: text(200) })

/** Where a browser is sent, and what it is led back to. */
export const journey = z.object({ url: z.url().meta({ description: 'Lead the browser of the person here' }), redirectUri: z.string().meta({ description: 'Has to be registered with the app, letter for letter' }), expiresAt: z.iso.datetime() })

/** The one address that Microsoft leads browsers back to, after a sign-in and after the consent of an administrator. */
export function microsoftCallbackRoute(router: Router, { browsers }: { readonly browsers: BrowsersAway }): void {
  // The browser comes from another site, without the cookie of the session: what it must bring is a `state` that nobody can guess.
  router.get(REDIRECT_PATH.replace('/api/v1', ''), { schema: { summary: 'Back from Microsoft', tags: ['pairs'], querystring: answer, response: { 302: z.null() } }, config: { needs: 'nobody' } }, async (request, reply) => {
    const { state = '', code, error, error_description, admin_consent, tenant } = request.query
    const end = browsers.take(state)
    if (end === undefined) throw new ApiError('BAD_REQUEST', strangerIs(state, error))
    const brought = Object.fromEntries(Object.entries({ state, code, error, error_description, admin_consent, tenant }).filter(([, value]) => value !== undefined))
    return reply.redirect(await end(brought, signalOf(reply)), 302)
  })
}

/** A refusal may come without `state` (page v2-admin-consent shows one): it is told, and changes nothing. */
function strangerIs(state: string, error: string | undefined): string {
  if (state === '' && error !== undefined) return `Microsoft did not agree${/^\w{1,60}$/.test(error) ? ` (${error})` : ''}. Nothing was changed. Close this page, and begin again.`
  return 'This answer belongs to nothing that was begun here, or it was used already. Nothing was taken from it. Begin again.'
}

/** The address that the dashboard was opened at. */
export const originOf = ({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string => `${protocol}://${host}`

/** Where Microsoft is to lead back to. @throws {ApiError} `BAD_REQUEST` where it leads nobody to */
export function redirectUriFor(request: Pick<FastifyRequest, 'protocol' | 'host'>, otherwise: string): string {
  const redirect = redirectUriOf(originOf(request))
  if ('problem' in redirect) throw new ApiError('BAD_REQUEST', `Microsoft leads back only to an address that begins with https, or to this machine: open the dashboard at one, or ${otherwise}.`)
  return redirect.uri
}
