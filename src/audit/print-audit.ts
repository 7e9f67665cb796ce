import { toInstant } from '../domain/instant.ts'
import type { Column } from '../paper/paper.ts'
import type { AuditLink, AuditTrail, AuditVerdict } from '../store/store.ts'
import { AUDIT_PAPER_WORDS, type AuditPaperWord } from '../words/audit-paper.ts'
import type { Language } from '../words/languages.ts'
import { tell, type Said } from '../words/said.ts'
import { allOf, pagesOf, TooManyRecords, type RecordsMeant } from './records.ts'
import { count } from './verdict-words.ts'

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
  /** Of the labels. Records are as they are in the chain. */
  readonly language: Language
  readonly at: number
  readonly signal: AbortSignal
  /** Records of one document. Default: 20,000, which take 800 pages. */
  readonly most?: number
  readonly write: (bytes: Uint8Array) => void
}

/** Records of one document: what nobody would read any more is for a spreadsheet. */
const MOST_PRINTED = 20_000

const SHARES = { record: 6, at: 12, did: 9, on: 8, what: 16, why: 18, by: 12, run: 24, hash: 10 } as const
const COLUMNS = Object.keys(SHARES) as (keyof typeof SHARES)[]

type Say = (word: AuditPaperWord, values?: Said<AuditPaperWord>['with']) => string

/** Prints the records of these pairs, and whether their chains hold. @throws {TooManyRecords} where they are more than one document holds, before anything is written */
export async function printAudit(print: AuditPrint): Promise<void> {
  const { trail, pairs, query, installation, version, language, at, signal, write } = print
  const say: Say = (word, values = {}) => tell(AUDIT_PAPER_WORDS[language], { word, with: values })
  const sizes = await sizesOf(print)
  const { openPaper } = await import('../paper/paper.ts')
  const made = toInstant(at) ?? ''
  const paper = openPaper({ title: say('title'), at, creator: `Tongbu ${version}`, words: { language, page: (page) => say('page', { page }), end: (page) => say('end', { page }) }, write })
  paper.facts([
    [say('installation'), installation],
    [say('made-at'), say('made-by', { at: made, program: `Tongbu ${version}` })],
    [say('pairs'), pairs.map(({ name }) => name).join(', ')],
    [say('time'), timeWords(query, say)],
    [say('only'), filterWords(query, say)],
  ])
  const columns: readonly Column[] = COLUMNS.map((word) => ({ heading: say(word), share: SHARES[word] }))
  for (const pair of pairs) {
    paper.heading(say('pair', { pair: pair.name }))
    paper.facts([
      [say('mailboxes'), say('sides', { left: cloudName(pair.left), right: cloudName(pair.right) })],
      [say('records-here'), count(sizes.get(pair.name) ?? 0)],
    ])
    if ((sizes.get(pair.name) ?? 0) > 0) await paper.table(columns, rowsOf(allOf(trail, pair.name, query), pair, signal))
    paper.heading(say('chain', { pair: pair.name }))
    paper.say(say('computed-anew', { at: made }))
    for (const line of verdictLines(pair.name, await trail.verify(pair.name), say)) paper.say(line)
  }
  await paper.end()
}

function verdictLines(pair: string, { records, head, broken, setBack }: AuditVerdict, say: Say): string[] {
  const counted = (one: AuditPaperWord, many: AuditPaperWord, number: number): Said<AuditPaperWord> => (number === 1 ? { word: one } : { word: many, with: { many: count(number) } })
  const holding = counted('one-record', 'many-records', records)
  const more = (setBack?.times ?? 0) - 1
  const back = setBack === undefined ? [] : [say(more === 0 ? 'set-back' : 'set-back-more', { ...setBack.first, more: counted('one-more', 'many-more', more) })]
  if (broken !== undefined) return [say('broken', { pair, seq: broken.seq, at: broken.at, records: holding }), say('keep'), ...back]
  return [records === 0 ? say('nothing-yet', { pair }) : say('holds', { pair, records: holding, head }), ...back]
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

function timeWords({ since, until }: Pick<RecordsMeant, 'since' | 'until'>, say: Say): string {
  if (since !== undefined) return until === undefined ? say('from', { since }) : say('from-until', { since, until })
  return until === undefined ? say('from-the-first') : say('until', { until })
}

function filterWords({ run, kind, item }: RecordsMeant, say: Say): string {
  const named = Object.entries({ run, kind, item }).flatMap(([name, value]) => (value === undefined ? [] : [say(`only-${name as 'run' | 'kind' | 'item'}`, { name: value })]))
  return named.length === 0 ? say('nothing-left-out') : named.join(', ')
}
