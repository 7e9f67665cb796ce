import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Setup } from '../../setup-app.ts'
import { beginConsent, readConsentAnswer, type AppIds } from '../../setup/microsoft/register-app.ts'
import type { BrowsersAway } from '../browsers-away.ts'
import type { Router } from '../router.ts'
import { journey, originOf, redirectUriFor } from './microsoft-callback.ts'

export interface ConsentRouteOptions {
  readonly setup: () => Setup
  readonly clock: Clock
  readonly browsers: BrowsersAway
}

/** How long an administrator may take, in milliseconds. */
const PATIENCE_MS = 15 * 60_000

/** Leads an administrator of Microsoft to the page where they consent for their whole organisation, and takes back what they said. */
export function consentRoutes(router: Router, options: ConsentRouteOptions): void {
  const { setup } = options
  router.post('/setup/microsoft/consent', { schema: { summary: 'Begin the consent of an administrator to the app of the set-up', description: 'The browser comes back to the set-up, with `consent` in the address: `granted`, `declined`, `elsewhere` or `refused`.', tags: ['set-up'], body: z.strictObject({}), response: { 200: journey } }, config: { needs: 'administer' } }, async (request) => {
    const { microsoft } = await setup().look()
    if (microsoft === undefined) throw new SyncError('SETUP_INCOMPLETE', 'The Microsoft side is not known yet: give tenant and client id first.')
    return sendForConsent(request, options, { app: microsoft, back: '/set-up/microsoft' })
  })
}

/** `back`: the page that the browser comes back to in the end. @throws {ApiError} `BAD_REQUEST` */
export function sendForConsent(request: FastifyRequest, { clock, browsers }: Omit<ConsentRouteOptions, 'setup'>, { app, back }: { readonly app: AppIds; readonly back: string }): z.infer<typeof journey> {
  const redirectUri = redirectUriFor(request, 'choose "Grant admin consent" in the console of Microsoft')
  const { url, state } = beginConsent(app, redirectUri)
  const until = clock.now() + PATIENCE_MS
  const place = `${originOf(request)}${back}`
  browsers.send(state, until, async (brought) => {
    const answer = readConsentAnswer(brought, { state, tenant: app.tenant })
    return `${place}?${new URLSearchParams({ consent: answer.outcome, ...('about' in answer && answer.about !== undefined ? { about: answer.about } : {}) }).toString()}`
  })
  return { url, redirectUri, expiresAt: new Date(until).toISOString() }
}
