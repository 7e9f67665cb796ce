import Fastify from 'fastify'
import { compareMailboxes, type Comparison } from './compare.ts'
import { registerControl } from './control.ts'
import { createDingtalk, type DingtalkCloud } from './dingtalk/dingtalk.ts'
import type { DingtalkSwitches } from './dingtalk/switches.ts'
import type { LatencyProfile } from './latency.ts'
import { createOutlook, type OutlookCloud } from './outlook/outlook.ts'
import type { OutlookSwitches } from './outlook/switches.ts'
import { createShared, type Shared } from './shared.ts'

/** How a sandbox is to be. Everything has a default. */
export interface SandboxOptions {
  /** Where to listen. Default 127.0.0.1; a port of 0 (the default) takes any free one. */
  readonly host?: string
  readonly port?: number
  readonly imapPort?: number
  readonly outlookImapPort?: number
  readonly outlook?: Partial<OutlookSwitches>
  readonly dingtalk?: Partial<DingtalkSwitches>
  /** Whether the app of Tongbu has Mail-Advanced.ReadWrite.All. Default false. */
  readonly advancedMail?: boolean
  /** Whether the app of Tongbu has IMAP.AccessAsApp. Default false. */
  readonly outlookImap?: boolean
  /** More application permissions of the app of Tongbu. Default none. */
  readonly morePermissions?: readonly string[]
  /** Whether its permissions are granted in Exchange, mailbox by mailbox. Default false: for the whole tenant. */
  readonly scopedPermissions?: boolean
  /** Where the apps of Tongbu let sign-ins lead back to. Default: with Microsoft `http://localhost`, with any port; with DingTalk nowhere. */
  readonly redirectUris?: readonly string[]
  /** Of all chance in the sandbox. Default 1. */
  readonly seed?: number
  /** How long answers and notifications take. Default `none`; people (the seed accounts) never wait. */
  readonly latency?: LatencyProfile
}

/** An app registration in the simulated tenant. */
export interface OutlookAccount {
  readonly tenant: string
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string
}

interface ImapAddress {
  readonly host: string
  readonly port: number
  readonly tls: false
}

/** Where the clouds are and how to get in. */
export interface SandboxReady {
  readonly controlUrl: string
  readonly graphUrl: string
  readonly loginUrl: string
  readonly alimailUrl: string
  /** The open platform of DingTalk (api.dingtalk.com), and where people sign in to it (login.dingtalk.com). */
  readonly dingtalkUrl: string
  readonly dingtalkLoginUrl: string
  /** A robot of a group, and where its messages go. */
  readonly robot: { readonly url: string; readonly accessToken: string; readonly secret: string }
  /** IMAP of DingTalk, and of Outlook. */
  readonly imap: ImapAddress
  readonly outlookImap: ImapAddress
  readonly accounts: {
    readonly outlook: OutlookAccount
    /** Has every permission and no limits: it stands for people and for whoever fills the mailbox. */
    readonly outlookSeed: OutlookAccount
    readonly dingtalk: { readonly address: string; readonly imapPassword: string; readonly appId: string; readonly appSecret: string }
    readonly dingtalkSeed: { readonly imapPassword: string; readonly appId: string; readonly appSecret: string }
  }
}

/** Both clouds, with one mailbox each. */
export interface Sandbox {
  readonly ready: SandboxReady
  readonly outlook: OutlookCloud
  readonly dingtalk: DingtalkCloud
  readonly shared: Shared
  /** Whether the two mailboxes are equal, seen from the inside; DingTalk is left. */
  compare(): Promise<Comparison>
  close(): Promise<void>
}

const TENANT = 'contoso-trading.example'
const TENANT_ID = '7e4ab2f0-0000-4000-8000-00000c0e7050'
const OUTLOOK_ADDRESS = 'anna.chan@contoso-trading.example'
const DINGTALK_ADDRESS = 'anna.chan@shenghe.example'
const OUTLOOK = { clientId: '70b9b000-0000-4000-8000-000000000001', clientSecret: 'sandbox-secret-tongbu' }
const OUTLOOK_SEED = { clientId: '5eed0000-0000-4000-8000-000000000002', clientSecret: 'sandbox-secret-seed' }
const DINGTALK = { appId: 'sandbox-app-tongbu', appSecret: 'sandbox-secret-tongbu' }
const DINGTALK_SEED = { appId: 'sandbox-app-seed', appSecret: 'sandbox-secret-seed' }
/** What the ledger calls people who come by IMAP. */
const SEED_LOGIN = 'seed'
const IMAP_PASSWORD = 'sandbox-imap-tongbu'
const IMAP_SEED_PASSWORD = 'sandbox-imap-seed'

