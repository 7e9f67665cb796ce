import { isAddress } from './looks-like.ts'

/** Which addresses of two lists belong together. */
export interface MatchedAddresses {
  readonly pairs: readonly { readonly left: string; readonly right: string }[]
  /** Those with no partner, or with more than one that may be theirs. */
  readonly left: readonly string[]
  readonly right: readonly string[]
  /** What is no address. */
  readonly wrong: readonly string[]
}

/** What is before the `@`, as people write it in two systems: without dots, hyphens and what follows a plus. */
const keyOf = (address: string): string => (address.split('@')[0] ?? '').toLowerCase().replace(/\+.*$/, '').replaceAll(/[._-]/g, '')

const addressesIn = (text: string): readonly string[] => text.split(/[\s,;]+/).map((word) => word.replaceAll(/^[<"']+|[>"']+$/g, '')).filter((word) => word !== '')

/** Pairs the addresses of two lists, in any form that they can be pasted in, by what is before the `@`. Only certain ones: two that may be meant are left to a person. */
export function matchAddresses(lists: { readonly left: string; readonly right: string }): MatchedAddresses {
  const all = { left: addressesIn(lists.left), right: addressesIn(lists.right) }
  const once = (words: readonly string[]): string[] => [...new Map(words.filter(isAddress).map((word) => [word.toLowerCase(), word])).values()]
  const [left, right] = [once(all.left), once(all.right)]
  const [byLeft, byRight] = [Map.groupBy(left, keyOf), Map.groupBy(right, keyOf)]
  const pairs = left.flatMap((address) => {
    const key = keyOf(address)
    const [partner, ...others] = byRight.get(key) ?? []
    return partner === undefined || others.length > 0 || (byLeft.get(key)?.length ?? 0) > 1 ? [] : [{ left: address, right: partner }]
  })
  const paired = new Set(pairs.flatMap((pair) => [pair.left, pair.right]))
  return { pairs, left: left.filter((each) => !paired.has(each)), right: right.filter((each) => !paired.has(each)), wrong: [...all.left, ...all.right].filter((each) => !isAddress(each)) }
}
