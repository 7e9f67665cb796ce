import type { IncomingHttpHeaders } from 'node:http'
import type { Shared } from '../shared.ts'
import type { GraphError } from './errors.ts'
import type { QueryOptions } from './query.ts'
import type { Mailbox } from './state.ts'
import type { OutlookSwitches } from './switches.ts'
import type { Subscriptions } from './subscriptions/subscriptions.ts'
import type { UploadSession } from './upload-session.ts'

/** The simulated tenant as request handlers see it. */
export interface World {
  readonly shared: Shared
  readonly switches: OutlookSwitches
  readonly tenantId: string
  /** By address in lower case. */
  readonly mailboxes: Map<string, Mailbox>
  readonly uploads: Map<string, UploadSession>
  readonly subscriptions: Subscriptions
}

/** A Graph request as it comes, alone or as a part of a batch. */
export interface GraphRequest {
  readonly method: string
  /** Path and query, with the version. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Where the client found us, with scheme and without path. */
  readonly origin: string
}

/** One Graph request that was let in, on whatever the app itself has. */
export interface AppCall {
  readonly world: World
  /** App id of the caller. */
  readonly client: string
  readonly permissions: ReadonlySet<string>
  /** Counts against no limit. */
  readonly unlimited: boolean
  /** Values of the `:name` segments of the route. */
  readonly params: Readonly<Record<string, string>>
  /** `Prefer: IdType="ImmutableId"` */
  readonly immutable: boolean
  readonly headers: IncomingHttpHeaders
  readonly contentType: string
  readonly body: Buffer
  /** Where the client found us, with scheme and without path. */
  readonly origin: string
  /** Origin, version and path as asked, for links. */
  readonly url: string
  /** Query of the request, without its question mark. */
  readonly search: string
  /** Sandbox time in milliseconds. */
  readonly now: number
  /** Answers another request as if it had come by itself. Nothing: its connection would have been cut. */
  readonly serve: (request: GraphRequest) => Promise<Answer | undefined>
}

/** One Graph request on a mailbox. */
export interface Call extends AppCall {
  readonly mailbox: Mailbox
  readonly withinFolder: string | undefined
  readonly query: QueryOptions
  /** `Prefer: odata.maxpagesize` */
  readonly maxPageSize: number | undefined
  /** `Prefer: outlook.body-content-type` */
  readonly bodyType: 'text' | 'html' | undefined
  readonly ifMatch: string | undefined
}

/** What a handler answers. Without `json` or `bytes` the body is empty. */
export interface Answer {
  readonly status: number
  readonly json?: object
  readonly bytes?: Buffer
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a mailbox was changed, where the route alone does not tell. */
  readonly wrote?: boolean
}

export type Handle = (call: Call) => Answer | Promise<Answer>

interface AnyRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Segments after the user, or after the version; those with a colon match anything. */
  readonly path: string
  /** Name in the ledger and in fault plans. */
  readonly kind: string
  /** Any one of these application permissions is enough. */
  readonly permissions: readonly string[]
  readonly version?: 'beta'
  /** What is answered where none of them is granted. Default: 403 `ErrorAccessDenied`. */
  readonly refusal?: () => GraphError
}

/** One kind of request on a mailbox. */
export interface Route extends AnyRoute {
  readonly handle: Handle
}

/** One kind of request that names no user. */
export interface AppRoute extends AnyRoute {
  readonly handleForApp: (call: AppCall) => Answer | Promise<Answer>
}
