import type { SnapshotMailbox, SnapshotRole } from './snapshot.ts'

/** Folders of two mailboxes by one name: two folders that stand for each other have the same key. */
export interface FolderKeys {
  /** The key of a folder of the left or right mailbox; nothing for folders that are never kept in step. */
  left(path: readonly string[]): string | undefined
  right(path: readonly string[]): string | undefined
  readonly onlyLeft: readonly string[]
  readonly onlyRight: readonly string[]
}

/** Folders that Outlook keeps for itself, by the names that English and Chinese mailboxes give them. */
const OUTLOOK_OWN = new Set(
  [
    ['outbox', 'sync issues', 'conversation history', 'scheduled', 'search folders', 'finder', 'clutter', 'recoverable items', 'deletions'],
    ['发件箱', '寄件匣', '同步问题', '同步處理問題', '对话历史记录', '交談記錄', '已计划', '已排程', '搜索文件夹', '搜尋資料夾', '待筛选邮件', '雜訊'],
  ].flat(),
)
const OUTLOOK_ARCHIVE = new Set(['archive', '存档', '封存'])

/**
 * Pairs folders by role, else by their names from the top; a name may be written percent-encoded on one of the sides. Every Outlook mailbox
 * has an archive: it counts as only there once something is in it.
 */
export function pairFolders(left: SnapshotMailbox, right: SnapshotMailbox): FolderKeys {
  const sides = [foldersOf(left), foldersOf(right)] as const
  const keys = [new Map<string, string>(), new Map<string, string>()] as const
  pairChildren(sides, keys, '', ['', ''])
  const keyIn = (mailbox: SnapshotMailbox, side: 0 | 1) => {
    const roles = rolePaths(mailbox)
    const own = ownPaths(mailbox)
    return (path: readonly string[]) => {
      const names = canonicalPath(path, roles)
      return own(path) ? undefined : (keys[side].get(names.join('\0')) ?? `${side === 0 ? 'left' : 'right'}:${names.join('\0')}`)
    }
  }
  const alone = (mailbox: SnapshotMailbox, side: 0 | 1) =>
    [...sides[side]].filter((path) => !keys[side].has(path) && !isEmptyArchive(mailbox, path)).map(shownPath)
  return { left: keyIn(left, 0), right: keyIn(right, 1), onlyLeft: alone(left, 0), onlyRight: alone(right, 1) }
}

const isEmptyArchive = ({ cloud, folders, messages }: SnapshotMailbox, name: string): boolean =>
  cloud === 'outlook' &&
  OUTLOOK_ARCHIVE.has(name.toLowerCase()) &&
  !folders.some(({ path }) => path.length > 1 && path[0] === name) &&
  !messages.some(({ path }) => path[0] === name)

/** A path as a reader may see it. */
export const shownPath = (key: string): string => key.split('\0').map((name) => name.replaceAll('/', '∕')).join('/')

type Sides = readonly [Set<string>, Set<string>]
type Keys = readonly [Map<string, string>, Map<string, string>]

function pairChildren(sides: Sides, keys: Keys, key: string, parents: readonly [string, string]): void {
  const lefts = childrenOf(sides[0], parents[0])
  const rights = childrenOf(sides[1], parents[1])
  for (const same of [(a: string, b: string) => a === b, isEscaped]) {
    for (const a of [...lefts]) {
      const b = [...rights].find((name) => same(a, name))
      if (b === undefined) continue
      lefts.delete(a)
      rights.delete(b)
      const at = [join(parents[0], a), join(parents[1], b)] as const
      const shared = join(key, a.length <= b.length ? a : b)
      keys[0].set(at[0], shared)
      keys[1].set(at[1], shared)
      pairChildren(sides, keys, shared, at)
    }
  }
}

const join = (parent: string, name: string): string => (parent === '' ? name : `${parent}\0${name}`)

function childrenOf(paths: Set<string>, parent: string): Set<string> {
  const depth = parent === '' ? 0 : parent.length + 1
  const below = [...paths].filter((path) => (parent === '' || path.startsWith(`${parent}\0`)) && !path.slice(depth).includes('\0'))
  return new Set(below.map((path) => path.slice(depth)))
}

/** `A/B` on one side may be `A%2FB` on the other, and `100%` may be `100%25`. */
const isEscaped = (a: string, b: string): boolean => decoded(a) === b || decoded(b) === a

function decoded(name: string): string {
  return name.replace(/(?:%[0-9a-f]{2})+/gi, (text) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  })
}

/** The path of the trash and of everything below it. */
export const TRASH = '(trash)'

const ROLE_NAME: Record<SnapshotRole, string> = { inbox: '(inbox)', sent: '(sent)', drafts: '(drafts)', trash: TRASH, junk: '(junk)' }

/** The path of each role's own folder: the shortest that says so. */
function rolePaths({ folders }: SnapshotMailbox): Map<string, SnapshotRole> {
  const shortest = new Map<SnapshotRole, readonly string[]>()
  for (const { path, role } of folders) {
    if (role !== undefined && path.length < (shortest.get(role)?.length ?? Infinity)) shortest.set(role, path)
  }
  return new Map([...shortest].map(([role, path]) => [path.join('\0'), role]))
}

function canonicalPath(path: readonly string[], roles: Map<string, SnapshotRole>): string[] {
  for (let depth = path.length; depth > 0; depth--) {
    const role = roles.get(path.slice(0, depth).join('\0'))
    if (role === undefined) continue
    return role === 'trash' ? [ROLE_NAME.trash] : [ROLE_NAME[role], ...path.slice(depth).map((name) => name.normalize('NFC'))]
  }
  return path.map((name) => name.normalize('NFC'))
}

function ownPaths(mailbox: SnapshotMailbox): (path: readonly string[]) => boolean {
  return ([top = '']) => mailbox.cloud === 'outlook' && OUTLOOK_OWN.has(top.toLowerCase())
}

function foldersOf(mailbox: SnapshotMailbox): Set<string> {
  const roles = rolePaths(mailbox)
  const own = ownPaths(mailbox)
  const paths = [...mailbox.folders, ...mailbox.messages].map(({ path }) => path).filter((path) => !own(path))
  const all = new Set<string>()
  for (const path of paths) {
    const names = canonicalPath(path, roles)
    for (let depth = 1; depth <= names.length; depth++) all.add(names.slice(0, depth).join('\0'))
  }
  return all
}
