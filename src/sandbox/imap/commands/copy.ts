import { textOf } from '../arguments.ts'
import { bad, no, ok, selected } from '../command.ts'
import { folderNamed } from '../folder-name.ts'
import type { ImapFolder, ImapMessage } from '../mailbox.ts'
import { parseSet, placesIn } from '../sequence-set.ts'

/** The vendor's own documentation has it that COPY takes the original away. */
export const copyCommand = selected(({ session, login: { mailbox }, selection, args, byUid }) => {
  const { copyKeepsSource } = session.service.switches
  const ranges = parseSet(textOf(args[0]) ?? '')
  if (!ranges || args.length !== 2) return bad()
  const folder = folderNamed(mailbox, args[1])
  if (!folder) return no('[TRYCREATE] no such folder')
  const messages = present(selection.view, placesIn(selection.view, ranges, byUid))
  if (copyKeepsSource && mailbox.isFull(messages.reduce((sum, message) => sum + message.content.size, 0))) return no('[OVERQUOTA] mailbox is full')
  const stays = copyKeepsSource || selection.readOnly
  const there = messages.map((message) => (stays ? mailbox.copy(message, folder) : mailbox.move(message, folder)))
  const { advertiseUidplus, copyUid } = session.service.switches
  const code = advertiseUidplus && copyUid && there.length > 0 ? `${copyUidCode(folder, messages, there)} ` : ''
  return ok(`${code}COPY completed`, there.length > 0)
})

/** RFC 6851, known only where it is switched on. */
export const moveCommand = selected(({ session, login: { mailbox }, selection, args, byUid }) => {
  const ranges = parseSet(textOf(args[0]) ?? '')
  if (!session.service.switches.advertiseMove || !ranges || args.length !== 2) return bad()
  const folder = folderNamed(mailbox, args[1])
  if (!folder) return no('[TRYCREATE] no such folder')
  if (selection.readOnly) return no('folder is opened read-only')
  const messages = present(selection.view, placesIn(selection.view, ranges, byUid))
  const there = messages.map((message) => mailbox.move(message, folder))
  if (there.length > 0) session.output.write(`* OK ${copyUidCode(folder, messages, there)} moved\r\n`)
  return ok('MOVE completed', there.length > 0)
})

function present(view: readonly ImapMessage[], places: readonly number[]): ImapMessage[] {
  return places.map((place) => view[place]).filter((message) => message !== undefined && !message.gone) as ImapMessage[]
}

const copyUidCode = (folder: ImapFolder, from: readonly ImapMessage[], to: readonly ImapMessage[]): string =>
  `[COPYUID ${folder.uidValidity} ${uidSet(from)} ${uidSet(to)}]`

function uidSet(messages: readonly ImapMessage[]): string {
  const runs: { from: number; to: number }[] = []
  for (const { uid } of messages) {
    const last = runs.at(-1)
    if (last && last.to + 1 === uid) last.to = uid
    else runs.push({ from: uid, to: uid })
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}:${to}`)).join(',')
}
