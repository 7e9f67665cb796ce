import { z } from 'zod'
import { covers, SCOPES } from '../../accounts/account.ts'
import type { Accounts } from '../../accounts/accounts.ts'
import { TOKEN_DAYS, type ApiToken } from '../../accounts/tokens.ts'
import { personOf, whoOf } from '../plugins/sessions.ts'
import type { Router } from '../router.ts'

export interface TokensOptions {
  readonly accounts: Accounts
}

const token = z
  .object({
    id: z.string(),
    name: z.string(),
    owner: z.string().meta({ description: 'Name of the account that it acts for' }),
    isOwn: z.boolean(),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    usedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ApiToken' })

/** What programs sign in with. Everybody sees their own, an administrator all. */
export function tokenRoutes(router: Router, { accounts }: TokensOptions): void {
  const about = { tags: ['tokens'] }
  const shownTo = async (reader: string): Promise<(of: ApiToken) => z.infer<typeof token>> => {
    const names = new Map((await accounts.accounts()).map(({ id, name }) => [id, name]))
    return ({ id, name, account, scopes, createdAt, expiresAt, usedAt }) => ({ id, name, owner: names.get(account) ?? '', isOwn: account === reader, scopes: [...scopes], createdAt: iso(createdAt), expiresAt: iso(expiresAt), ...(usedAt === undefined ? {} : { usedAt: iso(usedAt) }) })
  }

  router.get('/tokens', { schema: { summary: 'API tokens', ...about, response: { 200: z.object({ tokens: z.array(token) }) } }, config: { needs: 'any' } }, async (request) => {
    const who = whoOf(request)
    const all = await accounts.tokens()
    const seen = covers(who.scopes, 'administer') ? all : all.filter(({ account }) => account === who.id)
    return { tokens: seen.map(await shownTo(who.id)) }
  })

  const wanted = z.strictObject({ name: z.string().min(1).max(100), scopes: z.array(z.enum(SCOPES)).min(1), days: z.int().min(TOKEN_DAYS.least).max(TOKEN_DAYS.most).default(TOKEN_DAYS.standard) })
  const made = z.object({ token: z.string().meta({ description: 'Begins with `tb_`; told now and never again' }), made: token })
  router.post('/tokens', { schema: { summary: 'Make a token for a program', ...about, body: wanted, response: { 201: made } }, config: { needs: 'any' }, bodyLimit: 16 * 1024 }, async (request, reply) => {
    const who = personOf(request)
    const fresh = await accounts.makeToken(who, request.body)
    const shown = await shownTo(who.id)
    return reply.code(201).send({ token: fresh.token, made: shown(fresh.made) })
  })

  router.delete('/tokens/:id', { schema: { summary: 'Revoke a token', ...about, params: z.object({ id: z.string() }), response: { 204: z.null() } }, config: { needs: 'any' } }, async (request, reply) => {
    const who = whoOf(request)
    await accounts.revokeToken(who, request.params.id, covers(who.scopes, 'administer'))
    return reply.code(204).send(null)
  })
}

const iso = (at: number): string => new Date(at).toISOString()
