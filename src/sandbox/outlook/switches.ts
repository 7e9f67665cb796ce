/** What the public pages leave open about Microsoft's cloud, one switch each. The default comes first in every docstring. */
export interface OutlookSwitches {
  /** 3599. Life of an access token in seconds. */
  tokenLifetimeSeconds: number
  /** 1000. A message that is younger than this, in milliseconds, is not found by `$filter`: the search index lags. */
  indexLagMs: number
  /** False. Paging a listing with `$skip` while the folder changes answers `ErrorExecuteSearchStaleData`. */
  staleSearch: boolean
  /** False. True: an id of one id space is unknown to a request that asked for the other. */
  idSpacesStrict: boolean
  /** `asked`: an extended property comes back under the id that the request used. `lower`: with its GUID in lower case. */
  propertyIdEcho: 'asked' | 'lower'
  /** `removes`. What becomes of an extended property that is written with the value null: it is taken away, the request is refused, or nothing. */
  propertyNull: 'removes' | 'refused' | 'ignored'
  /** `none`. `items`: a delta page repeats its first item at its end. `pages`: every delta page is answered twice. */
  deltaRepeats: 'none' | 'items' | 'pages'
  /** True. With immutable ids, a message that left its folder and came back between two polls is reported deleted and not added again. */
  deltaForgetsReturned: boolean
  /** True. `$expand` of extended properties works on message delta. */
  deltaExpandsProperties: boolean
  /** False. True: a message of which only the read state changed is reported with `id` and `isRead` alone. */
  partialReadStateChanges: boolean
  /** False. True: draft-only properties of a message that is no draft need Mail-Advanced.ReadWrite.All (announced for 2026-12-31). */
  advancedMailEnforced: boolean
  /** True. The beta action importMime exists. */
  importMimeAvailable: boolean
  /** False. True: importMime takes the present as received time, whatever the headers say. */
  importReceivedNow: boolean
  /** True. The received time of a message can be changed through its MAPI property (`SystemTime 0x0E06`). */
  receivedTimePatchable: boolean
  /** False. Read state of an imported message. */
  importIsRead: boolean
  /** True. `X-` headers of a message made from MIME are readable as named properties of PS_INTERNET_HEADERS. */
  headersAsProperties: boolean
  /** `mild`: `$value` of what was not made from MIME is stable. `harsh`: HTML and headers are rewritten. `unstable`: each read differs. */
  rebuild: 'mild' | 'harsh' | 'unstable'
  /** True. Attachments can be added to a message that is no draft. */
  attachmentsOnNonDrafts: boolean
  /** False. True: deleting (or moving to Deleted Items) an unread message that asks for a receipt sends a not-read receipt. */
  deletionSendsReceipt: boolean
  /** True. A message in Recoverable Items still answers to its id. */
  recoverableReadable: boolean
  /**
   * `on`. `off`: IMAP is off for the mailbox, and the sign-in refused. `not connected`: the sign-in succeeds and every command after it
   * is refused, as where the app was let in and the mailbox was not given to it.
   */
  imap: 'on' | 'off' | 'not connected'
  /** True. A message that came by APPEND keeps its bytes for `$value`. False: it is rebuilt from its parts. */
  appendKeepsMime: boolean
  /** True. The date of APPEND is `receivedDateTime`. False: the present is. */
  appendDateIsReceived: boolean
  /** True. APPEND answers APPENDUID (RFC 4315). */
  appendUid: boolean
  /** False. True: a message that asks for a receipt and is appended as read sends one. */
  appendedReadSendsReceipt: boolean
  /** 4. Requests of one app under way at once for one mailbox. */
  maxConcurrentRequests: number
  /** 10,000. Requests of one app to one mailbox in ten minutes. */
  maxRequestsPerWindow: number
  /** 157,286,400 (150 MB). Bytes that one app may upload to one mailbox in five minutes. */
  maxUploadBytesPerWindow: number
  /** 36,700,160 (35 MB). Largest message with its attachments, in bytes. */
  maxMessageBytes: number
  /** 404; some report 403. Status of `MailboxNotEnabledForRESTAPI`. */
  notEnabledStatus: number
  /** 7,776,000 (90 days). Life of a refresh token. */
  refreshTokenLifetimeSeconds: number
  /** `kept`. A refresh token stays good when another was given for it. `single use`: it does not. */
  refreshTokens: 'kept' | 'single use'
  /** 5. How long a device has to wait between two questions. */
  deviceIntervalSeconds: number
  /** 0. An AADSTS number with which every sign-in and renewal of a person is refused. */
  personRefusedWith: number
  /** True. False: an administrator who declines to consent is led back without the `state`, as the example of page v2-admin-consent shows. */
  consentRefusalHasState: boolean
  /** 10,080 (7 days); older documents say 4,230. Longest life of a subscription in minutes. */
  subscriptionMaxMinutes: number
  /** 1,000. Subscriptions to one mailbox, of all apps. */
  maxSubscriptionsPerMailbox: number
  /** False. True: a second subscription of an app to the same resource and kinds of change is a conflict. */
  subscriptionTwinsConflict: boolean
  /** `both`. What a subscription to all messages is told of a move: deleted and created, only created, or updated. */
  mailboxMoves: 'both' | 'created' | 'updated'
  /** 15. So many minutes before its end a subscription has to be reauthorized. */
  reauthorizationLeadMinutes: number
  /** 0: only before its end. Otherwise a subscription has to be reauthorized so many minutes after it last was. */
  reauthorizationEveryMinutes: number
  /** True. While a subscription waits to be reauthorized, changes are not told, and not afterwards either. */
  challengePauses: boolean
  /** `named`. A token is a JWT whose `roles` say what is granted for the whole tenant. `opaque`: it cannot be read. */
  tokenRoles: 'named' | 'opaque'
  /** `user`. Kind of every mailbox: `user`, `linked`, `shared`, `room`, `equipment`, `others`. */
  userPurpose: string
  /** `on`. `no licence`: the tenant has no Entra ID P1, and the report of registered methods is refused. */
  registrationReport: 'on' | 'no licence'
  /** True. Whether people have registered a second factor. */
  mfaRegistered: boolean
  /** True. Whether security defaults are on for the tenant. */
  securityDefaults: boolean
  /** None. Addresses that an application access policy keeps this tenant's apps from. */
  accessPolicyDenies: readonly string[]
}

