import type { Instant } from '../domain/instant.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import type { Crossing } from './ports.ts'

/** What an installation says of itself, and that nobody can count. */
export interface Facts {
  readonly company?: string
  readonly contact?: string
  readonly places?: Readonly<Record<Side, string>>
  readonly authority?: string
  readonly since?: string
}

/** Distinct people in one calendar year, by the side that their data was written to. */
export interface PeopleCount {
  readonly year: number
  readonly to: Readonly<Record<Side, number>>
}

export interface RegisterRow extends Crossing {
  readonly pair: string
  readonly from: Side
}

/** What crosses the border. */
export interface Register {
  readonly at: Instant
  readonly facts: Facts
  /** Kinds of data, in plain words. */
  readonly categories: readonly string[]
  readonly rows: readonly RegisterRow[]
  /** Absent where people are not counted. */
  readonly people?: PeopleCount
  readonly findings: readonly RegisterFinding[]
}

/** Something a person should know of. */
export interface RegisterFinding {
  readonly code: 'PLACES_MISSING' | 'AUTHORITY_MISSING' | 'PEOPLE_NEAR' | 'PEOPLE_REACHED' | 'PEOPLE_MILLION'
  readonly message: string
  /** Of people, where it is about them. */
  readonly count?: number
}

/**
 * Fewer people than this whose personal information (none of it sensitive) is provided abroad since 1 January need neither contract nor
 * certification; from a million on a security assessment is needed (CAC, Provisions on Promoting and Regulating Cross-Border Data Flows, 2024-03-22).
 */
export const PEOPLE_MARK = 100_000
export const PEOPLE_MILLION = 1_000_000
/** The share of a mark from which on it is told. */
export const NEAR = 0.8

export const CATEGORIES: readonly string[] = [
  'message content: subject, text, attachments, as their writers put them; Tongbu does not look into what they say, so that sensitive personal information may be among it',
  'names and addresses of the people who wrote and received messages',
  'dates, Message-IDs, threading headers and the way of a message through mail servers',
  'folder names, and marks: read, flagged, answered, forwarded, categories',
]

export interface RegisterInput {
  readonly at: Instant
  readonly facts: Facts
  readonly crossings: ReadonlyMap<string, readonly Crossing[]>
  readonly people?: PeopleCount
}

/** The register of these counts. */
export function makeRegister({ at, facts, crossings, people }: RegisterInput): Register {
  const rows = [...crossings].flatMap(([pair, ofPair]) => ofPair.map((crossing) => ({ pair, from: opposite(crossing.to), ...crossing })))
  const findings = [...missingFacts(facts), ...(people === undefined ? [] : peopleFindings(people))]
  return { at, facts, categories: CATEGORIES, rows, ...(people === undefined ? {} : { people }), findings }
}

function missingFacts({ places, authority, since }: Facts): RegisterFinding[] {
  const findings: RegisterFinding[] = []
  if (places === undefined) findings.push({ code: 'PLACES_MISSING', message: 'The configuration does not say where the mailboxes are (`privacy.places`).' })
  if (authority === undefined || since === undefined) findings.push({ code: 'AUTHORITY_MISSING', message: 'The configuration does not say on whose authority data crosses, or since when (`privacy.authority`, `privacy.since`).' })
  return findings
}

/** What the count of people calls for. Only what leaves the mainland is counted by the mark; the other direction is told for its own sake. */
export function peopleFindings({ year, to }: PeopleCount): RegisterFinding[] {
  const many = to.right
  const said = `people whose data went to Outlook in ${year}`
  if (many >= PEOPLE_MILLION) return [{ code: 'PEOPLE_MILLION', count: many, message: `${said}: a million is reached, from where on a security assessment is needed. Check with counsel.` }]
  if (many >= PEOPLE_MARK) return [{ code: 'PEOPLE_REACHED', count: many, message: `${said}: the mark of 100,000 is reached, from where on a standard contract or a certification is needed. Check with counsel.` }]
  if (many >= PEOPLE_MARK * NEAR) return [{ code: 'PEOPLE_NEAR', count: many, message: `${said}: ${Math.floor((many / PEOPLE_MARK) * 100)} % of the 100,000 from where on a standard contract or a certification is needed. Check with counsel.` }]
  return []
}

/** For people. */
export const findingText = ({ count, message }: RegisterFinding): string => (count === undefined ? message : `${count.toLocaleString('en-US')} ${message}`)

const NAMES: Readonly<Record<Side, string>> = { left: 'DingTalk', right: 'Outlook' }

export const placeOf = (side: Side, { places }: Facts): string => (places === undefined ? NAMES[side] : `${NAMES[side]} (${places[side]})`)

const COLUMNS = ['Month', 'Pair', 'From', 'To', 'Messages', 'Bytes', 'Marks, moves and folders'] as const

const cellsOf = ({ month, pair, from, to, messages, bytes, changes }: RegisterRow, facts: Facts): readonly (string | number)[] => [month, pair, placeOf(from, facts), placeOf(to, facts), messages, bytes, changes]

/** RFC 4180, for a spreadsheet, in which nothing is a formula. */
export function registerCsv({ rows, facts }: Register): string {
  const field = (cell: string | number): string => {
    const text = String(cell)
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return [COLUMNS, ...rows.map((row) => cellsOf(row, facts))].map((cells) => `${cells.map(field).join(',')}\r\n`).join('')
}

/** A page for the file of the company. */
export function registerMarkdown({ at, facts, categories, rows, people, findings }: Register): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map((cell) => String(cell).replace(/[|\\]/g, '\\$&').replace(/\s+/g, ' ')).join(' | ')} |`
  const fact = (name: string, value: string | undefined): string => line([name, value ?? '**not said in the configuration**'])
  return [
    '# Register of personal data that crosses a border',
    '',
    `Made by Tongbu ${at} from its own counts: one message or mark is counted when it was written to the other mailbox. Bytes are those of messages that are still known.`,
    '',
    '| | |',
    '|---|---|',
    fact('Company', facts.company),
    fact('Contact for people concerned', facts.contact),
    fact('DingTalk mailboxes are in', facts.places?.left),
    fact('Outlook mailboxes are in', facts.places?.right),
    fact('Since', facts.since),
    fact('On whose authority', facts.authority),
    ...SIDES.map((to) => line([`People whose data went to ${NAMES[to]}${people === undefined ? '' : ` in ${people.year}`}`, people === undefined ? 'not counted (`privacy.countPeople`)' : people.to[to].toLocaleString('en-US')])),
    '',
    '## What',
    '',
    ...categories.map((category) => `- ${category}`),
    '',
    '## How much',
    '',
    line(COLUMNS),
    line(COLUMNS.map(() => '---')),
    ...rows.map((row) => line(cellsOf(row, facts))),
    ...(findings.length === 0 ? [] : ['', '## To know', '', ...findings.map((finding) => `- ${findingText(finding)}`)]),
    '',
  ].join('\n')
}
