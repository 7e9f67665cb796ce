import { flagBits, flagNames } from '../flags.ts'
import { textOf, wordsOf } from '../arguments.ts'
import type { Argument } from '../arguments.ts'
import { bad, no, ok, selected } from '../command.ts'
import { parseSet, placesIn } from '../sequence-set.ts'

/** RFC 3501 section 6.4.6, with UNCHANGEDSINCE (RFC 7162) where CONDSTORE is switched on. */
export const storeCommand = selected(async ({ session, login, selection, args, byUid }) => {
  const { view } = selection
  const [set, ...rest] = args
  const ranges = parseSet(textOf(set) ?? '')
  const since = session.service.switches.advertiseCondstore ? unchangedSince(rest[0]) : undefined
  if (since !== undefined) rest.shift()
  const [, sign, silent] = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(rest.shift()) ?? '') ?? []
  if (!ranges || sign === undefined || rest.length === 0) return bad()
  if (selection.readOnly) return no('folder is opened read-only')
  const bits = flagBits(rest.flatMap(wordsOf))
  const modified: number[] = []
  let write = false
  for (const place of placesIn(view, ranges, byUid)) {
    const message = view[place]
    if (!message || message.gone) continue
    if (since !== undefined && message.modSeq > since) {
      modified.push(byUid ? message.uid : place + 1)
      continue
    }
    write = login.mailbox.setFlags(message, change(message.flags, sign, bits), selection) || write
    const modSeq = session.service.switches.advertiseCondstore ? ` MODSEQ (${message.modSeq})` : ''
    if (silent && since === undefined) continue
    const flags = silent ? '' : ` FLAGS (${flagNames(message.flags)})`
    session.output.write(`* ${place + 1} FETCH (${`${byUid || silent ? `UID ${message.uid}` : ''}${flags}${modSeq}`.trimStart()})\r\n`)
    if (session.output.full) await session.output.flush()
  }
  return ok(`${modified.length > 0 ? `[MODIFIED ${modified.join(',')}] ` : ''}STORE completed`, write)
})

function change(flags: number, sign: string, bits: number): number {
  if (sign === '+') return flags | bits
  return sign === '-' ? flags & ~bits : bits
}

function unchangedSince(argument: Argument | undefined): number | undefined {
  const [name, value] = argument?.kind === 'list' ? wordsOf(argument) : []
  return name?.toUpperCase() === 'UNCHANGEDSINCE' ? Number(value) : undefined
}
