import type { ImapFlow } from 'imapflow'
import type { ImapConnections } from './connection.ts'
import type { FetchedFolder } from './fetch-messages.ts'
import type { FolderRegistry } from './folder-registry.ts'
import type { Place } from './message-id.ts'
import type { Together } from './together.ts'

/** What every task on one mailbox works with. */
export interface ImapScene {
  readonly connections: ImapConnections
  readonly registry: FolderRegistry
  readonly maxMessageBytes: number
  readonly together: Together
}

/** The folder that is selected, as its messages need to know it. */
export const fetchedFolder = ({ registry }: Pick<ImapScene, 'registry'>, folderId: string, client: ImapFlow): FetchedFolder => ({
  folderId,
  uidValidity: client.mailbox === false ? '0' : String(client.mailbox.uidValidity),
  role: registry.seen(folderId)?.role,
})

/** The folder that a message lies in. */
export const selection = ({ registry }: Pick<ImapScene, 'registry'>, { folderId, uidValidity }: Place) => ({ path: registry.pathOf(folderId), uidValidity })
