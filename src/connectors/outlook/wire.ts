import { z } from 'zod'

/** What is read of Graph's JSON, and nothing else. Fields that Graph may leave out of a delta are optional. */

const property = z.object({ id: z.string(), value: z.string() })

/** @see https://learn.microsoft.com/graph/api/resources/message */
export const wireMessage = z.object({
  id: z.string().min(1),
  '@odata.etag': z.string().optional(),
  '@removed': z.object({ reason: z.string().optional() }).optional(),
  changeKey: z.string().nullish(),
  parentFolderId: z.string().nullish(),
  internetMessageId: z.string().nullish(),
  subject: z.string().nullish(),
  from: z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() }).nullish(),
  sentDateTime: z.string().nullish(),
  receivedDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  isRead: z.boolean().nullish(),
  isDraft: z.boolean().nullish(),
  isReadReceiptRequested: z.boolean().nullish(),
  flag: z.object({ flagStatus: z.enum(['notFlagged', 'complete', 'flagged']).nullish() }).nullish(),
  categories: z.array(z.string()).nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  singleValueExtendedProperties: z.array(property).nullish(),
})
export type WireMessage = z.infer<typeof wireMessage>

/** @see https://learn.microsoft.com/graph/api/resources/mailfolder */
export const wireFolder = z.object({
  '@odata.type': z.string().optional(),
  '@removed': z.object({ reason: z.string().optional() }).optional(),
  id: z.string().min(1),
  displayName: z.string().nullish(),
  parentFolderId: z.string().nullish(),
  isHidden: z.boolean().nullish(),
  totalItemCount: z.number().nullish(),
  childFolderCount: z.number().nullish(),
})
export type WireFolder = z.infer<typeof wireFolder>

const links = { '@odata.nextLink': z.string().min(1).optional(), '@odata.deltaLink': z.string().min(1).optional() }

export const wireMessagePage = z.object({ ...links, value: z.array(wireMessage) })
export const wireFolderPage = z.object({ ...links, value: z.array(wireFolder) })

/** @see https://learn.microsoft.com/graph/api/attachment-createuploadsession */
export const wireUploadSession = z.object({ uploadUrl: z.url() })

/** @see https://learn.microsoft.com/graph/api/resources/subscription */
export const wireSubscription = z.object({
  id: z.string().min(1),
  expirationDateTime: z.iso.datetime({ offset: true }),
  resource: z.string().nullish(),
  notificationUrl: z.string().nullish(),
})
export type WireSubscription = z.infer<typeof wireSubscription>

export const wireSubscriptionPage = z.object({ ...links, value: z.array(wireSubscription) })
