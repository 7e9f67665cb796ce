import { z } from 'zod'
import type { App } from '../../app.ts'
import type { Connections, PairConnection, WayStanding } from '../../connections-app.ts'
import { JUDGEMENTS } from '../../gate/judge-fact.ts'
import type { Jobs } from '../../host/jobs.ts'
import { FOUND_CODES } from '../../setup/found.ts'
import { ApiError } from '../problem.ts'
import { beginJob } from '../begin-job.ts'
import { knownPair } from '../known-pair.ts'
import type { Router } from '../router.ts'
import { whoAsks } from '../who-asks.ts'
import { sendForConsent, type ConsentRouteOptions } from './consents.ts'
import { journey } from './microsoft-callback.ts'
import { probed, probedShown } from './probe.ts'
import { began } from './shapes.ts'
import { standing as signInStanding } from './sign-ins.ts'

export interface ConnectionRouteOptions extends Omit<ConsentRouteOptions, 'setup'> {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs'>
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly connections: () => Connections
  readonly jobs: Jobs
}

const time = z.iso.datetime()
const wayFields = { id: z.string(), pairs: z.array(z.string()), lookedAt: time.optional().meta({ description: 'When the cloud was last asked' }) }

const held = z.enum(['granted', 'exchange', 'missing', 'unknown']).meta({ description: '`exchange`: no token names it, as where Exchange grants it mailbox by mailbox; `unknown`: nobody has looked, or it is not told' })

const permission = z.object({
  name: z.string(),
  reason: z.string(),
  why: z.string().meta({ description: 'In English' }),
  need: z.enum(['needed', 'useful']),
  held,
})

const microsoft = z.object({
  kind: z.literal('microsoft'),
  ...wayFields,
  cloud: z.enum(['global', 'china']),
  tenant: z.string(),
  clientId: z.string(),
  signIn: z.enum(['secret', 'certificate', 'person']),
  certificate: z.object({ thumbprint: z.string(), from: time, until: time }).optional(),
  permissions: z.array(permission),
  tooMany: z.array(z.string()).meta({ description: 'Granted and never used' }),
  judged: z
    .object({ outcome: z.enum(['ok', 'warning', 'failed', 'unknown']), code: z.enum(JUDGEMENTS), values: z.record(z.string(), z.union([z.string(), z.number()])), detail: z.string(), at: z.string().optional() })
    .optional()
    .meta({ description: 'What the fourth safety measure says of the permissions' }),
  narrowing: z.array(z.string()).meta({ description: 'PowerShell that leaves the app no more than it needs' }),
})
const dingtalk = z.object({ kind: z.literal('dingtalk'), ...wayFields, appId: z.string(), url: z.string(), permissions: z.array(z.object({ name: z.string(), held })) })
const imap = z.object({ kind: z.literal('imap'), ...wayFields, host: z.string(), isDingtalk: z.boolean() })
const way = z.discriminatedUnion('kind', [microsoft, dingtalk, imap]).meta({ id: 'WayIn' })

const side = z.object({
  state: z.enum(['works', 'sign-in', 'refused', 'unreachable', 'unknown']),
  at: time.optional().meta({ description: 'Of when this is' }),
  found: z.array(z.object({ code: z.enum(FOUND_CODES), about: z.string().optional() })),
})
const connection = z
  .object({
    pair: z.string(),
    left: z.enum(['dingtalk', 'imap']),
    sides: z.object({ left: side, right: side }),
    lookedAt: time.optional(),
    signIn: signInStanding.optional().meta({ description: 'Where a person signs in to Outlook' }),
    routes: z.object({ left: z.array(z.string()).optional(), right: z.array(z.string()).optional() }).meta({ description: 'By which ways messages are put in, the best first: `import-mime` and `imap` keep the bytes, `rebuilt` does not' }),
    probed: probed.optional().meta({ description: 'What the last two-way test found' }),
  })
  .meta({ id: 'PairConnection' })

