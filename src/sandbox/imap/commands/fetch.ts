import { readContent } from '../../mime/content.ts'
import { flagNames, SEEN } from '../flags.ts'
import { headerFields } from '../../mime/header.ts'
import { parseMimeTree } from '../../mime/mime-tree.ts'
import { textOf, wordsOf } from '../arguments.ts'
import type { Argument } from '../arguments.ts'
import { bodyStructure } from '../body-structure.ts'
import { bad, ok, selected } from '../command.ts'
import { envelope } from '../envelope.ts'
import { parseFetchItems } from '../fetch-items.ts'
import type { AttributeItem, FetchItem, SectionItem } from '../fetch-items.ts'
import type { ImapMessage } from '../mailbox.ts'
import { findSection } from '../section.ts'
import { parseSet, placesIn } from '../sequence-set.ts'
import type { Session } from '../session.ts'
import { wireDate } from '../wire.ts'

/** Content is read and sent in pieces of this many bytes. */
const PIECE = 256 * 1024

/** RFC 3501 section 6.4.5. Large content is read while it is sent. */
export const fetchCommand = selected(async ({ session, login, selection, args, byUid }) => {
  const { view } = selection
  const condstore = session.service.switches.advertiseCondstore
  const ranges = parseSet(textOf(args[0]) ?? '')
  const items = parseFetchItems(args[1])
  const since = args.length === 3 && condstore ? changedSince(args[2]) : undefined
  if (!ranges || !items || (args.length > 2 && since === undefined) || items.some((item) => item.kind === 'MODSEQ' && !condstore)) return bad()
  if (byUid && !items.some((item) => item.kind === 'UID')) items.unshift({ kind: 'UID' })
  if (since !== undefined && !items.some((item) => item.kind === 'MODSEQ')) items.push({ kind: 'MODSEQ' })
  const reads = !selection.readOnly && items.some((item) => item.kind === 'section' && !item.peek)
  let write = false
  for (const place of placesIn(view, ranges, byUid)) {
    const message = view[place]
    if (!message || message.gone || (since !== undefined && message.modSeq <= since)) continue
    const newlySeen = reads && login.mailbox.setFlags(message, message.flags | SEEN, selection)
    write ||= newlySeen
    await writeMessage(session, place + 1, message, newlySeen && !items.some((item) => item.kind === 'FLAGS') ? [...items, { kind: 'FLAGS' }] : items)
  }
  return ok('FETCH completed', write)
})

async function writeMessage(session: Session, number: number, message: ImapMessage, items: readonly FetchItem[]): Promise<void> {
  const { output } = session
  output.write(`* ${number} FETCH (`)
  for (const [place, item] of items.entries()) {
    if (place > 0) output.write(' ')
    if (item.kind === 'section') await writeSection(session, message, item)
    else output.write(`${item.kind} ${attribute(session, message, item.kind)}`)
  }
  output.write(')\r\n')
  if (output.full) await output.flush()
}

function attribute(session: Session, message: ImapMessage, kind: AttributeItem['kind']): string | number {
  const { blobs } = session.service.shared
  switch (kind) {
    case 'UID':
      return message.uid
    case 'FLAGS':
      return `(${flagNames(message.flags)})`
    case 'INTERNALDATE':
      return wireDate(message.receivedAt, session.service.utcOffsetHours)
    case 'RFC822.SIZE':
      return message.content.size
    case 'MODSEQ':
      return `(${message.modSeq})`
    case 'ENVELOPE':
      return envelope(headerFields(readContent(blobs, message.content, 0, message.content.headerSize).toString('latin1')))
    case 'BODY':
    case 'BODYSTRUCTURE': {
      const bytes = readContent(blobs, message.content)
      return bodyStructure(bytes, parseMimeTree(bytes), kind === 'BODYSTRUCTURE')
    }
  }
}

async function writeSection(session: Session, message: ImapMessage, item: SectionItem): Promise<void> {
  const { output, service } = session
  const section = findSection(service.shared.blobs, message.content, item)
  if (!section) {
    output.write(`${item.label} NIL`)
    return
  }
  output.write(`${item.label} {${section.length}}\r\n`)
  if (Buffer.isBuffer(section)) {
    output.write(section.toString('latin1'))
    return
  }
  for (let done = 0; done < section.length; done += PIECE) {
    const length = Math.min(PIECE, section.length - done)
    output.write(readContent(service.shared.blobs, message.content, section.from + done, length).toString('latin1'))
    if (output.full) await output.flush()
    if (output.closed) return
  }
}

function changedSince(argument: Argument | undefined): number | undefined {
  const [name, value] = argument?.kind === 'list' ? wordsOf(argument) : []
  return name?.toUpperCase() === 'CHANGEDSINCE' ? Number(value) : undefined
}
