import { DELETED } from '../flags.ts'
import { textOf } from '../arguments.ts'
import { bad, no, ok, selected } from '../command.ts'
import type { ImapMailbox, ImapMessage } from '../mailbox.ts'
import { parseSet, placesIn } from '../sequence-set.ts'

/** EXPUNGE, and UID EXPUNGE of RFC 4315 where UIDPLUS is advertised. What is expunged is gone for good. */
export const expungeCommand = selected(({ session, login, selection, args, byUid }) => {
  if (selection.readOnly) return no('folder is opened read-only')
  if (!byUid) return args.length > 0 ? bad() : ok('EXPUNGE completed', removeDeleted(login.mailbox, selection.view))
  const ranges = parseSet(textOf(args[0]) ?? '')
  if (!ranges || !session.service.switches.advertiseUidplus) return bad()
  const { view } = selection
  const named = placesIn(view, ranges, true).map((place) => view[place]).filter((message) => message !== undefined)
  return ok('UID EXPUNGE completed', removeDeleted(login.mailbox, named))
})

/** Removes without telling, then leaves the folder. */
export const closeCommand = selected(({ session, login, selection }) => {
  session.deselect()
  const write = !selection.readOnly && removeDeleted(login.mailbox, selection.view)
  return ok('CLOSE completed', write)
})

function removeDeleted(mailbox: ImapMailbox, messages: readonly ImapMessage[]): boolean {
  const deleted = messages.filter((message) => message.flags & DELETED && !message.gone)
  for (const message of deleted) mailbox.remove(message)
  return deleted.length > 0
}
