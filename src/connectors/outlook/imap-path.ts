import type { Folders } from './folders.ts'
import type { ImapWire } from './imap-wire.ts'

/** A folder on the way from the top to another, as Graph names it. */
export interface NamedStep {
  readonly name: string
  readonly isInbox: boolean
}

/**
 * The path of a folder over IMAP, with `/` between the names. The inbox is called INBOX in every language (RFC 3501 §5.1).
 * Nothing where it would be ambiguous: no public document says how Exchange writes a `/` in a name, or another folder called inbox.
 */
export function imapPathOf(steps: readonly NamedStep[]): string | undefined {
  const isUnclear = steps.some(({ name, isInbox }, depth) => !isInbox && (/[/\\\u0000-\u001f\u007f]/.test(name) || (depth === 0 && name.toLowerCase() === 'inbox')))
  return isUnclear || steps.length === 0 ? undefined : steps.map(({ name, isInbox }) => (isInbox ? 'INBOX' : name)).join('/')
}

/** Where the folders of Graph are over IMAP. What was found is kept until it is forgotten. */
export interface ImapPaths {
  /** Asks the server for its folders. @throws {SyncError} */
  list(signal: AbortSignal): Promise<void>
  /** Nothing where the path is unclear, or not among those that the server lists. @throws {SyncError} */
  pathOf(folderId: string, signal: AbortSignal): Promise<string | undefined>
  /** Folders may be named otherwise now. */
  forget(): void
}

export function createImapPaths(wire: ImapWire, folders: Folders): ImapPaths {
  let delimiters: ReadonlyMap<string, string> = new Map()
  const known = new Map<string, Promise<string | undefined>>()

  const list = async (signal: AbortSignal): Promise<void> => {
    const found = await wire.run({ kind: 'LIST', signal }, async ({ client }) => await client.list({ listOnly: true }))
    delimiters = new Map(found.map(({ path, delimiter }) => [path, delimiter]))
  }

  /** A folder that was made or renamed a moment ago needs another listing. */
  const find = async (folderId: string, signal: AbortSignal): Promise<string | undefined> => {
    const steps = await folders.namesTo(folderId, signal)
    const path = steps && imapPathOf(steps)
    if (path === undefined) return undefined
    if (delimiters.get(path) !== '/') await list(signal)
    return delimiters.get(path) === '/' ? path : undefined
  }

  return {
    list,
    pathOf: (folderId, signal) => {
      const finding = known.get(folderId) ?? find(folderId, signal)
      known.set(folderId, finding)
      finding.catch(() => known.delete(folderId))
      return finding
    },
    forget: () => {
      known.clear()
      delimiters = new Map()
    },
  }
}
