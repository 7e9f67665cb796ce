import { textOf } from './arguments.ts'
import type { Argument } from './arguments.ts'
import type { ImapFolder, ImapMailbox } from './mailbox.ts'
import { decodeUtf7 } from './modified-utf7.ts'

/** The folder names, from the top, that an argument means; undefined when it is no name. */
export function pathOf(argument: Argument | undefined): string[] | undefined {
  const text = textOf(argument)
  const name = text === undefined ? undefined : decodeUtf7(text)
  const path = name?.replace(/\/$/, '').split('/')
  return path?.every((part) => part !== '') ? path : undefined
}

/** The folder that an argument names. */
export function folderNamed(mailbox: ImapMailbox, argument: Argument | undefined): ImapFolder | undefined {
  const path = pathOf(argument)
  return path && mailbox.folderAt(path)
}
