import type { FoundMessage, ShownMessage } from '../../archive-app.ts'
import { UsageError, wholeGiven, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { counted, fit, harmless, harmlessLine, table } from '../render.ts'
import { secondPersonAgrees } from '../second-person.ts'
import { readConfig } from '../with-app.ts'
import { queryGiven } from './query-given.ts'
import { readingArchive, withArchive } from './with-archive.ts'

const STANDARD = 20
const MOST = 100_000
const FROM_COLUMNS = 28
/** What the other columns take. */
const OTHER_COLUMNS = 16 + 2 + 20 + 2 + FROM_COLUMNS + 2

export function searchArchive(invocation: Invocation): Promise<number> {
  const query = queryGiven(invocation)
  const most = wholeGiven(invocation.given, 'most', { least: 1, most: MOST }) ?? STANDARD
  return readingArchive(invocation, query.pair, async (archive, looking, line) => {
    const found = await archive.search(query, { ...looking, most })
    line.clear()
    const { stdout } = invocation.surroundings
    printResult(invocation, found, () => describe(found, most, stdout.isTerminal ? stdout.columns() : Infinity))
    return EXIT.ok
  })
}

function describe({ messages, isAll }: { readonly messages: readonly FoundMessage[]; readonly isAll: boolean }, most: number, columns: number): string {
  if (messages.length === 0) return 'Nothing in the archive fits.'
  const rows = messages.map(({ ref, receivedAt, from, subject, attachments, isUnreadable }) => {
    const note = attachments.length === 0 ? '' : ` [${attachments.length}]`
    return [ref, receivedAt, fit(harmlessLine(from[0]?.name || from[0]?.address || ''), FROM_COLUMNS), fit(isUnreadable ? '(cannot be taken apart)' : `${harmlessLine(subject)}${note}`, Math.max(20, columns - OTHER_COLUMNS))]
  })
  return [table(['REF', 'RECEIVED', 'FROM', 'SUBJECT [ATTACHMENTS]'], rows), ...(isAll ? [] : [`… and more (--most ${most * 10} shows more)`]), 'Next: tongbu archive show with a ref'].join('\n')
}

export function showMessage(invocation: Invocation): Promise<number> {
  const [ref, ...others] = invocation.rest
  if (ref === undefined || others.length > 0) throw new UsageError('Name one message by its ref: `tongbu archive search` shows them.')
  const config = readConfig(invocation)
  return withArchive(invocation, async (archive, looking, line) => {
    const { pair } = await archive.locate(ref, looking)
    await secondPersonAgrees(invocation, config, { deed: 'archive-read', pair, about: '' })
    const shown = await archive.show(ref, looking)
    line.clear()
    const { facts: _, ...value } = shown
    printResult(invocation, value, () => pageOf(shown))
    return EXIT.ok
  }, config)
}

function pageOf(message: ShownMessage): string {
  const fields = [['Subject', message.subject], ...message.facts, ...message.holds.map((name) => ['Kept by', `legal hold ${name}`] as const)] as const
  const head = fields.map(([name, value]) => `${`${name}:`.padEnd(11)} ${harmlessLine(value)}`)
  const text = message.text === undefined ? 'This message cannot be taken apart. Export it to see its bytes.' : harmless(message.text).replace(/\n{3,}/g, '\n\n').trim()
  return [...head, '', text, '', `${counted(message.size, 'byte')} of MIME; \`tongbu archive export\` writes them out.`].join('\n')
}
