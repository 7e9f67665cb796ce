import type { FolderRole } from '../../domain/folder.ts'

/** Flags of LIST (RFC 6154) and XLIST. Some servers send them without advertising either. */
const BY_FLAG: Readonly<Record<string, FolderRole>> = {
  '\\inbox': 'inbox',
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\trash': 'trash',
  '\\junk': 'junk',
  '\\spam': 'junk',
}

const BY_NAME: Readonly<Record<FolderRole, readonly string[]>> = {
  inbox: ['inbox'],
  sent: ['已发送', '已发送邮件', '已傳送', '寄件備份', 'sent', 'sent items', 'sent messages', 'sent mail'],
  drafts: ['草稿', '草稿箱', '草稿夾', 'drafts', 'draft'],
  trash: ['已删除邮件', '已删除', '已刪除的郵件', '刪除的郵件', 'trash', 'deleted items', 'deleted messages', 'deleted'],
  junk: ['垃圾邮件', '垃圾郵件', 'junk', 'junk email', 'junk e-mail', 'spam'],
}

/** One folder as LIST tells of it. */
export interface ListedFolder {
  readonly path: string
  readonly name: string
  readonly parentPath: string
  readonly flags: Iterable<string>
  readonly specialUse?: string | undefined
}

/**
 * The role of each path: what the server says with a flag, else INBOX, else a well-known name at the top level. No two folders
 * have the same role.
 */
export function findRoles(folders: readonly ListedFolder[]): Map<string, FolderRole> {
  const roles = new Map<string, FolderRole>()
  const give = (role: FolderRole | undefined, path: string) => {
    if (role !== undefined && !roles.has(path) && ![...roles.values()].includes(role)) roles.set(path, role)
  }
  for (const { path } of folders) if (path.toUpperCase() === 'INBOX') give('inbox', path)
  for (const { path, flags } of folders) for (const flag of flags) give(BY_FLAG[flag.toLowerCase()], path)
  for (const { path, parentPath, name } of folders) if (parentPath === '') give(roleOfName(name), path)
  return roles
}

function roleOfName(name: string): FolderRole | undefined {
  const folded = name.normalize('NFC').toLowerCase()
  for (const role of ['sent', 'drafts', 'trash', 'junk'] as const) if (BY_NAME[role].includes(folded)) return role
  return undefined
}
