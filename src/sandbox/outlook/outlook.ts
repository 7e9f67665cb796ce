import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ImapServer } from '../imap/imap-server.ts'
import type { Shared } from '../shared.ts'
import type { SnapshotMailbox } from '../snapshot.ts'
import type { Answer, GraphRequest, World } from './call.ts'
import { GraphError } from './errors.ts'
import { doWork, respond } from './faulty.ts'
import { findMailbox } from './find-mailbox.ts'
import { exchangeImap } from './imap/exchange-imap.ts'
import { createMailbox, emptyMailbox, wellKnownFolder } from './mailbox.ts'
import { fromMime, settle } from './new-message.ts'
import { snapshotOutlook } from './outlook-snapshot.ts'
import { enterSlot, serveGraph, throttleKey, toAnswer, type GraphServer } from './serve.ts'
import type { Folder, Mailbox, MailboxState, Message } from './state.ts'
import { Subscriptions } from './subscriptions/subscriptions.ts'
import { defaultSwitches, type OutlookSwitches } from './switches.ts'
import { Throttle, type Slot } from './throttle.ts'
import { Tokens, type App } from './tokens.ts'
import { createDirectory, type Directory } from './entra/directory.ts'
import { registerEntra } from './entra/entra-routes.ts'
import { findUploadSession, serveUpload } from './upload.ts'

/** The tenant that a simulated Microsoft cloud has. */
export interface OutlookOptions {
  /** Directory id and verified domains: any of them names the tenant at the token endpoint. */
  readonly tenantId: string
  readonly domains: readonly string[]
  readonly switches?: Partial<OutlookSwitches>
}

/** The simulated Microsoft cloud, as far as mail goes. */
export interface OutlookCloud {
  readonly switches: OutlookSwitches
  /** Who is told of changes. */
  readonly subscriptions: Subscriptions
  addMailbox(address: string, displayName?: string): void
  addApp(app: App): void
  /** Changes a registration, as an administrator does in the console. @throws Error for an app that is not registered */
  changeApp(clientId: string, changes: Partial<Omit<App, 'clientId'>>): void
  snapshot(address: string): SnapshotMailbox
  /** The store itself, for people who need no protocol. @throws Error for an address without mailbox */
  mailbox(address: string): Mailbox
  /** Puts a message into a folder (default: the inbox) as a mail server would deliver it. @throws Error when it has no header */
  deliver(address: string, mime: Buffer, to?: { readonly folder?: Folder; readonly receivedAt?: number }): Message
  /** What becomes of a mailbox. One that is disabled or without licence loses its subscriptions. @throws Error for an address without mailbox */
  setState(address: string, state: MailboxState): void
  /** Gives a mailbox another address; ids stay. */
  rename(address: string, to: string): void
  /** Takes all messages of a mailbox away for good. */
  empty(address: string): void
  /** Puts `/login`, `/v1.0`, `/beta` and the upload addresses on a server. */
  registerRoutes(server: FastifyInstance): void
  /** Opens IMAP to the same mailboxes. @returns the port */
  listenImap(port: number, host?: string): Promise<number>
  /** Makes access tokens, refresh tokens (`signIns`) or delta links that were given out so far worthless. */
  expire(what: { readonly tokens?: boolean; readonly signIns?: boolean; readonly deltaLinks?: boolean }): void
  /** Ends all IMAP sessions. */
  close(): Promise<void>
}

/** Bodies beyond this never reach a handler; Graph's own limit of 4 MB is checked there, with an answer. */
const MOST_BODY_BYTES = 64 * 1024 * 1024

/** Makes an empty tenant: add apps and mailboxes, then register its routes. */
export function createOutlook(shared: Shared, options: OutlookOptions): OutlookCloud {
  const switches = { ...defaultSwitches(), ...options.switches }
  const { tenantId } = options
  const subscriptions = new Subscriptions({ shared, switches, tenantId })
  const world: World = { shared, switches, tenantId, mailboxes: new Map(), uploads: new Map(), subscriptions }
  const tokens = new Tokens(shared.clock)
  const directory = createDirectory(world, tokens, options.domains)
  const imap = new ImapServer(exchangeImap(world, tokens))
  const graph: GraphServer = { world, tokens, throttle: new Throttle(shared.clock, switches) }
  return {
    switches,
    subscriptions,
    addMailbox: (address, displayName = address) => void world.mailboxes.set(address.toLowerCase(), createMailbox(address, displayName)),
    addApp: (app) => void directory.apps.set(app.clientId.toLowerCase(), app),
    changeApp: (clientId, changes) => changeApp(directory, clientId, changes),
    snapshot: (address) => snapshotOutlook(world, findMailbox(world, address)),
    mailbox: (address) => findMailbox(world, address),
    deliver: (address, mime, to = {}) => deliver(world, findMailbox(world, address), mime, to),
    setState: (address, state) => setState(world, findMailbox(world, address), state),
    rename: (address, to) => rename(world, findMailbox(world, address), to),
    empty: (address) => emptyMailbox(findMailbox(world, address)),
    registerRoutes: (server) => void server.register(async (scope) => registerRoutes(scope, graph, directory)),
    listenImap: (port, host) => imap.listen(port, host),
    expire: (what) => {
      if (what.tokens === true) tokens.expireAll()
      if (what.signIns === true) for (const refresh of directory.refreshTokens.values()) refresh.isRevoked = true
      if (what.deltaLinks === true) for (const mailbox of world.mailboxes.values()) mailbox.syncGeneration++
    },
    close: () => imap.close(),
  }
}

