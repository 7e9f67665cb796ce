import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Comparison } from './compare.ts'
import type { DingtalkCloud } from './dingtalk/dingtalk.ts'
import type { Fault } from './faults.ts'
import type { OutlookCloud } from './outlook/outlook.ts'
import { MAILBOX_STATES } from './outlook/state.ts'
import { renderSubscription } from './outlook/subscriptions/subscription.ts'
import type { Shared } from './shared.ts'
import type { SnapshotMailbox } from './snapshot.ts'

/** What the control API looks at and turns. */
export interface Controlled {
  readonly shared: Shared
  readonly outlook: OutlookCloud
  readonly dingtalk: DingtalkCloud
  readonly dingtalkAddress: string
  readonly compare: () => Promise<Comparison>
  /** What `GET /ready` answers, once it is known. */
  readonly ready: () => object | undefined
}

const fault = z.strictObject({
  match: z.string(),
  effect: z.enum(['refuse', 'cut-before', 'cut-after', 'error-after', 'delay']),
  status: z.int().optional(),
  code: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
  delayMs: z.number().optional(),
  skip: z.int().optional(),
  times: z.int().optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
})
const notificationFaults = z.strictObject({
  drop: z.number().min(0).max(1).default(0),
  duplicate: z.number().min(0).max(1).default(0),
  reorderWithinMs: z.number().min(0).default(0),
  delayMs: z.number().min(0).default(0),
  outageMs: z.number().min(0).default(0),
  afterOutage: z.enum(['lost', 'late']).default('lost'),
  seed: z.int().default(1),
})
const faults = z.union([
  z.array(fault).transform((requests) => ({ requests, notifications: undefined })),
  z.strictObject({ requests: z.array(fault).optional(), notifications: notificationFaults.optional() }),
])
const lifecycle = z.strictObject({
  event: z.enum(['subscriptionRemoved', 'reauthorizationRequired', 'missed']),
  subscriptionId: z.string().optional(),
})
const mailboxChange = z.discriminatedUnion('cloud', [
  z.strictObject({ cloud: z.literal('outlook'), address: z.string(), state: z.enum(MAILBOX_STATES).optional(), renameTo: z.string().optional(), empty: z.literal(true).optional() }),
  z.strictObject({ cloud: z.literal('alimail'), address: z.string(), empty: z.literal(true) }),
])
const names = z.array(z.string()).transform((given) => new Set(given))
/** Of the control API; its own permissions go by `requested`, and become `permissions` with the consent of an administrator. */
const appChange = z.strictObject({
  clientId: z.string(),
  clientSecret: z.string().optional(),
  certificates: z.array(z.string()).optional(),
  redirectUris: z.array(z.string()).optional(),
  isPublic: z.boolean().optional(),
  isScoped: z.boolean().optional(),
  delegated: names.optional(),
  requested: names.optional(),
  permissions: names.optional(),
})
const clock = z.strictObject({ advanceMs: z.number() })
const switches = z.strictObject({ outlook: z.record(z.string(), z.unknown()).default({}), dingtalk: z.record(z.string(), z.unknown()).default({}) })
const expiry = z.strictObject({
  tokens: z.boolean().default(false),
  signIns: z.boolean().default(false),
  deltaLinks: z.boolean().default(false),
  uidValidity: z.union([z.literal(true), z.array(z.string())]).optional(),
})
const which = z.object({ cloud: z.enum(['outlook', 'alimail']), address: z.string() })

/** The control API under `/_sandbox`: for whoever drives the sandbox, never for a client of the clouds. Bad requests answer 400. */
export function registerControl(server: FastifyInstance, controlled: Controlled): void {
  server.register(
    async (scope) => {
      scope.setErrorHandler((error, _request, reply) => reply.code(400).send({ error: String(error) }))
      registerLooks(scope, controlled)
      registerTurns(scope, controlled)
    },
    { prefix: '/_sandbox' },
  )
}

