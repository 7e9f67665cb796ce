import { textOf } from '../arguments.ts'
import type { Argument } from '../arguments.ts'
import { afterLogin, bad, ok } from '../command.ts'
import type { ImapFolder, ImapMailbox } from '../mailbox.ts'
import { encodeUtf7 } from '../modified-utf7.ts'
import type { Session } from '../session.ts'
import { wireString } from '../wire.ts'

const ROLE_FLAGS = { inbox: '', sent: '\\Sent', drafts: '\\Drafts', trash: '\\Trash', junk: '\\Junk' } as const

export const listCommand = afterLogin(({ session, login, args }) => answer('LIST', session, login.mailbox, args))

/** As LIST, but the inbox has a flag too. */
export const xlistCommand = afterLogin(({ session, login, args }) => answer('XLIST', session, login.mailbox, args))

export const lsubCommand = afterLogin(({ session, login, args }) => answer('LSUB', session, login.mailbox, args))

type Kind = 'LIST' | 'XLIST' | 'LSUB'

function answer(kind: Kind, { output, service }: Session, mailbox: ImapMailbox, args: readonly Argument[]) {
  const [reference, pattern] = args.map(textOf)
  if (reference === undefined || pattern === undefined || args.length !== 2) return bad()
  if (pattern === '') {
    output.write(`* ${kind} (\\Noselect) "/" ""\r\n`)
    return ok(`${kind} completed`)
  }
  const wanted = matcher(reference + pattern)
  for (const folder of mailbox.folders.values()) {
    if (kind === 'LSUB' && !folder.subscribed) continue
    const name = encodeUtf7(folder.path.join('/'))
    if (!wanted.test(name)) continue
    const children = kind === 'LIST' && service.tellsChildren ? [mailbox.children(folder).length > 0 ? '\\HasChildren' : '\\HasNoChildren'] : []
    const told = [...children, flags(kind, folder)].filter((flag) => flag !== '')
    output.write(`* ${kind} (${told.join(' ')}) "/" ${wireString(name)}\r\n`)
  }
  return ok(`${kind} completed`)
}

function flags(kind: Kind, folder: ImapFolder): string {
  if (kind === 'LSUB' || !folder.role) return ''
  return kind === 'XLIST' && folder.role === 'inbox' ? '\\Inbox' : ROLE_FLAGS[folder.role]
}

function matcher(pattern: string): RegExp {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('%', '[^/]*')
  return new RegExp(`^${source}$`, pattern.toUpperCase().startsWith('INBOX') ? 'i' : '')
}
