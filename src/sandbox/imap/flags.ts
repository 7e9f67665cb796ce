/** The five flags that the server keeps, as bits. */
export const SEEN = 1
export const ANSWERED = 2
export const FLAGGED = 4
export const DELETED = 8
export const DRAFT = 16

const NAMES: readonly (readonly [string, number])[] = [
  ['\\Answered', ANSWERED],
  ['\\Seen', SEEN],
  ['\\Deleted', DELETED],
  ['\\Draft', DRAFT],
  ['\\Flagged', FLAGGED],
]

/** All names, in the order in which the server lists them. */
export const FLAG_NAMES = NAMES.map(([name]) => name).join(' ')

const WORDS = Array.from({ length: 32 }, (_, bits) => NAMES.filter(([, bit]) => bits & bit).map(([name]) => name).join(' '))

/** The names of these flags, between blanks. */
export const flagNames = (bits: number): string => WORDS[bits] ?? ''

const BITS = new Map(NAMES.map(([name, bit]) => [name.toLowerCase(), bit]))

/** The bits of these names. Keywords and `\Recent` are not kept: they count for nothing. */
export const flagBits = (names: readonly string[]): number => names.reduce((bits, name) => bits | (BITS.get(name.toLowerCase()) ?? 0), 0)