/** The position that the public pages make most likely. */
export function defaultSwitches(): OutlookSwitches {
  return {
    tokenLifetimeSeconds: 3599,
    indexLagMs: 1000,
    staleSearch: false,
    idSpacesStrict: false,
    propertyIdEcho: 'asked',
    propertyNull: 'removes',
    deltaRepeats: 'none',
    deltaForgetsReturned: true,
    deltaExpandsProperties: true,
    partialReadStateChanges: false,
    advancedMailEnforced: false,
    importMimeAvailable: true,
    importReceivedNow: false,
    receivedTimePatchable: true,
    importIsRead: false,
    headersAsProperties: true,
    rebuild: 'mild',
    attachmentsOnNonDrafts: true,
    deletionSendsReceipt: false,
    recoverableReadable: true,
    imap: 'on',
    appendKeepsMime: true,
    appendDateIsReceived: true,
    appendUid: true,
    appendedReadSendsReceipt: false,
    maxConcurrentRequests: 4,
    maxRequestsPerWindow: 10_000,
    maxUploadBytesPerWindow: 150 * 1024 * 1024,
    maxMessageBytes: 35 * 1024 * 1024,
    notEnabledStatus: 404,
    refreshTokenLifetimeSeconds: 90 * 86_400,
    refreshTokens: 'kept',
    deviceIntervalSeconds: 5,
    personRefusedWith: 0,
    consentRefusalHasState: true,
    subscriptionMaxMinutes: 10_080,
    maxSubscriptionsPerMailbox: 1000,
    subscriptionTwinsConflict: false,
    mailboxMoves: 'both',
    reauthorizationLeadMinutes: 15,
    reauthorizationEveryMinutes: 0,
    challengePauses: true,
    tokenRoles: 'named',
    userPurpose: 'user',
    registrationReport: 'on',
    mfaRegistered: true,
    securityDefaults: true,
    accessPolicyDenies: [],
  }
}

/** One fixed position in which whatever is left open is against the client. */
export function hostileOutlookSwitches(): Partial<OutlookSwitches> {
  return {
    indexLagMs: 60_000,
    staleSearch: true,
    idSpacesStrict: true,
    propertyIdEcho: 'lower',
    propertyNull: 'ignored',
    deltaRepeats: 'items',
    deltaForgetsReturned: true,
    deltaExpandsProperties: false,
    partialReadStateChanges: true,
    advancedMailEnforced: true,
    importReceivedNow: false,
    importIsRead: true,
    headersAsProperties: false,
    rebuild: 'unstable',
    deletionSendsReceipt: true,
    appendUid: false,
    appendedReadSendsReceipt: true,
    notEnabledStatus: 403,
    subscriptionMaxMinutes: 4230,
    subscriptionTwinsConflict: true,
    mailboxMoves: 'updated',
    reauthorizationEveryMinutes: 50,
    tokenRoles: 'opaque',
    consentRefusalHasState: false,
    registrationReport: 'no licence',
  }
}
