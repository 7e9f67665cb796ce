import { domainToASCII } from 'node:url'

const PLAIN_DOMAIN = /^[a-z0-9.-]+$/

/** An address as it is compared: small letters, without brackets, its domain in ASCII. */
export function canonicalAddress(address: string): string {
  const plain = address.trim().replace(/^<|>$/g, '').normalize('NFC').toLowerCase()
  const at = plain.lastIndexOf('@')
  const domain = plain.slice(at + 1)
  // Nearly all are; the other way costs more than the rest together.
  if (PLAIN_DOMAIN.test(domain)) return plain
  return `${plain.slice(0, at + 1)}${domainToASCII(domain) || domain}`
}
