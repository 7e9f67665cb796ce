import type { FastifyReply } from 'fastify'
import QRCode from 'qrcode'
import { z } from 'zod'
import { administrators, ROLES, SCOPES } from '../../accounts/account.ts'
import type { Accounts, SignedIn, Who } from '../../accounts/accounts.ts'
import { csrfOf } from '../../accounts/secrets.ts'
import { LANGUAGES } from '../../gate/catalogue.ts'
import { FEW } from '../plugins/limits.ts'
import { cookieOf, giveCookie, originOf, personOf, takeCookie, whoOf } from '../plugins/sessions.ts'
import type { Router } from '../router.ts'
import type { OidcOptions } from './oidc.ts'

export interface SessionOptions extends OidcOptions {
  readonly accounts: Accounts
}

const person = z
  .object({ id: z.string(), name: z.string(), role: z.enum(ROLES), language: z.enum(LANGUAGES), scopes: z.array(z.enum(SCOPES)), hasSecondFactor: z.boolean(), hasPassword: z.boolean() })
  .meta({ id: 'Person' })

const session = z
  .object({
    state: z.enum(['nobody', 'code', 'signed-in']).meta({ description: '`code`: the password was right, and the code of the second factor comes next.' }),
    isNew: z.boolean().meta({ description: 'Nobody may sign in yet: the first administrator comes in by the link that `tongbu start` prints.' }),
    hasOidc: z.boolean().meta({ description: 'Whether one can sign in by OpenID Connect, at `/api/v1/session/oidc`' }),
    csrf: z.string().optional().meta({ description: 'To be sent as `x-csrf-token` with everything that is written' }),
    person: person.optional(),
  })
  .meta({ id: 'Session' })

type SessionAnswer = z.infer<typeof session>

const SMALL = 16 * 1024
const text = (most: number) => z.string().min(1).max(most)
const password = z.string().min(1).max(1000)
const noContent = { 204: z.null() }

/** Signing in and out, and one's own account. */
export function sessionRoutes(router: Router, options: SessionOptions): void {
  signingIn(router, options)
  openSessions(router, options)
  ownAccount(router, options)
}

function signingIn(router: Router, { accounts, oidc }: SessionOptions): void {
  const answer = { tags: ['session'], response: { 200: session } }
  const few = { needs: 'nobody', ...FEW } as const
  const enter = async (reply: FastifyReply, signedIn: SignedIn): Promise<SessionAnswer> => {
    giveCookie(reply, signedIn)
    const who = await accounts.whoHas(signedIn.secret)
    return who === undefined ? { state: 'code', isNew: false, hasOidc: oidc() !== undefined } : signedInAs(accounts, who, signedIn.secret)
  }

  router.get('/session', { schema: { summary: 'Who is signed in', ...answer }, config: { needs: 'nobody' } }, async (request): Promise<SessionAnswer> => {
    const cookie = cookieOf(request)
    const who = cookie === undefined ? undefined : await accounts.whoHas(cookie)
    if (cookie !== undefined && who !== undefined) return signedInAs(accounts, who, cookie)
    const isHalf = cookie !== undefined && (await accounts.isHalfWay(cookie))
    return { state: isHalf ? 'code' : 'nobody', isNew: administrators(await accounts.accounts()).length === 0, hasOidc: oidc() !== undefined }
  })

  const given = z.strictObject({ name: text(200), password })
  router.post('/session', { schema: { summary: 'Sign in', body: given, ...answer }, config: few, bodyLimit: SMALL }, async (request, reply) => enter(reply, await accounts.signIn(request.body, originOf(request))))

  router.post('/session/code', { schema: { summary: 'The code of the second factor, or a recovery code', body: z.strictObject({ code: text(50) }), ...answer }, config: few, bodyLimit: SMALL }, async (request, reply) =>
    enter(reply, await accounts.giveCode(cookieOf(request) ?? '', request.body.code, originOf(request))),
  )

  router.delete('/session', { schema: { summary: 'Sign out', tags: ['session'], response: noContent }, config: { needs: 'any' } }, async (request, reply) => {
    const { session: mine } = personOf(request)
    if (mine !== undefined) await accounts.signOut(mine)
    takeCookie(reply)
    return reply.code(204).send(null)
  })

  const link = z.object({ kind: z.enum(['first', 'invite', 'reset']), role: z.enum(ROLES), name: z.string().optional() })
  router.post('/links/look', { schema: { summary: 'What a link is for', tags: ['session'], body: z.strictObject({ secret: text(100) }), response: { 200: link } }, config: few, bodyLimit: SMALL }, async ({ body }) => accounts.lookAtLink(body.secret))

  const use = z.strictObject({ secret: text(100), name: text(200).optional().meta({ description: 'For the first administrator' }), password, language: z.enum(LANGUAGES).optional() })
  router.post('/links/use', { schema: { summary: 'Choose a password by a link, and be signed in', body: use, ...answer }, config: few, bodyLimit: SMALL }, async (request, reply) => {
    const { secret, name, password: chosen, language } = request.body
    return enter(reply, await accounts.useLink(secret, { password: chosen, ...(name === undefined ? {} : { name }), ...(language === undefined ? {} : { language }) }, originOf(request)))
  })
}

