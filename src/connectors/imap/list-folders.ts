import type { FolderRole } from '../../domain/folder.ts'
import type { ImapConnections } from './connection.ts'
import { isConnectionLost } from './errors.ts'
import type { ListedFolder } from './folder-roles.ts'
import { findRoles } from './folder-roles.ts'

/** One folder with the counts that tell whether anything came or went. */
export interface SeenFolder {
  readonly path: string
  readonly name: string
  /** Empty at the top level. */
  readonly parentPath: string
  readonly delimiter: string
  readonly role?: FolderRole
  /** `0` where no messages can be in it. */
  readonly uidValidity: string
  readonly uidNext: number
  readonly messages: number
  /** HIGHESTMODSEQ (RFC 7162), where the server has it. */
  readonly modSeq?: string
  readonly readable: 'yes' | 'no messages' | 'refused'
}

/** Every folder with its STATUS, parents before children. Where LIST does not tell it too (RFC 5819), folders are asked for side by side. */
export async function listFolders(connections: ImapConnections, signal: AbortSignal): Promise<SeenFolder[]> {
  const listed = await connections.run({ kind: 'LIST', signal }, ({ client }) =>
    client.list(client.capabilities.has('LIST-STATUS') ? { statusQuery: COUNTS } : { listOnly: true }),
  )
  const roles = findRoles(listed)
  const seen = await Promise.allSettled(withParents(listed).map((folder) => seeFolder(connections, folder, roles.get(folder.path), signal)))
  return seen.map((each) => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  })
}

async function seeFolder(connections: ImapConnections, folder: Entry, role: FolderRole | undefined, signal: AbortSignal): Promise<SeenFolder> {
  const isSelectable = ![...folder.flags].some((flag) => /^\\(Noselect|NonExistent)$/i.test(flag))
  const ask = () => connections.run({ kind: 'STATUS', signal }, ({ client }) => statusOf(client, folder.path))
  const counts = isSelectable ? (toldOf(folder) ?? (await ask())) : undefined
  return {
    path: folder.path,
    name: folder.name,
    parentPath: folder.parentPath,
    delimiter: folder.delimiter,
    ...(role === undefined ? {} : { role }),
    readable: !isSelectable ? 'no messages' : counts === undefined ? 'refused' : 'yes',
    ...(counts ?? { uidValidity: '0', uidNext: 0, messages: 0 }),
  }
}

const COUNTS = { messages: true, uidNext: true, uidValidity: true, highestModseq: true } as const

interface Counts {
  readonly uidValidity?: bigint | undefined
  readonly uidNext?: number | undefined
  readonly messages?: number | undefined
  readonly highestModseq?: bigint | undefined
}

interface Client {
  readonly mailbox: false | { readonly path: string }
  noop(): Promise<unknown>
  status(path: string, query: typeof COUNTS): Promise<false | Counts>
}

type Told = Pick<SeenFolder, 'uidValidity' | 'uidNext' | 'messages' | 'modSeq'>

/** Nothing where the server refuses. */
export async function statusOf(client: Client, path: string): Promise<Told | undefined> {
  // RFC 3501 §6.3.10 warns of asking for the folder that is selected: Dovecot tells what this session was told last, which may be long ago.
  if (client.mailbox !== false && client.mailbox.path === path) await client.noop()
  const status = await client.status(path, COUNTS).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error
    return false as const
  })
  return status === false ? undefined : toTold(status)
}

const toTold = ({ uidValidity, uidNext, messages, highestModseq }: Counts): Told => ({
  uidValidity: String(uidValidity ?? 0),
  uidNext: uidNext ?? 0,
  messages: messages ?? 0,
  ...(highestModseq === undefined ? {} : { modSeq: String(highestModseq) }),
})

/** What LIST told besides; nothing where that is not all. */
const toldOf = ({ status }: Entry): Told | undefined => (status?.uidValidity === undefined || status.uidNext === undefined || status.messages === undefined ? undefined : toTold(status))

type Entry = ListedFolder & { readonly delimiter: string; readonly status?: Counts | undefined }

/** Parents that LIST leaves out are added as folders that hold no messages. */
function withParents(listed: readonly Entry[]): Entry[] {
  const entries = new Map(listed.map((entry) => [entry.path, entry]))
  for (const { path, delimiter } of listed) {
    const names = delimiter === '' ? [path] : path.split(delimiter)
    for (let depth = 1; depth < names.length; depth++) {
      const parent = names.slice(0, depth)
      const parentPath = parent.slice(0, -1).join(delimiter)
      const name = parent.at(-1) ?? ''
      const missing = parent.join(delimiter)
      if (!entries.has(missing)) entries.set(missing, { path: missing, name, parentPath, delimiter, flags: ['\\Noselect'] })
    }
  }
  const depth = ({ path, delimiter }: Entry) => (delimiter === '' ? 1 : path.split(delimiter).length)
  return [...entries.values()].sort((a, b) => depth(a) - depth(b))
}

/** Whether no folder and no message came, went or was renamed between two listings. */
export function areSame(before: readonly SeenFolder[], after: readonly SeenFolder[]): boolean {
  const text = (folders: readonly SeenFolder[]) =>
    JSON.stringify(folders.map(({ path, uidValidity, uidNext, messages, readable }) => [path, uidValidity, uidNext, messages, readable]).sort())
  return text(before) === text(after)
}
