import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { FolderRole } from '../../domain/folder.ts'
import { toInstant } from '../../domain/instant.ts'
import type { Marks } from '../../domain/marks.ts'
import { NO_MARKS } from '../../domain/marks.ts'
import type { Envelope, RemoteMessage } from '../connector.ts'
import { formatId } from './message-id.ts'
import { LISTED_HEADERS, readHeaders } from './read-headers.ts'

/** The folder that messages are fetched from, as far as they depend on it. */
export interface FetchedFolder {
  readonly folderId: string
  readonly uidValidity: string
  readonly role: FolderRole | undefined
}

/** A message with its envelope. */
export type FetchedMessage = RemoteMessage & { readonly envelope: Envelope; readonly uid: number }

/** Marks that IMAP flags (RFC 3501 §2.3.2) can tell. */
export const marksOf = (flags: ReadonlySet<string>): Marks => ({
  ...NO_MARKS,
  read: flags.has('\\Seen'),
  flag: flags.has('\\Flagged') ? 'flagged' : 'none',
  answered: flags.has('\\Answered'),
})

/** Messages of a UID range with their envelopes, in UID order. The folder is selected. */
export async function fetchEnvelopes(client: ImapFlow, range: string, folder: FetchedFolder): Promise<FetchedMessage[]> {
  const rows: FetchMessageObject[] = []
  const query = { uid: true, flags: true, internalDate: true, size: true, headers: [...LISTED_HEADERS] }
  for await (const row of client.fetch(range, query, { uid: true })) rows.push(row)
  return rows.filter(({ flags }) => flags !== undefined).sort((a, b) => a.uid - b.uid).map((row) => toMessage(row, folder))
}

/**
 * The flags of one message; nothing when it is not there. A server may tell of other messages in the same breath, when another
 * session changed them, so the first row is not always the one that was asked for.
 */
export async function fetchFlags(client: ImapFlow, uid: number): Promise<ReadonlySet<string> | undefined> {
  let flags: ReadonlySet<string> | undefined
  for await (const row of client.fetch(String(uid), { uid: true, flags: true }, { uid: true })) if (row.uid === uid) flags = row.flags
  return flags
}

function toMessage(row: FetchMessageObject, folder: FetchedFolder): FetchedMessage {
  const flags = row.flags ?? new Set<string>()
  const headers = readHeaders(row.headers ?? Buffer.alloc(0))
  const arrived = typeof row.internalDate === 'string' ? Date.parse(row.internalDate) : row.internalDate
  const isOurDraft = headers.origin === undefined || headers.origin.roleClass === 'draft'
  return {
    id: formatId({ ...folder, uid: row.uid }),
    uid: row.uid,
    folderId: folder.folderId,
    marks: marksOf(flags),
    envelope: {
      ...headers,
      receivedAt: toInstant(arrived) ?? headers.sentAt ?? '1970-01-01T00:00:00Z',
      size: row.size ?? 0,
      isDraft: flags.has('\\Draft') || (folder.role === 'drafts' && isOurDraft),
    },
  }
}

/** Leaves out what only we need. */
export const asRemote = ({ id, folderId, marks, envelope }: FetchedMessage): RemoteMessage => ({ id, folderId, marks, envelope })
