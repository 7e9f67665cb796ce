import type { Folder, Mailbox, MailboxChange } from '../state.ts'

export type ChangeType = MailboxChange['type']

/** Page resources/subscription. Times are milliseconds of the sandbox clock. */
export interface Subscription {
  readonly id: string
  /** App id of whoever made it. */
  readonly client: string
  readonly mailbox: Mailbox
  /** Absent: all messages of the mailbox. */
  readonly folder: Folder | undefined
  /** As asked for. */
  readonly resource: string
  readonly changeTypes: ReadonlySet<ChangeType>
  notificationUrl: string
  readonly lifecycleUrl: string | undefined
  readonly clientState: string | undefined
  /** Notifications name messages by immutable ids: it was made with that preference. */
  readonly immutable: boolean
  expiresAt: number
  /** When it was last made, renewed or reauthorized. */
  authorizedAt: number
  /** It waits to be reauthorized. */
  challenged: boolean
  /** Calls off the next challenge. */
  callOff: () => void
}

/** As Graph shows it. */
export function renderSubscription(subscription: Subscription): object {
  const { id, client, resource, changeTypes, notificationUrl, lifecycleUrl, clientState, expiresAt } = subscription
  return {
    id,
    resource,
    applicationId: client,
    changeType: [...changeTypes].join(),
    clientState: clientState ?? null,
    notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: lifecycleUrl ?? null,
    expirationDateTime: new Date(expiresAt).toISOString(),
    creatorId: client,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  }
}
