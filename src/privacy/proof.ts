import { createHash, createHmac } from 'node:crypto'
import type { Instant } from '../domain/instant.ts'
import type { Person } from './person.ts'

/** How much was erased in one place, by what it was. */
export type Counts = Readonly<Record<string, number>>

/** Where a chain of the audit stood. */
export interface ChainHead {
  readonly records: number
  readonly head: string
}

/** What could still be found. Empty everywhere: no trace. */
export interface Traces {
  /** Messages that are theirs, and what names them beside messages, by place. */
  readonly places: Counts
  /** Rows, by table. */
  readonly database: Counts
  /** Files in which the bare bytes were found. */
  readonly files: readonly string[]
}

/**
 * What an erasure did. It does not say of whom: `subject` is a keyed hash of the addresses under a salt that whoever asked for the
 * erasure is given, so that they can show that it is about them and nobody else can find out.
 */
export interface Proof {
  readonly format: 'tongbu-erasure-proof'
  readonly version: 1
  readonly id: string
  readonly subject: string
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly by: string
  readonly because: string
  /** By place: the database and each that holds content. */
  readonly erased: Readonly<Record<string, Counts>>
  /** What was left on purpose or could not be told. */
  readonly left: { readonly held: number; readonly mentions: number; readonly inMailboxes: number; readonly unattributed: number; readonly unreadable: number }
  /** Other people who wrote or received what was erased. */
  readonly othersConcerned: number
  readonly check: Traces
  /** SHA-256, in hexadecimal, of the JSON of all above; the audit has it too. */
  readonly digest: string
  /** The audit of each pair, which holds no content: before, and with the record of this. */
  readonly audit: Readonly<Record<string, { readonly before: ChainHead; readonly after: ChainHead }>>
}

/** HMAC-SHA-256 of the addresses, in hexadecimal. */
export const subjectOf = ({ addresses }: Person, salt: string): string => createHmac('sha256', salt).update(`tongbu-erasure\n${addresses.join('\n')}`).digest('hex')

/** `Proof.digest`. */
export const digestOf = (proof: Omit<Proof, 'digest' | 'audit'>): string => createHash('sha256').update(JSON.stringify(proof)).digest('hex')

export const isTraceless = ({ places, database, files }: Traces): boolean => files.length === 0 && [places, database].every((counts) => Object.values(counts).every((many) => many === 0))

/** Reads a proof, and makes sure that it is what was written; nothing where it is not. */
export function parseProof(text: string): Proof | undefined {
  try {
    const { digest, audit, ...said } = JSON.parse(text) as Proof
    return said.format === 'tongbu-erasure-proof' && digestOf(said) === digest ? { ...said, digest, audit } : undefined
  } catch {
    return undefined
  }
}

/** Counts of two attempts at one erasure. */
export function addCounts(a: Readonly<Record<string, Counts>>, b: Readonly<Record<string, Counts>>): Record<string, Counts> {
  const sum: Record<string, Record<string, number>> = {}
  for (const counts of [a, b]) {
    for (const [place, whats] of Object.entries(counts)) {
      const known = (sum[place] ??= {})
      for (const [what, many] of Object.entries(whats)) known[what] = (known[what] ?? 0) + many
    }
  }
  return sum
}

/** The proof for people. */
export function proofText(proof: Proof): string {
  const { id, startedAt, endedAt, by, because, erased, left, othersConcerned, check, subject, digest, audit } = proof
  const words = (counts: Counts): string => Object.entries(counts).filter(([, many]) => many > 0).map(([what, many]) => `${many} ${spaced(what)}`).join(', ') || 'nothing was there'
  const found = [...Object.entries({ ...check.places, ...check.database }).filter(([, many]) => many > 0).map(([where, many]) => `${many} in ${where}`), ...check.files.map((file) => `bytes in ${file}`)]
  return [
    `Proof of erasure ${id}`,
    '',
    `Begun ${startedAt}, ended ${endedAt}, by ${by}.`,
    `Why: ${because}`,
    '',
    'What was erased:',
    ...Object.entries(erased).map(([place, counts]) => `  ${place}: ${words(counts)}`),
    '',
    'What was left:',
    `  ${left.held} messages that a legal hold keeps`,
    `  ${left.mentions} messages of others that name the person`,
    `  ${left.inMailboxes} messages in the mailboxes themselves, which the next run reads again`,
    `  ${left.unattributed} rows of messages that are gone, of which nobody can tell any more whose they were`,
    `  ${left.unreadable} messages in the mailboxes that could not be read`,
    `Other people who wrote or received what was erased: ${othersConcerned}.`,
    '',
    `Looked through once more afterwards: ${found.length === 0 ? 'no trace' : found.join('; ')}.`,
    '',
    'Audit (it holds no content, subject or address; it names messages by random refs, which stay):',
    ...Object.entries(audit).map(([pair, { before, after }]) => `  ${pair}: ${before.records} records, head ${before.head || 'none'}; afterwards ${after.records}, head ${after.head}`),
    '',
    `Subject (keyed hash of the addresses; whoever asked has the salt): ${subject}`,
    `Digest of this proof, which the audit has too: ${digest}`,
    '',
  ].join('\n')
}

const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
