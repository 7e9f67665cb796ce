import type { Shared } from '../shared.ts'
import type { QueryOptions } from './query.ts'
import type { Mailbox } from './state.ts'
import type { OutlookSwitches } from './switches.ts'
import type { UploadSession } from './upload-session.ts'

/** The simulated tenant as request handlers see it. */
export interface World {
  readonly shared: Shared
  readonly switches: OutlookSwitches
  readonly tenantId: string
  /** By address in lower case. */
  readonly mailboxes: Map<string, Mailbox>
  readonly uploads: Map<string, UploadSession>
}

/** One Graph request that was let in. */
export interface Call {
  readonly world: World
  readonly mailbox: Mailbox
  /** App id of the caller. */
  readonly client: string
  readonly permissions: ReadonlySet<string>
  /** Counts against no limit. */
  readonly unlimited: boolean
  /** Values of the `:name` segments of the route. */
  readonly params: Readonly<Record<string, string>>
  readonly withinFolder: string | undefined
  readonly query: QueryOptions
  /** `Prefer: IdType="ImmutableId"` */
  readonly immutable: boolean
  /** `Prefer: odata.maxpagesize` */
  readonly maxPageSize: number | undefined
  /** `Prefer: outlook.body-content-type` */
  readonly bodyType: 'text' | 'html' | undefined
  readonly ifMatch: string | undefined
  readonly contentType: string
  readonly body: Buffer
  /** Where the client found us, with scheme and without path. */
  readonly origin: string
  /** Origin, version and path as asked, for links. */
  readonly url: string
  /** Sandbox time in milliseconds. */
  readonly now: number
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

/** One kind of request. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Segments after the user; those with a colon match anything. */
  readonly path: string
  /** Name in the ledger and in fault plans. */
  readonly kind: string
  /** Any one of these application permissions is enough. */
  readonly permissions: readonly string[]
  readonly handle: Handle
  readonly version?: 'beta'
}
