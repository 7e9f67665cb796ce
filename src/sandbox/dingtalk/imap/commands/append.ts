import type { Session } from '../session.ts'
import { putContent } from '../../store/content.ts'
import type { Content } from '../../store/content.ts'
import { flagBits } from '../../store/flags.ts'
import { textOf, wordsOf } from '../arguments.ts'
import type { Argument } from '../arguments.ts'
import { afterLogin, bad, no, ok } from '../command.ts'
import { folderNamed } from '../folder-name.ts'
import { parseWireDate } from '../wire.ts'

/** RFC 3501 section 6.3.11. Keywords are taken without complaint and not kept. */
export const appendCommand = afterLogin(async ({ session, login, args }) => {
  const { switches } = session.service
  const asked = readAppend(args)
  if (!asked) return bad()
  const folder = folderNamed(login.mailbox, asked.folder)
  if (!folder) return no('[TRYCREATE] no such folder')
  const content = contentOf(session, asked.message)
  const message = await login.mailbox.add(folder, {
    content,
    flags: switches.appendIgnoresFlags ? 0 : flagBits(asked.flags),
    ...(asked.receivedAt !== undefined && !switches.appendIgnoresDate && { receivedAt: asked.receivedAt }),
  })
  const code = switches.advertiseUidplus && switches.appendUid ? `[APPENDUID ${folder.uidValidity} ${message.uid}] ` : ''
  return ok(`${code}APPEND completed`, true)
})

function readAppend(args: readonly Argument[]) {
  const [folder, ...rest] = args
  const message = rest.pop()
  const flags = rest[0]?.kind === 'list' ? rest.shift() : undefined
  const date = rest.shift()
  if (!folder || message?.kind !== 'text' || rest.length > 0) return undefined
  const receivedAt = date && parseWireDate(textOf(date) ?? '')
  if (date && receivedAt === undefined) return undefined
  return { folder, message, flags: wordsOf(flags), receivedAt }
}

const contentOf = (session: Session, message: { text: string; content?: Content }): Content =>
  message.content ?? putContent(session.service.shared.blobs, Buffer.from(message.text, 'latin1'))
