import { z } from 'zod'
import { ROLES, type Account } from '../../accounts/account.ts'
import type { Accounts, MadeLink, ShownRequest } from '../../accounts/accounts.ts'
import { linkUrl } from '../../accounts/links.ts'
import { GUARDED } from '../../accounts/second-person.ts'
import { LANGUAGES } from '../../gate/catalogue.ts'
import { ApiError } from '../problem.ts'
import { personOf, whoOf } from '../plugins/sessions.ts'
import type { Router } from '../router.ts'

export interface AccountsOptions {
  readonly accounts: Accounts
}

const STATUSES = ['invited', 'active', 'disabled'] as const
const SMALL = 16 * 1024

const account = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    language: z.enum(LANGUAGES),
    status: z.enum(STATUSES),
    hasPassword: z.boolean(),
    hasSecondFactor: z.boolean(),
    issuer: z.string().optional().meta({ description: 'Of OpenID Connect, where they sign in there' }),
    createdAt: z.iso.datetime(),
    signedInAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Account' })

const link = z.object({ path: z.string().meta({ description: 'To be put behind the address of the dashboard. Good once; not told again.' }), expiresAt: z.iso.datetime() }).meta({ id: 'AccountLink' })

const shown = ({ id, name, role, language, status, password, totp, identity, createdAt, signedInAt }: Account): z.infer<typeof account> => ({
  ...{ id, name, role, language, status },
  hasPassword: password !== undefined,
  hasSecondFactor: totp !== undefined,
  ...(identity === undefined ? {} : { issuer: identity.issuer }),
  createdAt: new Date(createdAt).toISOString(),
  ...(signedInAt === undefined ? {} : { signedInAt: new Date(signedInAt).toISOString() }),
})

const told = ({ secret, expiresAt }: MadeLink): z.infer<typeof link> => ({ path: linkUrl('', secret), expiresAt: new Date(expiresAt).toISOString() })

/** Who may sign in, for administrators; and what one person asks another to agree to. */
export function accountRoutes(router: Router, options: AccountsOptions): void {
  managing(router, options)
  secondPersons(router, options)
}

function managing(router: Router, { accounts }: AccountsOptions): void {
  const about = { tags: ['accounts'] }
  const params = z.object({ id: z.string() })
  const config = { needs: 'administer' } as const

  router.get('/accounts', { schema: { summary: 'Who may sign in', ...about, response: { 200: z.object({ accounts: z.array(account) }) } }, config }, async () => ({ accounts: (await accounts.accounts()).map(shown) }))

  const invited = z.strictObject({ name: z.string().min(1).max(100), role: z.enum(ROLES), language: z.enum(LANGUAGES) })
  router.post('/accounts', { schema: { summary: 'Invite somebody', ...about, body: invited, response: { 201: z.object({ link }) } }, config, bodyLimit: SMALL }, async (request, reply) => {
    const made = await accounts.invite(whoOf(request), request.body)
    return reply.code(201).send({ link: told(made) })
  })

  const changes = z.strictObject({ role: z.enum(ROLES).optional(), isEnabled: z.boolean().optional() })
  router.patch('/accounts/:id', { schema: { summary: 'Another role, or in and out', ...about, params, body: changes, response: { 200: account } }, config, bodyLimit: SMALL }, async (request) => {
    const { role, isEnabled } = request.body
    const { id } = request.params
    const by = whoOf(request)
    const turned = isEnabled === undefined ? undefined : isEnabled ? await accounts.enable(by, id) : await accounts.disable(by, id)
    const changed = role === undefined ? turned : await accounts.setRole(by, id, role)
    if (changed === undefined) throw new ApiError('BAD_REQUEST', 'Nothing is to be changed.')
    return shown(changed)
  })

  router.delete('/accounts/:id', { schema: { summary: 'Remove an account', ...about, params, response: { 204: z.null() } }, config }, async (request, reply) => {
    await accounts.remove(whoOf(request), request.params.id)
    return reply.code(204).send(null)
  })

  const linked = z.strictObject({ dropsSecondFactor: z.boolean().default(false) })
  router.post('/accounts/:id/link', { schema: { summary: 'A link for somebody who is locked out', ...about, params, body: linked, response: { 201: z.object({ link }) } }, config, bodyLimit: SMALL }, async (request, reply) => {
    const made = await accounts.makeLink(whoOf(request), request.params.id, { dropsTotp: request.body.dropsSecondFactor })
    return reply.code(201).send({ link: told(made) })
  })

  router.post('/accounts/:id/reset-totp', { schema: { summary: 'Take a lost second factor away', ...about, params, response: { 200: account } }, config }, async (request) => shown(await accounts.resetTotp(whoOf(request), request.params.id)))
}

const wish = z
  .object({
    id: z.string(),
    deed: z.enum(GUARDED),
    pair: z.string(),
    about: z.string(),
    by: z.string().meta({ description: 'Name of whoever asked' }),
    isOwn: z.boolean(),
    reason: z.string(),
    at: z.iso.datetime(),
    state: z.enum(['open', 'granted', 'denied', 'used', 'expired']),
    decidedBy: z.string().optional(),
  })
  .meta({ id: 'SecondPersonRequest' })

function secondPersons(router: Router, { accounts }: AccountsOptions): void {
  const about = { tags: ['second-person'] }
  const shownTo = async (reader: string): Promise<(of: ShownRequest) => z.infer<typeof wish>> => {
    const names = new Map((await accounts.accounts()).map(({ id, name }) => [id, name]))
    const nameOf = (id: string): string => names.get(id) ?? ''
    return ({ id, deed, pair, about: what, by, reason, at, state, decided }) => ({ id, deed, pair, about: what, by: nameOf(by), isOwn: by === reader, reason, at: new Date(at).toISOString(), state, ...(decided === undefined ? {} : { decidedBy: nameOf(decided.by) }) })
  }

  router.get('/second-person', { schema: { summary: 'What was asked of a second person in the last 30 days, the newest first', ...about, response: { 200: z.object({ requests: z.array(wish) }) } }, config: { needs: 'read' } }, async (request) => ({
    requests: (await accounts.secondPersons.requests()).map(await shownTo(whoOf(request).id)),
  }))

  const asked = z.strictObject({ deed: z.enum(GUARDED), pair: z.string().min(1).max(32), about: z.string().max(200).default('').meta({ description: 'What exactly, such as the restore point; empty: all of the pair' }), reason: z.string().min(1).max(500) })
  router.post('/second-person', { schema: { summary: 'Ask for the word of a second person', ...about, body: asked, response: { 201: wish } }, config: { needs: 'read' }, bodyLimit: SMALL }, async (request, reply) => {
    const { reason, ...deed } = request.body
    const who = whoOf(request)
    const made = await accounts.secondPersons.ask(who, deed, reason)
    const shownHere = await shownTo(who.id)
    return reply.code(201).send(shownHere(made))
  })

  const decided = z.strictObject({ isGranted: z.boolean() })
  router.post('/second-person/:id/decision', { schema: { summary: 'Agree or refuse, as another administrator', ...about, params: z.object({ id: z.string() }), body: decided, response: { 200: wish } }, config: { needs: 'administer' }, bodyLimit: SMALL }, async (request) => {
    const who = personOf(request)
    const made = await accounts.secondPersons.decide(who, request.params.id, request.body.isGranted)
    const shownHere = await shownTo(who.id)
    return shownHere(made)
  })
}
