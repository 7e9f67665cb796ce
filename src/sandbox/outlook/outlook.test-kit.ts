import Fastify from 'fastify'
import { createShared, type Shared } from '../shared.ts'
import { createOutlook, type OutlookCloud } from './outlook.ts'
import type { OutlookSwitches } from './switches.ts'

/** An answer with its body read. */
export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; empty when it is none. */
  readonly json: Json
}

/** Whatever tests read of an answer; each answer has only some of it. */
export interface Json {
  readonly id: string
  readonly value: readonly Json[]
  readonly error: { readonly code: string; readonly message: string; readonly innerError: Readonly<Record<string, string>> }
  readonly '@odata.type': string
  readonly '@odata.etag': string
  readonly '@odata.nextLink': string
  readonly '@odata.deltaLink': string
  readonly '@odata.count': number
  readonly '@removed': { readonly reason: string }
  readonly displayName: string
  readonly parentFolderId: string
  readonly childFolderCount: number
  readonly totalItemCount: number
  readonly unreadItemCount: number
  readonly subject: string
  readonly isDraft: boolean
  readonly isRead: boolean
  readonly receivedDateTime: string
  readonly sentDateTime: string
  readonly internetMessageId: string
  readonly categories: readonly string[]
  readonly importance: string
  readonly hasAttachments: boolean
  readonly isReadReceiptRequested: boolean
  readonly flag: { readonly flagStatus: string; readonly dueDateTime?: object; readonly completedDateTime?: object }
  readonly from: { readonly emailAddress: { readonly name: string; readonly address: string } } | null
  readonly toRecipients: readonly { readonly emailAddress: { readonly address: string } }[]
  readonly body: { readonly contentType: string; readonly content: string }
  readonly bodyPreview: string
  readonly internetMessageHeaders: readonly { readonly name: string; readonly value: string }[]
  readonly singleValueExtendedProperties: readonly { readonly id: string; readonly value: string }[]
  readonly attachments: readonly Json[]
  readonly name: string
  readonly size: number
  readonly isInline: boolean
  readonly contentId: string
  readonly contentBytes: string
  readonly uploadUrl: string
  readonly nextExpectedRanges: readonly string[]
  readonly NextExpectedRanges: readonly string[]
  readonly userPurpose: string
  readonly isEnabled: boolean
  readonly isMfaRegistered: boolean
  readonly userPrincipalName: string
}

/** A request of a test. `path` begins after `/users/{address}`, or is a whole address. */
export interface Ask {
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly immutable?: boolean
  readonly version?: 'v1.0' | 'beta'
  readonly as?: 'tongbu' | 'basic' | 'advanced' | 'people' | 'auditor'
}

/** A running tenant with one mailbox, for tests of this folder. */
export interface Tenant {
  readonly cloud: OutlookCloud
  readonly shared: Shared
  readonly base: string
  ask(method: string, path: string, ask?: Ask): Promise<Got>
  token(as: NonNullable<Ask['as']>): Promise<string>
  close(): Promise<void>
}

export const ADDRESS = 'anna@contoso.example'
export const TENANT_ID = '11111111-0000-4000-8000-000000000000'

const PERMISSIONS: Readonly<Record<NonNullable<Ask['as']>, readonly string[]>> = {
  tongbu: ['Mail.ReadWrite'],
  basic: ['Mail.ReadBasic.All'],
  advanced: ['Mail.ReadWrite', 'Mail-Advanced.ReadWrite.All'],
  auditor: ['MailboxSettings.Read', 'AuditLog.Read.All', 'Policy.Read.All'],
  people: ['Mail.ReadWrite', 'MailboxSettings.ReadWrite', 'Mail.Send', 'Mail-Advanced.ReadWrite.All'],
}

/** Starts a tenant with an app for each set of permissions; secrets are `secret`. */
export async function openTenant(switches: Partial<OutlookSwitches> = {}): Promise<Tenant> {
  const shared = createShared()
  const cloud = createOutlook(shared, { tenantId: TENANT_ID, domains: ['contoso.example'], switches: { indexLagMs: 0, ...switches } })
  cloud.addMailbox(ADDRESS, 'Anna')
  for (const [clientId, permissions] of Object.entries(PERMISSIONS))
    cloud.addApp({ clientId, clientSecret: 'secret', permissions: new Set(permissions), unlimited: clientId === 'people' })
  const server = Fastify({ forceCloseConnections: true })
  cloud.registerRoutes(server)
  const base = await server.listen({ host: '127.0.0.1', port: 0 })
  const tokens = new Map<string, string>()
  const token = async (as: string): Promise<string> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: as,
      client_secret: 'secret',
      scope: 'https://graph.microsoft.com/.default',
    })
    const answer = await fetch(`${base}/login/contoso.example/oauth2/v2.0/token`, { method: 'POST', body: form })
    const { access_token: made } = (await answer.json()) as { access_token: string }
    tokens.set(as, made)
    return made
  }
  const ask = async (method: string, path: string, options: Ask = {}): Promise<Got> => {
    const { as = 'people', version = 'v1.0', immutable = true } = options
    const body = options.text ?? (options.json === undefined ? undefined : JSON.stringify(options.json))
    const headers = {
      authorization: `Bearer ${tokens.get(as) ?? (await token(as))}`,
      ...(immutable ? { prefer: 'IdType="ImmutableId"' } : {}),
      ...(body === undefined ? {} : { 'content-type': options.text === undefined ? 'application/json' : 'text/plain' }),
      ...options.headers,
    }
    const url = path.startsWith('http') ? path : `${base}/${version}/users/${ADDRESS}${path}`
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, json: readJson(text) }
  }
  const close = async (): Promise<void> => {
    await server.close()
    shared.blobs.close()
  }
  return { cloud, shared, base, ask, token, close }
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return {} as Json
  }
}

/** A small message, and the same as a request body. */
export const MIME = [
  'Received: from relay.example by mx.example; Mon, 1 Jan 2024 10:00:05 +0800',
  'From: =?utf-8?B?6Zmz5a6J5aic?= <sender@shop.example>',
  'To: Anna <anna@contoso.example>',
  'Subject: Order 1',
  'Message-ID: <order-1@shop.example>',
  'Date: Mon, 1 Jan 2024 10:00:00 +0800',
  'X-Shop-Order: 0001',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Thank you.',
  '',
].join('\r\n')

export const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')

/** Imports MIME and answers the message. */
export async function importMessage(tenant: Tenant, mime: string | Buffer = MIME, folder = 'inbox'): Promise<Json> {
  const got = await tenant.ask('POST', `/mailFolders/${folder}/importMime`, { version: 'beta', text: base64(mime) })
  if (got.status !== 201) throw new Error(got.text)
  return got.json
}

/** The properties that make a JSON message no draft, with its dates. */
export const DELIVERED = [
  { id: 'Integer 0x0E07', value: '0' },
  { id: 'SystemTime 0x0039', value: '2023-05-06T07:08:09Z' },
  { id: 'SystemTime 0x0E06', value: '2023-05-06T07:08:10Z' },
]
