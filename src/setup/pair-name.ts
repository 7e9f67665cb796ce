const LONGEST = 32

/** A name for the pair of this address that no other has: `anna.chan@…` is `anna-chan`. */
export function pairNameFor(address: string, taken: ReadonlySet<string>): string {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()
  const plain = local.normalize('NFKD').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, LONGEST).replace(/-+$/, '')
  const first = plain === '' ? 'pair' : plain
  if (!taken.has(first)) return first
  for (let number = 2; ; number++) {
    const name = `${first.slice(0, LONGEST - String(number).length - 1)}-${number}`
    if (!taken.has(name)) return name
  }
}
