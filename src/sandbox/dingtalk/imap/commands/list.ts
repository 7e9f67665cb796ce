import type { Folder } from '../../store/folder.ts'
import type { Mailbox } from '../../store/mailbox.ts'
import { textOf } from '../arguments.ts'
import type { Argument } from '../arguments.ts'
import { afterLogin, bad, ok } from '../command.ts'
import { encodeUtf7 } from '../modified-utf7.ts'
import { wireString } from '../wire.ts'

const ROLE_FLAGS = { inbox: '', sent: '\\Sent', drafts: '\\Drafts', trash: '\\Trash', junk: '\\Junk' } as const

export const listCommand = afterLogin(({ session, login, args }) => answer('LIST', login.mailbox, args, (line) => session.output.write(line)))

/** As LIST, but the inbox has a flag too. */
export const xlistCommand = afterLogin(({ session, login, args }) => answer('XLIST', login.mailbox, args, (line) => session.output.write(line)))

export const lsubCommand = afterLogin(({ session, login, args }) => answer('LSUB', login.mailbox, args, (line) => session.output.write(line)))

type Kind = 'LIST' | 'XLIST' | 'LSUB'

function answer(kind: Kind, mailbox: Mailbox, args: readonly Argument[], write: (line: string) => void) {
  const [reference, pattern] = args.map(textOf)
  if (reference === undefined || pattern === undefined || args.length !== 2) return bad()
  if (pattern === '') {
    write(`* ${kind} (\\Noselect) "/" ""\r\n`)
    return ok(`${kind} completed`)
  }
  const wanted = matcher(reference + pattern)
  for (const folder of mailbox.folders.values()) {
    if (kind === 'LSUB' && !folder.subscribed) continue
    const name = encodeUtf7(folder.path.join('/'))
    if (wanted.test(name)) write(`* ${kind} (${flags(kind, folder)}) "/" ${wireString(name)}\r\n`)
  }
  return ok(`${kind} completed`)
}

function flags(kind: Kind, folder: Folder): string {
  if (kind === 'LSUB' || !folder.role) return ''
  return kind === 'XLIST' && folder.role === 'inbox' ? '\\Inbox' : ROLE_FLAGS[folder.role]
}

function matcher(pattern: string): RegExp {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('%', '[^/]*')
  return new RegExp(`^${source}$`, pattern.toUpperCase().startsWith('INBOX') ? 'i' : '')
}