async function signedInAs(accounts: Accounts, { id, name, role, language, scopes }: Who, cookie: string): Promise<SessionAnswer> {
  const account = (await accounts.accounts()).find((each) => each.id === id)
  return { state: 'signed-in', isNew: false, hasOidc: false, csrf: csrfOf(cookie), person: { id, name, role, language, scopes: [...scopes], hasSecondFactor: account?.totp !== undefined, hasPassword: account?.password !== undefined } }
}

function openSessions(router: Router, { accounts }: SessionOptions): void {
  const open = z.object({ id: z.string(), isThis: z.boolean(), since: z.iso.datetime(), seen: z.iso.datetime(), ends: z.iso.datetime(), from: z.string(), agent: z.string() }).meta({ id: 'OpenSession' })
  const about = { tags: ['session'] }
  const iso = (at: number): string => new Date(at).toISOString()

  router.get('/sessions', { schema: { summary: 'Where one is signed in', ...about, response: { 200: z.object({ sessions: z.array(open) }) } }, config: { needs: 'any' } }, async (request) => {
    const who = personOf(request)
    const all = await accounts.sessions(who.id)
    return { sessions: all.map(({ id, createdAt, seenAt, expiresAt, from, agent }) => ({ id, isThis: id === who.session?.id, since: iso(createdAt), seen: iso(seenAt), ends: iso(expiresAt), from, agent })) }
  })
  router.delete('/sessions', { schema: { summary: 'Sign out everywhere else', ...about, response: noContent }, config: { needs: 'any' } }, async (request, reply) => {
    await accounts.endSessions(personOf(request), 'others')
    return reply.code(204).send(null)
  })
  router.delete('/sessions/:id', { schema: { summary: 'Sign out there', ...about, params: z.object({ id: z.string() }), response: noContent }, config: { needs: 'any' } }, async (request, reply) => {
    await accounts.endSessions(personOf(request), { id: request.params.id })
    return reply.code(204).send(null)
  })
}

function ownAccount(router: Router, { accounts }: SessionOptions): void {
  const few = { needs: 'any', ...FEW } as const
  const about = { tags: ['account'] }

  router.patch('/account', { schema: { summary: 'The language of the account', ...about, body: z.strictObject({ language: z.enum(LANGUAGES) }), response: noContent }, config: { needs: 'any' }, bodyLimit: SMALL }, async (request, reply) => {
    await accounts.setLanguage(personOf(request), request.body.language)
    return reply.code(204).send(null)
  })

  const passwords = z.strictObject({ password, newPassword: password })
  router.post('/account/password', { schema: { summary: 'Another password; signs out everywhere else', ...about, body: passwords, response: { 200: session } }, config: few, bodyLimit: SMALL }, async (request, reply) => {
    const signedIn = await accounts.changePassword(personOf(request), request.body, originOf(request))
    giveCookie(reply, signedIn)
    return signedInAs(accounts, { ...whoOf(request), session: signedIn.session }, signedIn.secret)
  })

  const enrolment = z.object({ secret: z.string(), uri: z.string(), picture: z.string().meta({ description: 'The URI as a QR code, as a data: address of an SVG' }), pending: z.string().meta({ description: 'To be sent back with the first code' }) })
  router.post('/account/totp', { schema: { summary: 'Begin a second factor', ...about, response: { 200: enrolment } }, config: few }, async (request) => {
    const begun = await accounts.beginTotp(personOf(request))
    return { ...begun, picture: `data:image/svg+xml;base64,${Buffer.from(await QRCode.toString(begun.uri, { type: 'svg', margin: 4 })).toString('base64')}` }
  })
  const confirmed = z.strictObject({ password, pending: text(2000), code: text(20) })
  router.put('/account/totp', { schema: { summary: 'Show that the second factor works, and ask for it from now on', ...about, body: confirmed, response: { 200: z.object({ recoveryCodes: z.array(z.string()) }) } }, config: few, bodyLimit: SMALL }, async (request) => ({
    recoveryCodes: [...(await accounts.confirmTotp(personOf(request), request.body, originOf(request)))],
  }))
  router.post('/account/totp/remove', { schema: { summary: 'Do without the second factor', ...about, body: z.strictObject({ password }), response: noContent }, config: few, bodyLimit: SMALL }, async (request, reply) => {
    await accounts.dropTotp(personOf(request), request.body.password, originOf(request))
    return reply.code(204).send(null)
  })
}
