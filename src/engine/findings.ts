import type { Operation, OperationKind } from '../domain/operation.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import type { Observed } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import type { Prepared } from './prepare.ts'
import type { Finding } from './report.ts'

/** Operations by side and kind. Memory-only ones count for neither side. */
export function tallyOf(operations: readonly Operation[]): Record<Side, Partial<Record<OperationKind, number>>> {
  const tally: Record<Side, Partial<Record<OperationKind, number>>> = { left: {}, right: {} }
  for (const operation of operations) {
    if (!('on' in operation)) continue
    tally[operation.on][operation.kind] = (tally[operation.on][operation.kind] ?? 0) + 1
  }
  return tally
}

/** Everything that a person should know of and that is no error. Silence means equal. */
export async function findingsOf(context: PairContext, prepared?: Prepared, observed?: Observed): Promise<Finding[]> {
  const findings: Finding[] = []
  const add = (kind: Finding['kind'], code: string, message: string, count: number, on?: Side): void => {
    if (count > 0) findings.push({ kind, code, message, count, ...(on === undefined ? {} : { on }) })
  }
  const byCode = new Map<string, { message: string; count: number }>()
  for (const row of await context.store.setAside()) byCode.set(row.code, { message: row.message, count: (byCode.get(row.code)?.count ?? 0) + 1 })
  for (const [code, { message, count }] of byCode) add('set-aside', code, message, count)

  const { bindings, carried, rebuilt, wrapped } = await context.store.counts()
  add('departed', 'departed', 'left one mailbox without passing through its trash; the other side keeps its own', bindings.departed)
  add('differs', 'differs', 'arrived on both sides with different content (a banner, say); nothing was copied over', bindings.differs)
  add('carried', 'carried', 'are signed, encrypted or ill-formed and could not be copied byte for byte; the copy has the original attached', carried)
  add('rebuilt', 'rebuilt', 'were made anew from their parts and say the same; the signature of a mail server (DKIM) verifies on the original only', rebuilt)
  add('wrapped', 'winmail', 'hold a winmail.dat, in which Outlook wraps files; it was copied as it is, and `tongbu verify --content` lists the files in it', wrapped)
  add('cannot-hold', 'folder-name', 'folders have a name that the other side cannot hold', prepared?.unwritable.length ?? 0)
  add('waits', 'night', 'older messages wait for the night, between 22:00 and 6:00 in Hong Kong and mainland China', prepared?.forNight ?? 0)
  add('left-out', 'start-date', 'were received before the start date of this pair, and stay on their side', prepared?.beforeStart ?? 0)
  for (const side of SIDES) add('unavailable', 'folder', 'folders could not be read; nothing in them is taken for missing', observed?.unavailable[side].length ?? 0, side)
  for (const finding of marksThatCannotCross(context)) findings.push(finding)
  return findings
}

/** Said once per pair and mark, whether or not a message has it now. */
function marksThatCannotCross({ mailboxes }: PairContext): Finding[] {
  const findings: Finding[] = []
  for (const side of SIDES) {
    const { marks } = mailboxes[side].capabilities
    const other = mailboxes[opposite(side)].capabilities.marks
    for (const name of ['answered', 'forwarded', 'tags'] as const) {
      if (other[name] !== 'none' && marks[name] !== 'read-write') {
        findings.push({ kind: 'cannot-hold', code: name, on: side, message: `the mark "${name}" cannot be written there`, count: 1 })
      }
    }
  }
  return findings
}
