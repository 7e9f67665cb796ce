import type { ImapConnections } from './connection.ts'

/** Bytes that the mailbox still takes; nothing where the server does not announce it. @see https://www.rfc-editor.org/rfc/rfc9208 */
export const room = (connections: ImapConnections, signal: AbortSignal): Promise<number | undefined> =>
  connections.run({ kind: 'GETQUOTAROOT', signal }, async ({ client }) => {
    const quota = await client.getQuota('INBOX')
    const storage = quota === false || quota === undefined ? undefined : quota.storage
    return storage?.limit === undefined ? undefined : Math.max(0, storage.limit - (storage.usage ?? 0))
  })