function registerLooks(scope: FastifyInstance, { shared, outlook, dingtalk, compare, ready }: Controlled): void {
  scope.get('/ready', (_request, reply) => reply.send(ready()))
  scope.get('/compare', () => compare())
  scope.get('/requests', () => ({ requests: shared.ledger.requests(), writes: shared.ledger.writes() }))
  scope.get('/delays', () => ({ requests: shared.ledger.delays(), notifications: shared.ledger.tellings() }))
  scope.get('/subscriptions', () => ({ subscriptions: outlook.subscriptions.live().map(renderSubscription) }))
  scope.get('/robot', () => ({ messages: dingtalk.robots.messages }))
  scope.get('/outbound', () => ({ outbound: shared.ledger.outbound() }))
  scope.get('/snapshot', (request) => {
    const { cloud, address } = which.parse(request.query)
    return tellSnapshot(cloud === 'outlook' ? outlook.snapshot(address) : dingtalk.snapshot(address))
  })
}

function registerTurns(scope: FastifyInstance, { shared, outlook, dingtalk, dingtalkAddress }: Controlled): void {
  scope.post('/faults', (request) => {
    const { requests, notifications } = faults.parse(request.body)
    if (requests !== undefined)
      shared.faults.set(requests.map((each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)) as unknown as Fault))
    if (notifications !== undefined) shared.faults.notifications = { ...notifications, since: shared.clock.now() }
    return { faults: requests?.length ?? 0 }
  })
  scope.post('/lifecycle', (request) => {
    const { event, subscriptionId } = lifecycle.parse(request.body)
    const meant = outlook.subscriptions.live().filter(({ id }) => subscriptionId === undefined || id === subscriptionId)
    for (const subscription of meant) outlook.subscriptions.tellLifecycle(subscription, event)
    return { subscriptions: meant.length }
  })
  scope.post('/mailbox', (request) => {
    const { address, empty, ...given } = mailboxChange.parse(request.body)
    if (given.cloud === 'alimail') {
      dingtalk.empty(address)
      return {}
    }
    if (empty === true) outlook.empty(address)
    if (given.state !== undefined) outlook.setState(address, given.state)
    if (given.renameTo !== undefined) outlook.rename(address, given.renameTo)
    return {}
  })
  scope.post('/app', (request) => {
    const { clientId, ...changes } = appChange.parse(request.body)
    outlook.changeApp(clientId, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)))
    return {}
  })
  scope.post('/clock', (request) => {
    shared.clock.advance(clock.parse(request.body).advanceMs)
    return { now: new Date(shared.clock.now()).toISOString() }
  })
  scope.post('/requests/clear', () => {
    shared.ledger.clear()
    return {}
  })
  scope.post('/switches', (request) => {
    const given = switches.parse(request.body)
    turn(outlook.switches, given.outlook)
    turn(dingtalk.switches, given.dingtalk)
    return { outlook: outlook.switches, dingtalk: dingtalk.switches }
  })
  scope.post('/expire', (request) => {
    const { tokens, signIns, deltaLinks, uidValidity } = expiry.parse(request.body)
    outlook.expire({ tokens, signIns, deltaLinks })
    if (tokens) dingtalk.expireTokens()
    if (uidValidity !== undefined) dingtalk.expireUidValidity(dingtalkAddress, uidValidity)
    return {}
  })
}

/** Only switches that exist, and only to values of their type. */
function turn(target: object, changes: Readonly<Record<string, unknown>>): void {
  const current = target as Record<string, unknown>
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(target, name)) throw new Error(`no switch ${name}`)
    if (current[name] !== undefined && typeof current[name] !== typeof value) throw new Error(`switch ${name} takes a ${typeof current[name]}`)
  }
  Object.assign(target, changes)
}

/** A snapshot as JSON: digests in place of the messages' bytes. */
function tellSnapshot(snapshot: SnapshotMailbox): object {
  const messages = snapshot.messages.map(({ mime, ...told }) => ({ ...told, sha256: createHash('sha256').update(mime()).digest('hex') }))
  return { ...snapshot, messages }
}
