import { randomUUID } from 'node:crypto'
import { parseAddress, type GraphAddress } from './address.ts'
import type { Answer, AppCall, Call, GraphRequest, Route, World } from './call.ts'
import { accessDenied, badRequest, errorBody, GraphError, invalidToken, tooLarge } from './errors.ts'
import { doWork } from './faulty.ts'
import { checkOpen, findMailbox } from './find-mailbox.ts'
import { parseQuery } from './query.ts'
import { matchRoute, type Match } from './routes.ts'
import type { Mailbox } from './state.ts'
import type { Slot, Throttle } from './throttle.ts'
import type { App, Person, Tokens } from './tokens.ts'

const MOST_REQUEST_BYTES = 4 * 1024 * 1024

/** What answering Graph requests takes. */
export interface GraphServer {
  readonly world: World
  readonly tokens: Tokens
  readonly throttle: Throttle
}

/** Answers one Graph request: route, faults, token, user, permission, limits, and then what was asked. Nothing: cut the connection. */
export async function serveGraph(server: GraphServer, request: GraphRequest, slot: Slot | undefined): Promise<Answer | undefined> {
  const { world } = server
  const [path = '', search = ''] = cutOnce(request.url, '?')
  const address = parseAddress(path)
  const match = matchRoute(request.method, address)
  const kind = typeof match === 'object' ? match.route.kind : `${request.method} unknown`
  const caller = callerOf(server, request)
  const ids = requestIds(request)
  const fail = (status: number, code: string, headers: Record<string, string>): Answer =>
    toAnswer(world, new GraphError(status, code, 'A fault of the plan.', headers), ids)
  const answer = await doWork(world.shared, {
    cloud: 'outlook',
    kind,
    writes: request.method !== 'GET',
    client: 'app' in caller ? caller.app.clientId : 'anonymous',
    requestId: ids['request-id'],
    fail,
    run: async () => {
      try {
        return await admit(server, request, { address, match, path, search, caller, slot })
      } catch (error) {
        return toAnswer(world, error, ids)
      }
    },
  })
  return answer === undefined ? undefined : { ...answer, headers: { ...answer.headers, ...ids, 'x-ms-ags-diagnostic': DIAGNOSTIC } }
}

const DIAGNOSTIC = '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"SANDBOX"}}'

interface Arrival {
  readonly address: GraphAddress
  readonly match: Match | 'method' | undefined
  readonly path: string
  readonly search: string
  readonly caller: Caller
  readonly slot: Slot | undefined
}

async function admit(server: GraphServer, request: GraphRequest, arrival: Arrival): Promise<Answer> {
  const { world, throttle } = server
  const { address, match, caller, slot } = arrival
  if ('problem' in caller) throw invalidToken(caller.problem)
  const { app, person } = caller
  if (address.user === 'me' && person === undefined) throw badRequest('BadRequest', '/me request is only valid with delegated authentication flow.')
  if (match === undefined) throw badRequest('BadRequest', `Resource not found for the segment '${address.segments.at(-1) ?? ''}'.`)
  if (match === 'method') throw new GraphError(405, 'MethodNotAllowed', 'The method is not allowed.')
  const { route } = match
  const { body } = request
  const call = appCallOf(server, request, arrival, { app, match })
  if ('handleForApp' in route) {
    checkPermission(app, route)
    return route.handleForApp(call)
  }
  const mailbox = findMailbox(world, address.user === 'me' && person !== undefined ? person.userId : (address.user ?? ''))
  // A person reaches their own mailbox; what others share with them is not simulated.
  if (person !== undefined && mailbox.userId !== person.userId) throw accessDenied()
  checkOpen(world, mailbox)
  checkPermission(app, route)
  const uploaded = request.method === 'POST' || request.method === 'PATCH' ? body.length : 0
  if (!app.unlimited) throttle.count(throttleKey(app, mailbox), slot, uploaded, world.shared.random())
  if (body.length > MOST_REQUEST_BYTES) throw tooLarge()
  return route.handle({ ...call, mailbox, ...askedOf(request, arrival) })
}

