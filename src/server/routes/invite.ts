import { z } from 'zod'
import type { InvitedPerson, Setup } from '../../setup-app.ts'
import { FOUND_CODES } from '../../setup/found.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'

export interface InviteRouteOptions {
  readonly setup: () => Setup
}

const token = z.string().min(1).max(100)

const invited = z
  .object({
    standing: z.enum(['open', 'used', 'expired', 'locked']),
    address: z.string().meta({ description: 'Whose client-specific password is asked for' }),
    found: z.array(z.enum(FOUND_CODES)).meta({ description: 'What was found with the password that was given' }),
  })
  .meta({ id: 'Invited' })

/** What is behind a one-time link. Whoever has the link needs no sign-in; the token comes in the body, so that no log holds it. */
export function inviteRoutes(router: Router, { setup }: InviteRouteOptions): void {
  const tags = ['invite']
  const config = { needs: 'nobody' as const }
  const answer = (person: InvitedPerson | undefined): z.infer<typeof invited> => {
    if (person === undefined) throw new ApiError('NOT_THERE', 'This link is not known. It may have been replaced by a newer one.')
    return { standing: person.standing, address: person.address, found: person.found.map(({ code }) => code) }
  }
  router.post('/invite/look', { schema: { summary: 'What a one-time link is for', tags, body: z.strictObject({ token }), response: { 200: invited } }, config }, async ({ body }) => answer(await setup().invited(body.token)))
  router.post('/invite', { schema: { summary: 'Gives a client-specific password, once', tags, body: z.strictObject({ token, password: z.string().min(1).max(512) }), response: { 200: invited } }, config }, async ({ body }) =>
    // Whoever leaves the page must not get a second try by it.
    answer(await setup().accept(body.token, body.password, new AbortController().signal)))
}
