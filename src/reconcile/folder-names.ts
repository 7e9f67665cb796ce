import type { NameRules } from '../domain/folder.ts'

/*
 * A name crosses by a fixed, reversible and stateless escape, so that it is the same after a lost database:
 * a character that the target cannot hold, and a `%` that would read as an escape, become `%XX` (UTF-8 bytes);
 * a later sibling that the target could not tell from an earlier one gets `%~2`, `%~3`, …
 */

const SIBLING_SUFFIX = /%~\d+$/

/** The name that a person meant: escapes taken back. Two folders are namesakes when their true names are equal. */
export function trueName(name: string): string {
  const plain = name.replace(SIBLING_SUFFIX, '')
  return plain.replace(/(?:%[0-9A-F]{2})+/g, (escaped) => {
    try {
      return decodeURIComponent(escaped)
    } catch {
      return escaped
    }
  })
}

/**
 * How `name` (a true name) is written on a side with `rules`, beside siblings that are already there.
 * Nothing when the side cannot hold it at all (too long).
 */
export function writtenName(name: string, rules: NameRules, siblings: Iterable<string>): string | undefined {
  const taken = new Set([...siblings].map((sibling) => siblingKey(sibling, rules)))
  const plain = escapeName(name, rules)
  for (let n = 1; n <= taken.size + 1; n++) {
    const candidate = n === 1 ? plain : `${plain}%~${n}`
    if (candidate.length > rules.maxLength) return undefined
    if (!taken.has(siblingKey(candidate, rules))) return candidate
  }
  return undefined
}

/**
 * The one order of folders that mean the same name, in which they are made and in which they meet again after a lost
 * database: a person may well have made both `/` and `%2F`.
 */
export function byWrittenName(a: string, b: string): number {
  const [m, n] = [a, b].map((name) => Number(/%~(\d+)$/.exec(name)?.[1] ?? 1)) as [number, number]
  return m - n || (a < b ? -1 : a > b ? 1 : 0)
}

/** Equal keys: the side takes the two names for one. */
export function siblingKey(name: string, rules: NameRules): string {
  const key = name.normalize('NFC')
  return rules.caseInsensitive ? key.toLowerCase() : key
}

function escapeName(name: string, rules: NameRules): string {
  const characters = [...name]
  return characters
    .map((character, at) => {
      const atEdge = (at === 0 || at === characters.length - 1) && /\s/.test(character)
      const looksEscaped = character === '%' && /^%(?:[0-9A-F]{2}|~\d+$)/.test(characters.slice(at).join(''))
      return atEdge || looksEscaped || rules.forbidden.test(character) ? percent(character) : character
    })
    .join('')
}

const percent = (character: string): string =>
  [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
