/** What is unclear about Alibaba Mail OpenAPI v2. */
export interface OpenapiSwitches {
  /** Life of an access token in seconds. Default 3600; 172799 was seen. */
  tokenLifetimeSeconds: number
  /** Calls per second that all apps of a domain share, which is also the burst; 0 is no limit. Default 40. */
  callsPerSecond: number
  /** 429 carries `Retry-After`. Default false. */
  retryAfter: boolean
  /** Failures other than 401 and 429 come with status 200 and the error body. Default false. */
  errorsUnder200: boolean
  /** `stable`: mail that arrives between pages shifts nothing. `shifting`: a cursor is a mere offset. Default `stable`. */
  cursor: 'stable' | 'shifting'
  /** Order of a listing that asks for none. Default `descending`, newest first. */
  listOrder: 'descending' | 'ascending'
  /** `$select` is not looked at: answers have the fields of an answer without it. Default false. */
  ignoreSelect: boolean
  /** `startTime` and `endTime` of a listing are not looked at. Default false. */
  ignoreTimes: boolean
  /** `nextCursor` of the last page. Default the empty string. */
  endCursor: '' | '$'
  /** How long a new message stays unknown to search, in milliseconds of the sandbox clock. Default 0. */
  searchDelayMs: number
  /** What `tag:` of a search names: the id of a tag, its name, or nothing that can be searched for. Default `id`. */
  tagSearch: 'id' | 'name' | 'refuse'
  /** A search without hits answers one object without id. Default false. */
  zeroHitPlaceholder: boolean
  /** `size` and `total` are numeric strings. Default false. */
  numbersAsStrings: boolean
  /** `size` counts other bytes than IMAP does. Default false. */
  sizesDiffer: boolean
  /** Empty recipient lists are null. Default false. */
  nullRecipients: boolean
  /** `from` of a message is empty; the header and `sender` tell it. Default false. */
  emptyFrom: boolean
  /** Creating a draft replaces its `internetMessageId`. Default false. */
  createRewritesMessageId: boolean
  /** `post`: POST `…/messages/{id}/update`. `patch`: PATCH `…/messages/{id}`. `none`: a draft cannot be changed. Default `post`. */
  updateDraftBy: 'post' | 'patch' | 'none'
  /** Changing a draft gives it another id. Default false. */
  updateChangesId: boolean
  /** Sending replaces the `internetMessageId`. Default false. */
  sendRewritesMessageId: boolean
  /** When a sent message appears in folder 1, in milliseconds of the sandbox clock. Default 500. */
  sentAppearsAfterMs: number
  /** `trash`: batchDelete moves to folder 6 and does nothing there. `hard`: it removes for good. Default `trash`. */
  batchDelete: 'trash' | 'hard'
  /** `refuse`: an unknown id makes a whole batch 404. `skip`: it is passed over in silence. Default `refuse`. */
  unknownIds: 'refuse' | 'skip'
  /** How an attachment is answered: 302 with an absolute link, 302 with a path, 200 `{location}`, or the bytes. Default `redirect`. */
  download: 'redirect' | 'relative-redirect' | 'location' | 'bytes'
  /** A download link works once. Default false. */
  singleUseLinks: boolean
  /** Life of a stream link in seconds. Default 3600. */
  linkLifetimeSeconds: number
  /** Whole file by POST, or pieces by PUT with Content-Range. Default `post`. */
  upload: 'post' | 'put'
  /** `uploadUrl` is a path. Default false. */
  relativeUploadUrl: boolean
  /** Deleting a folder that holds messages or folders: refused, its messages moved to folder 6, or all destroyed. Default `refuse`. */
  deleteFullFolder: 'refuse' | 'trash' | 'destroy'
  /** `GET|POST /v2/users/{email}/tags` exists; no public source shows such a path. Default false. */
  tagRoutes: boolean
  /** `addTags` with an id that the mailbox does not know: 404, or kept. Default `refuse`. */
  unknownTags: 'refuse' | 'keep'
}

/** The defaults. */
export const openapiSwitches = (): OpenapiSwitches => ({
  tokenLifetimeSeconds: 3600,
  callsPerSecond: 40,
  retryAfter: false,
  errorsUnder200: false,
  cursor: 'stable',
  listOrder: 'descending',
  ignoreSelect: false,
  ignoreTimes: false,
  endCursor: '',
  searchDelayMs: 0,
  tagSearch: 'id',
  zeroHitPlaceholder: false,
  numbersAsStrings: false,
  sizesDiffer: false,
  nullRecipients: false,
  emptyFrom: false,
  createRewritesMessageId: false,
  updateDraftBy: 'post',
  updateChangesId: false,
  sendRewritesMessageId: false,
  sentAppearsAfterMs: 500,
  batchDelete: 'trash',
  unknownIds: 'refuse',
  download: 'redirect',
  singleUseLinks: false,
  linkLifetimeSeconds: 3600,
  upload: 'post',
  relativeUploadUrl: false,
  deleteFullFolder: 'refuse',
  tagRoutes: false,
  unknownTags: 'refuse',
})

/** The awkward position. */
export const hostileOpenapiSwitches: Partial<OpenapiSwitches> = {
  tokenLifetimeSeconds: 300,
  cursor: 'shifting',
  listOrder: 'ascending',
  ignoreTimes: true,
  endCursor: '$',
  searchDelayMs: 5000,
  zeroHitPlaceholder: true,
  numbersAsStrings: true,
  sizesDiffer: true,
  nullRecipients: true,
  emptyFrom: true,
  createRewritesMessageId: true,
  updateDraftBy: 'none',
  sendRewritesMessageId: true,
  sentAppearsAfterMs: 2000,
  batchDelete: 'hard',
  unknownIds: 'skip',
  download: 'location',
  singleUseLinks: true,
  upload: 'put',
  relativeUploadUrl: true,
}