/** How Tongbu gets into both clouds, what it may do there and what it needs. */
export function connectionRoutes(router: Router, options: ConnectionRouteOptions): void {
  const { app, connections } = options
  const tags = ['connections']

  router.get('/connections', { schema: { summary: 'The ways into both clouds, from memory', tags, response: { 200: z.object({ ways: z.array(way) }) } }, config: { needs: 'read' } }, async () => ({ ways: (await connections().ways()).map(wayShown) }))

  const page = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(200).optional() })
  router.get('/connections/pairs', { schema: { summary: 'How each pair gets into both clouds, from memory', tags, querystring: page, response: { 200: z.object({ pairs: z.array(connection), total: z.int(), next: z.string().optional() }) } }, config: { needs: 'read' } }, async ({ query: { limit, cursor } }) => {
    const all = app().pairs().map(({ name }) => name).sort()
    const names = all.filter((name) => cursor === undefined || name > cursor)
    const shown = names.slice(0, limit)
    const pairs = await Promise.all(shown.map((name) => connections().pair(name)))
    return { pairs: pairs.map(pairShown), total: all.length, ...(names.length > limit ? { next: shown.at(-1) ?? '' } : {}) }
  })

  const wanted = z.strictObject({ pairs: z.array(z.string().max(200)).min(1).max(5000).optional().meta({ description: 'Default: all' }) })
  router.post('/connections/check', { schema: { summary: 'Ask both clouds again', description: 'Nothing is written. What they say is remembered, and opens the gate of a pair where all its measures hold.', tags, body: wanted, response: { 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const meant = (request.body.pairs ?? app().pairs().map(({ name }) => name)).map((name) => knownPair(app(), name).name)
    const only = request.body.pairs?.length === 1 ? { pair: meant[0] ?? '' } : {}
    const work = connections()
    return reply.code(202).send(beginJob(options, 'check-connections', { ...only, by: whoAsks(request), wish: meant }, ({ signal, tell }) => work.check(meant, { signal, onProgress: (progress) => tell({ phase: 'checking', ...progress }) })))
  })

  router.post('/connections/consent', { schema: { summary: 'Begin the consent of an administrator to an app', description: 'The browser comes back to the page of the connections, with `consent` in the address: `granted`, `declined`, `elsewhere` or `refused`.', tags, body: z.strictObject({ way: z.string().max(100) }), response: { 200: journey } }, config: { needs: 'administer' } }, async (request) => {
    const found = connections().microsoft(request.body.way)
    if (found === undefined) throw new ApiError('NOT_THERE', 'There is no such app registration in the configuration.')
    return sendForConsent(request, options, { app: found, back: '/connections' })
  })
}

const iso = (ms: number): string => new Date(ms).toISOString()

function wayShown(of: WayStanding): z.input<typeof way> {
  const shared = { id: of.id, pairs: [...of.pairs], ...(of.lookedAt === undefined ? {} : { lookedAt: iso(of.lookedAt) }) }
  if (of.kind === 'dingtalk') return { ...shared, kind: of.kind, appId: of.appId, url: of.url, permissions: [...(of.openapi ?? [])] }
  if (of.kind === 'imap') return { ...shared, kind: of.kind, host: of.host, isDingtalk: of.isDingtalk }
  const { kind, cloud, tenant, clientId, signIn, certificate, held: rights } = of
  const judged = rights?.judged
  return {
    ...{ ...shared, kind, cloud, tenant, clientId, signIn },
    ...(certificate === undefined ? {} : { certificate: { thumbprint: certificate.thumbprint, from: iso(certificate.from), until: iso(certificate.until) } }),
    permissions: (rights?.permissions ?? []).map(({ name, reason, why, need, held: how }) => ({ name, reason, why, need, held: how })),
    tooMany: [...(rights?.tooMany ?? [])],
    ...(judged === undefined ? {} : { judged: { outcome: judged.outcome, code: judged.code, values: { ...judged.values }, detail: judged.detail, ...(judged.at === undefined ? {} : { at: judged.at }) } }),
    narrowing: [...(rights?.narrowing ?? [])],
  }
}

function pairShown({ pair, left, sides, lookedAt, signIn, routes, probed: test }: PairConnection): z.input<typeof connection> {
  const sideShown = ({ state, at, found }: PairConnection['sides']['left']) => ({ state, ...(at === undefined ? {} : { at: iso(at) }), found: [...found] })
  return {
    ...{ pair, left, sides: { left: sideShown(sides.left), right: sideShown(sides.right) } },
    ...(lookedAt === undefined ? {} : { lookedAt: iso(lookedAt) }),
    ...(signIn === undefined ? {} : { signIn }),
    routes: { ...(routes.left === undefined ? {} : { left: [...routes.left] }), ...(routes.right === undefined ? {} : { right: [...routes.right] }) },
    ...(test === undefined ? {} : { probed: probedShown(test) }),
  }
}
