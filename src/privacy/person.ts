import { domainToUnicode } from 'node:url'
import { canonicalAddress as canonical } from '../mime/canonical-address.ts'

/** Whom a request is about: their addresses, as `canonicalAddress` writes them. */
export interface Person {
  readonly addresses: readonly string[]
}

/** The person of one address, or of several with commas between them; nothing where one of them is no address. */
export function personOf(text: string): Person | undefined {
  const addresses = [...new Set(text.split(',').map(canonical))].sort()
  return addresses.every((address) => /^[^\s@<>]+@[^\s@<>]+$/.test(address)) ? { addresses } : undefined
}

export const isOf = (person: Person, address: string): boolean => person.addresses.includes(canonical(address))

/** What a text that names the person holds, in small letters: each address, also with the domain as people write it. */
export const needlesOf = ({ addresses }: Person): readonly string[] => [
  ...new Set(
    addresses.flatMap((address) => {
      const at = address.lastIndexOf('@')
      return [address, `${address.slice(0, at)}@${domainToUnicode(address.slice(at + 1)) || address.slice(at + 1)}`]
    }),
  ),
]
