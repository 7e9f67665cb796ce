import { createHash, createHmac } from 'node:crypto'
import type { Instant } from '../domain/instant.ts'
import { ERASURE_PROOF_WORDS, isErasureProofWord, type ErasureProofWord } from '../words/erasure-proof.ts'
import type { Language } from '../words/languages.ts'
import { fill } from '../words/said.ts'
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

/** `rules (2), channels (1)`. */
export const countsText = (counts: Counts): string => Object.entries(counts).map(([what, many]) => `${what} (${many})`).join(', ')

/** The proof for people, in this language. */
export function proofText(proof: Proof, language: Language = 'en'): string {
  const { erased, left, othersConcerned, check, audit } = proof
  const words = ERASURE_PROOF_WORDS[language]
  const say = (word: ErasureProofWord, values: Readonly<Record<string, string | number>> = {}): string => fill(words[word], values)
  // What has no word of ours, such as the name of a file or of a table, is told as it is.
  const named = (text: string): string => (isErasureProofWord(text) ? words[text] : text)
  const counted = (counts: Counts): string => Object.entries(counts).filter(([, many]) => many > 0).map(([what, many]) => say('count', { many, what: named(what) })).join(words.separator) || words.nothing
  const found = [...Object.entries({ ...check.places, ...check.database }).filter(([, many]) => many > 0).map(([where, many]) => say('found-in', { many, where: named(where) })), ...check.files.map((where) => say('found-bytes', { where }))]
  return [
    say('title', { id: proof.id }),
    '',
    say('begun', { startedAt: proof.startedAt, endedAt: proof.endedAt, by: proof.by }),
    say('why', { because: proof.because }),
    '',
    words.erased,
    ...Object.entries(erased).map(([place, counts]) => say('line', { place: named(place), counts: counted(counts) })),
    '',
    words.left,
    say('held', { many: left.held }),
    say('mentions', { many: left.mentions }),
    say('in-mailboxes', { many: left.inMailboxes }),
    say('unattributed', { many: left.unattributed }),
    say('unreadable', { many: left.unreadable }),
    say('others', { many: othersConcerned }),
    '',
    say('check', { found: found.length === 0 ? words['no-trace'] : found.join(words['separator-found']) }),
    '',
    words['audit-after'],
    ...Object.entries(audit).map(([pair, { before, after }]) => say('chain', { pair, before: before.records, beforeHead: before.head || words.none, after: after.records, afterHead: after.head })),
    '',
    say('subject', { subject: proof.subject }),
    say('digest', { digest: proof.digest }),
    '',
  ].join('\n')
}
