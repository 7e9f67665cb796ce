import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseAddress } from '../address.ts'
import type { Answer, AppCall, AppRoute } from '../call.ts'
import { badRequest, GraphError, invalidParameter } from '../errors.ts'
import { checkOpen, findMailbox } from '../find-mailbox.ts'
import { findFolder, readJson } from '../find.ts'
import { READ_BASIC } from '../permissions.ts'
import type { Folder, Mailbox } from '../state.ts'
import { checkUrl, validateEndpoint } from './endpoint.ts'
import { renderSubscription, type ChangeType, type Subscription } from './subscription.ts'

/** Pages subscription-post-subscriptions, -list, -get, -update, -reauthorize, -delete. */
export const subscriptionRoutes: readonly AppRoute[] = [
  { method: 'POST', path: 'subscriptions', kind: 'POST subscription', permissions: READ_BASIC, handleForApp: create },
  { method: 'GET', path: 'subscriptions', kind: 'GET subscriptions', permissions: READ_BASIC, handleForApp: list },
  { method: 'GET', path: 'subscriptions/:id', kind: 'GET subscription', permissions: READ_BASIC, handleForApp: get },
  { method: 'PATCH', path: 'subscriptions/:id', kind: 'PATCH subscription', permissions: READ_BASIC, handleForApp: renew },
  { method: 'POST', path: 'subscriptions/:id/reauthorize', kind: 'POST subscription/reauthorize', permissions: READ_BASIC, handleForApp: reauthorize },
  { method: 'DELETE', path: 'subscriptions/:id', kind: 'DELETE subscription', permissions: READ_BASIC, handleForApp: remove },
]

const LEAST_MINUTES = 45
const CHANGE_TYPES: readonly string[] = ['created', 'updated', 'deleted'] satisfies ChangeType[]

const time = z.iso.datetime({ offset: true, local: true })
const asked = z.strictObject({
  changeType: z.string(),
  notificationUrl: z.string(),
  resource: z.string(),
  expirationDateTime: time,
  lifecycleNotificationUrl: z.string().nullish(),
  clientState: z.string().max(128).nullish(),
  latestSupportedTlsVersion: z.enum(['v1_0', 'v1_1', 'v1_2', 'v1_3']).nullish(),
  '@odata.type': z.string().optional(),
})
const changed = z.strictObject({ expirationDateTime: time.optional(), notificationUrl: z.string().optional(), '@odata.type': z.string().optional() })

async function create(call: AppCall): Promise<Answer> {
  const { world, client, immutable, now } = call
  const given = read(asked, call)
  const changeTypes = changeTypesOf(given.changeType)
  const { mailbox, folder } = watchedBy(call, given.resource)
  const expiresAt = endOf(call, given.expirationDateTime, 'ExtensionError')
  checkRoom(call, mailbox, given.resource, changeTypes)
  checkUrl('notificationUrl', given.notificationUrl)
  const lifecycleUrl = given.lifecycleNotificationUrl ?? undefined
  if (lifecycleUrl !== undefined) checkUrl('lifecycleNotificationUrl', lifecycleUrl)
  for (const url of new Set([given.notificationUrl, lifecycleUrl ?? given.notificationUrl])) await validateEndpoint(url, world.shared.clock, world.subscriptions.signal)
  const subscription: Subscription = {
    id: randomUUID(),
    client,
    mailbox,
    folder,
    resource: given.resource,
    changeTypes,
    notificationUrl: given.notificationUrl,
    lifecycleUrl,
    clientState: given.clientState ?? undefined,
    immutable,
    expiresAt,
    authorizedAt: now,
    challenged: false,
    callOff: () => undefined,
  }
  world.subscriptions.add(subscription)
  return { ...answer(call, subscription, 201), wrote: false }
}

function list(call: AppCall): Answer {
  const own = call.world.subscriptions.live().filter(({ client }) => client === call.client)
  return { status: 200, json: { '@odata.context': `${call.origin}/v1.0/$metadata#subscriptions`, value: own.map(renderSubscription) } }
}

function get(call: AppCall): Answer {
  return answer(call, find(call))
}

async function renew(call: AppCall): Promise<Answer> {
  const { world } = call
  const subscription = find(call)
  const given = read(changed, call)
  const expiresAt = given.expirationDateTime === undefined ? subscription.expiresAt : endOf(call, given.expirationDateTime, 'ErrorInvalidParameter')
  if (given.notificationUrl !== undefined) {
    checkUrl('notificationUrl', given.notificationUrl)
    await validateEndpoint(given.notificationUrl, world.shared.clock, world.subscriptions.signal)
    subscription.notificationUrl = given.notificationUrl
  }
  subscription.expiresAt = expiresAt
  world.subscriptions.authorize(subscription)
  return { ...answer(call, subscription), wrote: false }
}

