/** Characters of scripts in which words are not set apart by blanks, or carry their grammar with them. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー`
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g
const BLANKS = /[\s\p{Cc}]+/gu
const INNER_BLANK = new RegExp(String.raw`(?<=[${UNSPACED}]) (?=[${UNSPACED}])`, 'gu')
const PIECES = new RegExp(String.raw`([${UNSPACED}]+)|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+`, 'gu')

/** A word that is longer is found by its beginning: it is mostly no word. */
const MOST_CHARACTERS = 64

/**
 * A text as it is compared: full and half width are one (NFKC), capital and small letters are one, white space is one blank, and none
 * where a line of Chinese, Japanese, Korean or Thai only goes on in the next.
 */
export const fold = (text: string): string => text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().replace(BLANKS, ' ').replace(INNER_BLANK, '').trim()

/**
 * What a folded text can be found by: its words; of scripts without blanks each character and each two that follow one another.
 * Whatever stands in a text, all terms of it are among the terms of that text, but for words at its ends.
 */
export function termsOf(folded: string): Set<string> {
  const terms = new Set<string>()
  for (const [piece, unspaced] of folded.matchAll(PIECES)) {
    if (unspaced === undefined) terms.add(piece.slice(0, MOST_CHARACTERS))
    else addPairs([...piece], terms)
  }
  return terms
}

function addPairs(characters: readonly string[], terms: Set<string>): void {
  for (const [at, character] of characters.entries()) {
    terms.add(character)
    const next = characters[at + 1]
    if (next !== undefined) terms.add(character + next)
  }
}

/** What to look for: terms that a message must have, and phrases that must stand in it as they are. Both folded. */
export interface Wanted {
  readonly terms: ReadonlySet<string>
  readonly phrases: readonly string[]
}

/** What somebody typed, each part as one thing: a word, or several that must stand beside one another. */
export function wantedOf(parts: readonly string[]): Wanted {
  const folded = parts.map(fold).filter((part) => part !== '')
  const terms = new Set(folded.flatMap((part) => [...leastTerms(part)]))
  return { terms, phrases: folded.filter((part) => !terms.has(part)) }
}

/** The characters of a pair say nothing that the pair does not say. */
function leastTerms(part: string): Set<string> {
  const terms = termsOf(part)
  for (const term of [...terms]) {
    const [first = '', second] = [...term]
    if (second === undefined || !isUnspaced(term)) continue
    terms.delete(first)
    terms.delete(second)
  }
  return terms
}

const ONLY_UNSPACED = new RegExp(`^[${UNSPACED}]+$`, 'u')
const isUnspaced = (term: string): boolean => ONLY_UNSPACED.test(term)
