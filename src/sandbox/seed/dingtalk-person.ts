import { ImapFlow } from 'imapflow'
import type { SnapshotRole } from '../snapshot.ts'
import type { PeopleAccess } from './people.ts'
import type { FolderPlace, SeedMarks } from './places.ts'

/** A message as a person sees it in a list. */
export interface SeenMessage {
  readonly id: string
  readonly folder: FolderPlace
  /** Without brackets. Messages without one are not listed. */
  readonly messageId: string
  readonly read: boolean
  readonly wantsReceipt: boolean
}

/** Someone at work in the DingTalk mailbox with an ordinary mail program. Folder and message must exist; refusals are thrown as they are. */
export interface DingtalkPerson {
  ensureFolder(path: readonly string[]): Promise<void>
  renameFolder(path: readonly string[], name: string): Promise<void>
  /** As mail programs do it: into the trash, with all that is in it. */
  deleteFolder(path: readonly string[]): Promise<void>
  put(folder: FolderPlace, mime: Buffer, marks: SeedMarks, receivedAt: Date): Promise<boolean>
  /** All folders but the roles' own, parents first. */
  folders(): Promise<readonly (readonly string[])[]>
  messages(): Promise<readonly SeenMessage[]>
  mark(message: SeenMessage, changes: Partial<SeedMarks>): Promise<void>
  move(message: SeenMessage, to: FolderPlace): Promise<void>
  /** For good. */
  purge(message: SeenMessage): Promise<void>
  close(): Promise<void>
}

const SPECIAL_USE: Readonly<Record<string, SnapshotRole>> = {
  '\\Sent': 'sent',
  '\\Drafts': 'drafts',
  '\\Trash': 'trash',
  '\\Junk': 'junk',
  '\\Inbox': 'inbox',
}
const FLAGS = { read: '\\Seen', flagged: '\\Flagged', answered: '\\Answered' } as const

/** Logs in over IMAP with a password of its own; again where a long silence ended the connection, as mail programs do. */
export async function openDingtalkPerson(access: PeopleAccess): Promise<DingtalkPerson> {
  let client = await signIn(access)
  const atWork = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!client.usable) client = await signIn(access)
    try {
      return await work()
    } catch (error) {
      if (!wasNotSent(error)) throw error
      client = await signIn(access)
      return work()
    }
  }
  const roles = await rolePaths(client)
  const pathOf = (folder: FolderPlace): string | string[] => (typeof folder === 'string' ? (roles.get(folder) ?? 'INBOX') : [...folder])
  const within = <T>(folder: FolderPlace, work: () => Promise<T>): Promise<T> =>
    atWork(async () => {
      const lock = await client.getMailboxLock(pathOf(folder))
      try {
        return await work()
      } finally {
        lock.release()
      }
    })
  const folders = () =>
    atWork(async () => {
      const own = new Set(roles.values())
      return (await client.list()).filter(({ path }) => !own.has(path)).map(({ parent, name }) => [...parent, name])
    })
  return {
    folders,
    ensureFolder: (path) =>
      atWork(async () => {
        const known = new Set((await client.list()).map((folder) => [...folder.parent, folder.name].join('\0')))
        if (!known.has(path.join('\0'))) await client.mailboxCreate([...path])
      }),
    renameFolder: (path, name) => atWork(async () => void (await client.mailboxRename([...path], [...path.slice(0, -1), name]))),
    deleteFolder: (path) => atWork(async () => void (await client.mailboxRename([...path], [pathOf('trash'), path.at(-1) ?? ''].flat()))),
    put: (folder, mime, marks, receivedAt) =>
      atWork(async () => {
        const stored = await client.append(pathOf(folder), mime, flagsOf(marks, true), receivedAt)
        return stored !== false && stored !== undefined
      }),
    messages: async () => {
      const seen: SeenMessage[] = []
      for (const folder of [...roles.keys(), ...(await folders())]) seen.push(...(await within(folder, () => listed(client, folder))))
      return seen
    },
    mark: (message, changes) =>
      within(message.folder, async () => {
        const [on, off] = [flagsOf(changes, true), flagsOf(changes, false)]
        if (on.length > 0) await client.messageFlagsAdd(message.id, on, { uid: true })
        if (off.length > 0) await client.messageFlagsRemove(message.id, off, { uid: true })
      }),
    move: (message, to) => within(message.folder, async () => void (await client.messageMove(message.id, pathOf(to), { uid: true }))),
    purge: (message) => within(message.folder, async () => void (await client.messageDelete(message.id, { uid: true }))),
    // A connection that the sandbox has cut cannot take leave.
    close: () => client.logout().catch(() => client.close()),
  }
}

async function signIn({ imap, accounts }: PeopleAccess): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.tls,
    doSTARTTLS: false,
    auth: { user: accounts.dingtalk.address, pass: accounts.dingtalkSeed.imapPassword },
    clientInfo: { name: 'sandbox-people' },
    disableAutoIdle: true,
    logger: false,
  })
  // Without a listener a connection that the sandbox cuts on purpose would end the process; the call in flight rejects anyway.
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Found gone before anything was said over it: whatever was to be done was not. */
const wasNotSent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'NoConnection'

const flagsOf = (marks: Partial<SeedMarks>, value: boolean): string[] =>
  (['read', 'flagged', 'answered'] as const).filter((name) => marks[name] === value).map((name) => FLAGS[name])

/** The server marks its own folders in LIST whether or not it advertises SPECIAL-USE (RFC 6154). */
async function rolePaths(client: ImapFlow): Promise<Map<SnapshotRole, string>> {
  const roles = new Map<SnapshotRole, string>()
  for (const { path, flags, specialUse } of await client.list()) {
    const use = [specialUse ?? '', ...flags].find((flag) => flag in SPECIAL_USE)
    const role = path.toUpperCase() === 'INBOX' ? 'inbox' : use === undefined ? undefined : SPECIAL_USE[use]
    if (role !== undefined) roles.set(role, path)
  }
  return roles
}

async function listed(client: ImapFlow, folder: FolderPlace): Promise<SeenMessage[]> {
  const seen: SeenMessage[] = []
  if (client.mailbox === false || client.mailbox.exists === 0) return seen
  const query = { uid: true, flags: true, headers: ['message-id', 'disposition-notification-to'] }
  for await (const { uid, flags, headers } of client.fetch('1:*', query)) {
    const text = headers?.toString('latin1') ?? ''
    const messageId = /^message-id:\s*<?([^>\r\n]*)/im.exec(text)?.[1]?.trim()
    const wantsReceipt = /^disposition-notification-to:/im.test(text)
    if (messageId) seen.push({ id: String(uid), folder, messageId, read: flags?.has(FLAGS.read) ?? false, wantsReceipt })
  }
  return seen
}
