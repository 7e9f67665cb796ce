import { toInstant } from '../domain/instant.ts'
import type { Column } from '../paper/paper.ts'
import type { AuditLink, AuditTrail } from '../store/store.ts'
import { allOf, pagesOf, TooManyRecords, type RecordsMeant } from './records.ts'
import { count, verdictWords } from './verdict-words.ts'

/** A pair by the names of its two clouds. */
export interface PrintedPair {
  readonly name: string
  readonly left: string
  readonly right: string
}

const CLOUDS: Readonly<Record<string, string>> = { dingtalk: 'DingTalk', outlook: 'Outlook', imap: 'the IMAP server' }
const cloudName = (cloud: string): string => CLOUDS[cloud] ?? cloud

export interface AuditPrint {
  readonly trail: AuditTrail
  readonly pairs: readonly PrintedPair[]
  readonly query: RecordsMeant
  /** Which installation it is, without secrets. */
  readonly installation: string
  readonly version: string
  readonly at: number
  readonly signal: AbortSignal
  /** Records of one document. Default: 20,000, which take 800 pages. */
  readonly most?: number
  readonly write: (bytes: Uint8Array) => void
}

/** Records of one document: what nobody would read any more is for a spreadsheet. */
const MOST_PRINTED = 20_000

const COLUMNS: readonly Column[] = [
  { heading: 'Record', share: 6 },
  { heading: 'At (UTC)', share: 12 },
  { heading: 'Did', share: 9 },
  { heading: 'On', share: 8 },
  { heading: 'Message, folder or binding', share: 16 },
  { heading: 'Why', share: 18 },
  { heading: 'By', share: 12 },
  { heading: 'Run, and request at the cloud', share: 24 },
  { heading: 'Hash', share: 10 },
]

/** Prints the records of these pairs, and whether their chains hold. @throws {TooManyRecords} where they are more than one document holds, before anything is written */
export async function printAudit(print: AuditPrint): Promise<void> {
  const { trail, pairs, query, installation, version, at, signal, write } = print
  const sizes = await sizesOf(print)
  const { openPaper } = await import('../paper/paper.ts')
  const made = toInstant(at) ?? ''
  const paper = openPaper({ title: 'Tongbu: record of what was done', at, creator: `Tongbu ${version}`, write })
  paper.facts([
    ['Installation', installation],
    ['Made at', `${made}, by Tongbu ${version}`],
    ['Pairs', pairs.map(({ name }) => name).join(', ')],
    ['Time', timeWords(query)],
    ['Only', filterWords(query)],
  ])
  for (const pair of pairs) {
    paper.heading(`Pair ${pair.name}`)
    paper.facts([
      ['Mailboxes', `left: ${cloudName(pair.left)} · right: ${cloudName(pair.right)}`],
      ['Records here', count(sizes.get(pair.name) ?? 0)],
    ])
    if ((sizes.get(pair.name) ?? 0) > 0) await paper.table(COLUMNS, rowsOf(allOf(trail, pair.name, query), pair, signal))
    paper.heading(`The chain of ${pair.name}`)
    paper.say(`All of its records were computed anew at ${made}, also those that are not printed here.`)
    for (const line of verdictWords(pair.name, await trail.verify(pair.name)).split('\n')) paper.say(line)
  }
  await paper.end()
}

async function sizesOf({ trail, pairs, query, signal, most = MOST_PRINTED }: AuditPrint): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  let all = 0
  for (const { name } of pairs) {
    for await (const { length } of pagesOf(trail, name, query)) {
      signal.throwIfAborted()
      sizes.set(name, (sizes.get(name) ?? 0) + length)
      all += length
      if (all > most) {
        throw new TooManyRecords(`These are more than ${count(most)} records, which is the most that one PDF holds.`)
      }
    }
  }
  return sizes
}

async function* rowsOf(records: AsyncIterable<AuditLink>, pair: PrintedPair, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  for await (const { seq, at, kind, on, item, binding, reason, by, run, request, hash } of records) {
    signal.throwIfAborted()
    const what = [item ?? '', item === undefined ? (binding ?? '') : ''].filter((text) => text !== '').join('\n')
    yield [String(seq), at.replace('T', ' ').replace(/Z$/, ''), kind, on === undefined ? '' : cloudName(pair[on]), what, reason, by ?? '', [run, request ?? ''].filter((text) => text !== '').join('\n'), hash.slice(0, 12)]
  }
}

const timeWords = ({ since, until }: Pick<RecordsMeant, 'since' | 'until'>): string =>
  since === undefined && until === undefined ? 'from the first record on' : `${since === undefined ? '' : `from ${since}`}${until === undefined ? '' : `${since === undefined ? '' : ' '}until before ${until}`}`

function filterWords({ run, kind, item }: RecordsMeant): string {
  const named = Object.entries({ run, kind, item }).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
  return named.length === 0 ? 'nothing is left out' : named.join(', ')
}
