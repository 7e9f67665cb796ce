import type { Session } from '../session.ts'
import { putContent } from '../../mime/content.ts'
import type { Content } from '../../mime/content.ts'
import { flagBits } from '../flags.ts'
import { wordsOf } from '../arguments.ts'
import type { Argument, Text } from '../arguments.ts'
import { afterLogin, bad, no, ok } from '../command.ts'
import { folderNamed } from '../folder-name.ts'
import { parseWireDate } from '../wire.ts'

/** RFC 3501 section 6.3.11, and RFC 3502 for several messages. Keywords are taken without complaint and not kept. */
export const appendCommand = afterLogin(async ({ session, login, args }) => {
  const { switches } = session.service
  const [name, ...rest] = args
  const asked = readMessages(rest)
  if (!name || !asked || (asked.length > 1 && switches.advertiseMultiappend !== true)) return bad()
  const folder = folderNamed(login.mailbox, name)
  if (!folder) return no('[TRYCREATE] no such folder')
  const contents = asked.map(({ message }) => contentOf(session, message))
  const uids: number[] = []
  for (const [at, { flags, receivedAt }] of asked.entries()) {
    const message = await login.mailbox.add(folder, {
      content: contents[at] ?? contentOf(session, { text: '' }),
      flags: switches.appendIgnoresFlags ? 0 : flagBits(flags),
      ...(receivedAt !== undefined && !switches.appendIgnoresDate && { receivedAt }),
    })
    uids.push(message.uid)
  }
  const code = switches.advertiseUidplus && switches.appendUid ? `[APPENDUID ${folder.uidValidity} ${uids.join(',')}] ` : ''
  return ok(`${code}APPEND completed`, true)
})

/** Each message with the flags and the date before it. Undefined where something else stands there. */
function readMessages(args: readonly Argument[]) {
  const messages: { message: Text; flags: readonly string[]; receivedAt?: number }[] = []
  for (let at = 0; at < args.length; at++) {
    const flags = args[at]?.kind === 'list' ? args[at++] : undefined
    const dateOrMessage = args[at]
    const dated = dateOrMessage?.kind === 'text' && dateOrMessage.content === undefined ? parseWireDate(dateOrMessage.text) : undefined
    const message = dated !== undefined && args[at + 1]?.kind === 'text' ? args[++at] : dateOrMessage
    if (message?.kind !== 'text') return undefined
    messages.push({ message, flags: wordsOf(flags), ...(message !== dateOrMessage && dated !== undefined && { receivedAt: dated }) })
  }
  return messages.length === 0 ? undefined : messages
}

const contentOf = (session: Session, message: { text: string; content?: Content }): Content =>
  message.content ?? putContent(session.service.shared.blobs, Buffer.from(message.text, 'latin1'))