function appCallOf(server: GraphServer, request: GraphRequest, { path, search }: Arrival, known: { app: App; match: Match }): AppCall {
  const { headers, body, origin } = request
  return {
    world: server.world,
    client: known.app.clientId,
    permissions: known.app.permissions,
    unlimited: known.app.unlimited,
    params: known.match.params,
    immutable: /IdType\s*=\s*"?ImmutableId"?/i.test(preferenceOf(request)),
    headers,
    contentType: headers['content-type'] ?? '',
    body,
    origin,
    url: `${origin}${path}`,
    search,
    now: server.world.shared.clock.now(),
    serve: (part) => serveAlone(server, part),
  }
}

async function serveAlone(server: GraphServer, request: GraphRequest): Promise<Answer | undefined> {
  const slot = enterSlot(server, request)
  try {
    return await serveGraph(server, request, slot)
  } finally {
    slot?.leave()
  }
}

/** What only requests on a mailbox can ask for. */
function askedOf(request: GraphRequest, { address, search }: Arrival): Omit<Call, keyof AppCall | 'mailbox'> {
  const prefer = preferenceOf(request)
  const size = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(prefer)?.[1] ?? Number.NaN)
  const bodyType = /outlook\.body-content-type\s*=\s*"(text|html)"/i.exec(prefer)?.[1]
  return {
    withinFolder: address.withinFolder,
    query: parseQuery(search),
    maxPageSize: Number.isInteger(size) && size > 0 ? size : undefined,
    bodyType: bodyType === undefined ? undefined : bodyType === 'text' ? 'text' : 'html',
    ifMatch: request.headers['if-match'],
  }
}

const preferenceOf = (request: GraphRequest): string => [request.headers['prefer'] ?? []].flat().join(',')

type Caller = { readonly app: App; readonly person?: Person } | { readonly problem: string }

/** Who asks, by the bearer token. */
export function callerOf({ tokens }: Pick<GraphServer, 'tokens'>, request: Pick<GraphRequest, 'headers'>): Caller {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  if (token === undefined) return { problem: 'Access token is empty.' }
  const outcome = tokens.look(token)
  if ('app' in outcome) return outcome
  return { problem: outcome.problem === 'expired' ? 'Lifetime validation failed, the token is expired.' : 'CompactToken parsing failed.' }
}

/** The place of a request among those of its app that are under way for its mailbox; none where either is unknown or the app has no limits. */
export function enterSlot(server: GraphServer, request: Pick<GraphRequest, 'url' | 'headers'>): Slot | undefined {
  const caller = callerOf(server, request)
  const { user } = parseAddress(cutOnce(request.url, '?')[0])
  if (!('app' in caller) || caller.app.unlimited || user === undefined) return undefined
  try {
    return server.throttle.enter(throttleKey(caller.app, findMailbox(server.world, user)))
  } catch {
    return undefined
  }
}

/** Limits are counted under this. */
export function throttleKey(app: Pick<App, 'clientId'>, mailbox: Mailbox): string {
  return `${app.clientId} ${mailbox.userId}`
}

function checkPermission(app: App, { permissions, refusal = accessDenied }: Pick<Route, 'permissions' | 'refusal'>): void {
  if (!permissions.some((permission) => app.permissions.has(permission))) throw refusal()
}

function requestIds(request: GraphRequest) {
  const requestId = randomUUID()
  const given = request.headers['client-request-id']
  return { 'request-id': requestId, 'client-request-id': typeof given === 'string' ? given : requestId }
}

/** An error as Graph words it. What is no GraphError is a defect of the sandbox and shows as 500. */
export function toAnswer(world: World, error: unknown, ids: Readonly<Record<string, string>> = {}): Answer {
  const known = error instanceof GraphError ? error : new GraphError(500, 'ErrorInternalServerError', `The sandbox failed: ${String(error)}`)
  return {
    status: known.status,
    headers: { ...known.headers },
    json: errorBody(known, world.shared.clock.now(), ids['request-id'], ids['client-request-id']),
  }
}

function cutOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}