const ROBOT = { accessToken: 'sandbox-robot', secret: 'SECsandbox-robot-secret' }

const ADVANCED = 'Mail-Advanced.ReadWrite.All'
const IMAP = 'IMAP.AccessAsApp'

/** Starts both clouds on one HTTP port, and each on an IMAP port of its own. Nothing is kept: `close` ends it without trace. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, imapPort = 0, outlookImapPort = 0, seed = 1 } = options
  const shared = createShared(seed)
  shared.latency.profile = options.latency ?? 'none'
  for (const client of [OUTLOOK_SEED.clientId, DINGTALK_SEED.appId, SEED_LOGIN]) shared.latency.exempt.add(client)
  const outlook = openOutlook(shared, options)
  const dingtalk = openDingtalk(shared, options)
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 5000 } })
  const compare = () => compareMailboxes(dingtalk.snapshot(DINGTALK_ADDRESS), outlook.snapshot(OUTLOOK_ADDRESS))
  const told: { ready?: SandboxReady } = {}
  outlook.registerRoutes(server)
  dingtalk.registerRoutes(server)
  registerControl(server, { shared, outlook, dingtalk, compare, ready: () => told.ready, dingtalkAddress: DINGTALK_ADDRESS })
  const base = await server.listen({ host, port })
  const ready = tellReady(base, host, { dingtalk: await dingtalk.listenImap(imapPort, host), outlook: await outlook.listenImap(outlookImapPort, host) })
  told.ready = ready
  const close = async (): Promise<void> => {
    await server.close()
    await dingtalk.close()
    await outlook.close()
    shared.clock.stop()
    shared.blobs.close()
  }
  return { ready, outlook, dingtalk, shared, compare, close }
}

function openOutlook(shared: Shared, { outlook: switches = {}, advancedMail = false, outlookImap = false, morePermissions = [], scopedPermissions = false, redirectUris = ['http://localhost'] }: SandboxOptions): OutlookCloud {
  const outlook = createOutlook(shared, { tenantId: TENANT_ID, domains: [TENANT], switches })
  outlook.addMailbox(OUTLOOK_ADDRESS, 'Anna Chan')
  outlook.addApp({ ...OUTLOOK, permissions: new Set(['Mail.ReadWrite', ...(advancedMail ? [ADVANCED] : []), ...(outlookImap ? [IMAP] : []), ...morePermissions]), isScoped: scopedPermissions, unlimited: false, redirectUris, isPublic: true, delegated: new Set(['Mail.ReadWrite', ...(advancedMail ? ['Mail-Advanced.ReadWrite'] : []), ...(outlookImap ? ['IMAP.AccessAsUser.All'] : [])]) })
  outlook.addApp({ ...OUTLOOK_SEED, permissions: new Set(['Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.ReadWrite', 'AuditLog.Read.All', 'Policy.Read.All', ADVANCED, IMAP]), unlimited: true })
  return outlook
}

function openDingtalk(shared: Shared, { dingtalk: switches = {}, redirectUris = [] }: SandboxOptions): DingtalkCloud {
  const dingtalk = createDingtalk(shared, { switches, apps: [{ ...DINGTALK, redirectUris }, DINGTALK_SEED], robots: [ROBOT] })
  dingtalk.addMailbox(DINGTALK_ADDRESS, { tongbu: IMAP_PASSWORD, [SEED_LOGIN]: IMAP_SEED_PASSWORD })
  return dingtalk
}

function tellReady(base: string, host: string, imapPorts: { readonly dingtalk: number; readonly outlook: number }): SandboxReady {
  const outlook = { tenant: TENANT, address: OUTLOOK_ADDRESS }
  return {
    controlUrl: `${base}/_sandbox`,
    graphUrl: `${base}/v1.0`,
    loginUrl: `${base}/login`,
    alimailUrl: `${base}/alimail`,
    dingtalkUrl: `${base}/dingtalk`,
    dingtalkLoginUrl: `${base}/dingtalk-login`,
    robot: { url: base, ...ROBOT },
    imap: { host, port: imapPorts.dingtalk, tls: false },
    outlookImap: { host, port: imapPorts.outlook, tls: false },
    accounts: {
      outlook: { ...outlook, ...OUTLOOK },
      outlookSeed: { ...outlook, ...OUTLOOK_SEED },
      dingtalk: { address: DINGTALK_ADDRESS, imapPassword: IMAP_PASSWORD, ...DINGTALK },
      dingtalkSeed: { imapPassword: IMAP_SEED_PASSWORD, ...DINGTALK_SEED },
    },
  }
}
