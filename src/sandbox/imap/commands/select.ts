import { FLAG_NAMES, SEEN } from '../flags.ts'
import { textOf, wordsOf } from '../arguments.ts'
import { afterLogin, bad, no, ok } from '../command.ts'
import { folderNamed } from '../folder-name.ts'
import type { ImapFolder } from '../mailbox.ts'
import { encodeUtf7 } from '../modified-utf7.ts'
import { wireString } from '../wire.ts'

const opening = (readOnly: boolean) =>
  afterLogin(({ session, login, args }) => {
    const { switches } = session.service
    if (args.length === 0 || (args.length > 1 && !switches.advertiseCondstore)) return bad()
    session.deselect()
    if (switches.requireId && !session.identified) return no('Unsafe login: the client must say who it is')
    const folder = folderNamed(login.mailbox, args[0])
    if (!folder) return no('[NONEXISTENT] no such folder')
    session.select(folder, readOnly)
    session.output.write(opened(folder, readOnly, switches.advertiseCondstore))
    return ok(readOnly ? '[READ-ONLY] EXAMINE completed' : '[READ-WRITE] SELECT completed')
  })

export const selectCommand = opening(false)
export const examineCommand = opening(true)

function opened(folder: ImapFolder, readOnly: boolean, condstore: boolean): string {
  const unseen = folder.messages.findIndex((message) => !(message.flags & SEEN)) + 1
  return [
    `* FLAGS (${FLAG_NAMES})`,
    `* ${folder.messages.length} EXISTS`,
    '* 0 RECENT',
    ...(unseen > 0 ? [`* OK [UNSEEN ${unseen}] first unseen`] : []),
    `* OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`,
    `* OK [UIDNEXT ${folder.uidNext}] predicted next UID`,
    `* OK [PERMANENTFLAGS (${readOnly ? '' : FLAG_NAMES})] limited`,
    ...(condstore ? [`* OK [HIGHESTMODSEQ ${folder.modSeq}]`] : []),
    '',
  ].join('\r\n')
}

const STATUS = new Map<string, (folder: ImapFolder) => number>([
  ['MESSAGES', (folder) => folder.messages.length],
  ['RECENT', () => 0],
  ['UIDNEXT', (folder) => folder.uidNext],
  ['UIDVALIDITY', (folder) => folder.uidValidity],
  ['UNSEEN', (folder) => folder.messages.filter((message) => !(message.flags & SEEN)).length],
])

export const statusCommand = afterLogin(({ session, login, args }) => {
  const names = wordsOf(args[1]).map((word) => word.toUpperCase())
  if (args.length !== 2 || args[1]?.kind !== 'list' || names.length === 0) return bad()
  const folder = folderNamed(login.mailbox, args[0])
  if (!folder) return no('[NONEXISTENT] no such folder')
  const told = session.service.switches.statusIsBehind && session.selection?.folder === folder ? session.selection : undefined
  const behind = new Map(told === undefined ? [] : [['MESSAGES', told.view.length], ['UIDNEXT', told.toldUidNext]])
  const parts: string[] = []
  for (const name of names) {
    const count = name === 'HIGHESTMODSEQ' && session.service.switches.advertiseCondstore ? folder.modSeq : (behind.get(name) ?? STATUS.get(name)?.(folder))
    if (count === undefined) return bad()
    parts.push(`${name} ${count}`)
  }
  session.output.write(`* STATUS ${wireString(encodeUtf7(folder.path.join('/')))} (${parts.join(' ')})\r\n`)
  return ok('STATUS completed')
})

/** Known only with CONDSTORE. */
export const enableCommand = afterLogin(({ session, args }) => {
  if (!session.service.switches.advertiseCondstore) return bad()
  const asked = args.map((argument) => textOf(argument)?.toUpperCase())
  session.output.write(`* ENABLED${asked.includes('CONDSTORE') ? ' CONDSTORE' : ''}\r\n`)
  return ok('ENABLE completed')
})