function reauthorize(call: AppCall): Answer {
  call.world.subscriptions.authorize(find(call))
  return { status: 204, wrote: false }
}

function remove(call: AppCall): Answer {
  call.world.subscriptions.remove(find(call))
  return { status: 204, wrote: false }
}

function answer(call: AppCall, subscription: Subscription, status = 200): Answer {
  return { status, json: { '@odata.context': `${call.origin}/v1.0/$metadata#subscriptions/$entity`, ...renderSubscription(subscription) } }
}

/** An app knows only its own. @throws {GraphError} 404 */
function find(call: AppCall): Subscription {
  const found = call.world.subscriptions.live().find(({ id, client }) => id === call.params['id'] && client === call.client)
  if (found === undefined) throw new GraphError(404, 'ResourceNotFound', 'The object was not found.')
  return found
}

/** @throws {GraphError} 400 naming what is missing or wrong */
function read<Given>(schema: z.ZodType<Given>, call: AppCall): Given {
  const result = schema.safeParse(readJson(call))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badRequest('InvalidRequest', `The property ${issue?.path.join('.') || issue?.message || ''} is missing, unknown or not valid.`)
}

function changeTypesOf(text: string): Set<ChangeType> {
  const types = text.split(',').map((each) => each.trim())
  if (types.some((type) => !CHANGE_TYPES.includes(type))) throw badRequest('InvalidRequest', 'The changeType takes created, updated and deleted.')
  return new Set(types as ChangeType[])
}

/** All messages of a mailbox, or those of one folder. Other resources are not simulated. @throws {GraphError} */
function watchedBy(call: AppCall, resource: string): { mailbox: Mailbox; folder: Folder | undefined } {
  const [path = '', query] = resource.split('?')
  const { user, segments } = parseAddress(`/v1.0/${path}`)
  const folderId = segments.length === 3 && segments[0] === 'mailFolders' && segments[2] === 'messages' ? segments[1] : undefined
  const all = segments.length === 1 && segments[0] === 'messages'
  if (user === undefined || query !== undefined || (folderId === undefined && !all)) throw badRequest('InvalidRequest', 'The resource is not one that can be subscribed to.')
  if (user === 'me') throw badRequest('BadRequest', '/me request is only valid with delegated authentication flow.')
  return hidingCause(() => {
    const mailbox = findMailbox(call.world, user)
    checkOpen(call.world, mailbox)
    return { mailbox, folder: folderId === undefined ? undefined : findFolder({ mailbox }, folderId) }
  })
}

/** Whatever stands in the way in the mailbox is told by its status alone. */
function hidingCause<Value>(look: () => Value): Value {
  try {
    return look()
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    const reason = { 400: 'BadRequest', 403: 'Forbidden', 404: 'NotFound' }[error.status] ?? 'ServiceUnavailable'
    throw new GraphError(error.status, 'ExtensionError', `Operation: Create; Exception: [Status Code: ${reason}; Reason: ${reason}]`)
  }
}

/** At least 45 minutes from now. @throws {GraphError} 400 when it is past, or further away than allowed */
function endOf({ world, now }: AppCall, text: string, code: string): number {
  const most = world.switches.subscriptionMaxMinutes
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
  if (Number.isNaN(at) || at <= now) throw invalidParameter('Subscription expiration must be in the future.')
  // The clocks of the two sides need not agree to the second.
  if (at > now + most * 60_000 + 60_000) throw badRequest(code, `Subscription expiration can only be ${most} minutes in the future.`)
  return Math.max(at, now + LEAST_MINUTES * 60_000)
}

/** @throws {GraphError} 403 when the mailbox has too many, 409 for a twin where those are not allowed */
function checkRoom({ world, client }: AppCall, mailbox: Mailbox, resource: string, types: ReadonlySet<ChangeType>): void {
  const { maxSubscriptionsPerMailbox: most, subscriptionTwinsConflict } = world.switches
  const here = world.subscriptions.live().filter((each) => each.mailbox === mailbox)
  if (here.length >= most) throw new GraphError(403, 'ExtensionError', `The mailbox has reached its limit of ${most} subscriptions.`)
  const isTwin = (each: Subscription): boolean => each.client === client && each.resource === resource && types.symmetricDifference(each.changeTypes).size === 0
  if (subscriptionTwinsConflict && here.some(isTwin)) throw new GraphError(409, 'Conflict', 'A subscription to this resource and these changes exists.')
}
