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

/** Every folder with its STATUS, parents before children. */
export async function listFolders(connections: ImapConnections, signal: AbortSignal): Promise<SeenFolder[]> {
  return await connections.run({ kind: 'LIST', signal }, async ({ client }) => {
    const listed = await client.list({ listOnly: true })
    const roles = findRoles(listed)
    const seen: SeenFolder[] = []
    for (const folder of withParents(listed)) {
      signal.throwIfAborted()
      const selectable = ![...folder.flags].some((flag) => /^\\(Noselect|NonExistent)$/i.test(flag))
      const counts = selectable ? await statusOf(client, folder.path) : undefined
      const role = roles.get(folder.path)
      seen.push({
        path: folder.path,
        name: folder.name,
        parentPath: folder.parentPath,
        delimiter: folder.delimiter,
        ...(role === undefined ? {} : { role }),
        readable: !selectable ? 'no messages' : counts === undefined ? 'refused' : 'yes',
        ...(counts ?? { uidValidity: '0', uidNext: 0, messages: 0 }),
      })
    }
    return seen
  })
}

interface Client {
  status(path: string, query: { messages: true; uidNext: true; uidValidity: true; highestModseq: true }): Promise<false | {
    uidValidity?: bigint | undefined
    uidNext?: number | undefined
    messages?: number | undefined
    highestModseq?: bigint | undefined
  }>
}

/** Nothing where the server refuses. */
export async function statusOf(
  client: Client,
  path: string,
): Promise<Pick<SeenFolder, 'uidValidity' | 'uidNext' | 'messages' | 'modSeq'> | undefined> {
  const status = await client.status(path, { messages: true, uidNext: true, uidValidity: true, highestModseq: true }).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error
    return false as const
  })
  if (status === false) return undefined
  return {
    uidValidity: String(status.uidValidity ?? 0),
    uidNext: status.uidNext ?? 0,
    messages: status.messages ?? 0,
    ...(status.highestModseq === undefined ? {} : { modSeq: String(status.highestModseq) }),
  }
}

type Entry = ListedFolder & { readonly delimiter: string }

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