function changeApp({ apps }: Directory, clientId: string, changes: Partial<Omit<App, 'clientId'>>): void {
  const app = apps.get(clientId.toLowerCase())
  if (app === undefined) throw new Error(`no app ${clientId}`)
  apps.set(clientId.toLowerCase(), { ...app, ...changes })
}

function deliver(world: World, mailbox: Mailbox, mime: Buffer, to: { readonly folder?: Folder; readonly receivedAt?: number }): Message {
  const now = world.shared.clock.now()
  const { message } = fromMime({ world, mailbox, now }, mime, to.folder ?? wellKnownFolder(mailbox, 'inbox'))
  Object.assign(message, { isDraft: false, isRead: false, receivedAt: to.receivedAt ?? now })
  return settle({ mailbox }, message)
}

function setState({ subscriptions }: World, mailbox: Mailbox, state: MailboxState): void {
  mailbox.state = state
  if (state !== 'unlicensed' && state !== 'disabled') return
  for (const subscription of subscriptions.live()) if (subscription.mailbox === mailbox) subscriptions.tellLifecycle(subscription, 'subscriptionRemoved')
}

function rename({ mailboxes }: World, mailbox: Mailbox, to: string): void {
  mailboxes.delete(mailbox.address.toLowerCase())
  mailbox.address = to
  mailboxes.set(to.toLowerCase(), mailbox)
}

/** In a scope of its own: these routes take bodies of any type as they come. */
function registerRoutes(scope: FastifyInstance, graph: GraphServer, directory: Directory): void {
  const { world } = graph
  const slots = new WeakMap<FastifyRequest, Slot>()
  scope.addHook('onClose', async () => world.subscriptions.close())
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BODY_BYTES }, (_request, body, done) => done(null, body))
  scope.addHook('onRequest', async (request, reply) => {
    const slot = enterSlot(graph, { url: request.raw.url ?? '', headers: request.headers })
    if (slot === undefined) return
    slots.set(request, slot)
    reply.raw.once('close', () => slot.leave())
  })
  const handleGraph = async (request: FastifyRequest, reply: FastifyReply) => {
    const slot = slots.get(request)
    const answer = await serveGraph(graph, graphRequest(request), slot)
    slot?.leave()
    return respond(reply, answer)
  }
  scope.all('/v1.0/*', { bodyLimit: MOST_BODY_BYTES, handler: handleGraph })
  scope.all('/beta/*', { bodyLimit: MOST_BODY_BYTES, handler: handleGraph })
  scope.all('/outlook/api/v2.0/*', { bodyLimit: MOST_BODY_BYTES, handler: async (request, reply) => respond(reply, await upload(graph, request)) })
  registerEntra(scope, directory)
  scope.setErrorHandler((error, _request, reply) => respond(reply, toAnswer(world, error)))
}

function graphRequest({ method, raw, headers, body, protocol }: FastifyRequest): GraphRequest {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  return { method, url: raw.url ?? '', headers, body: bytes, origin: `${protocol}://${headers.host ?? ''}` }
}

async function upload(graph: GraphServer, request: FastifyRequest): Promise<Answer | undefined> {
  const { world, throttle } = graph
  const url = new URL(request.raw.url ?? '/', `${request.protocol}://${request.headers.host ?? ''}`)
  const now = world.shared.clock.now()
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const path = decodeURIComponent(url.pathname)
  const asked = [...world.uploads.values()].find((session) => path.includes(session.id))
  return doWork(world.shared, {
    cloud: 'outlook',
    kind: `${request.method} upload`,
    writes: request.method !== 'GET',
    client: asked?.client ?? 'anonymous',
    fail: (status, code, headers) => toAnswer(world, new GraphError(status, code, 'A fault of the plan.', headers)),
    run: async () => {
      try {
        const session = findUploadSession(world, url, now)
        if (!session.unlimited) throttle.count(throttleKey({ clientId: session.client }, session.mailbox), undefined, body.length, 0)
        return await serveUpload(world, session, { method: request.method, url, headers: request.headers, body, now })
      } catch (error) {
        return toAnswer(world, error)
      }
    },
  })
}
