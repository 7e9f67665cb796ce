import { lookup } from 'node:dns/promises'
import { BlockList, isIP, type IPVersion } from 'node:net'
import { TROUBLE, type TroubleCode } from '../domain/trouble.ts'

/** An address at which something outside is reached, as the name was resolved. */
export interface Resolved {
  readonly address: string
  readonly family: 4 | 6
}

/** Resolves a name to all its addresses. Rejects as `dns.lookup` does. */
export type Resolve = (name: string) => Promise<readonly Resolved[]>

export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))

/** Why nothing is sent to an address. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly trouble: TroubleCode

  constructor(trouble: TroubleCode) {
    super(TROUBLE[trouble])
    this.trouble = trouble
  }
}

const listOf = (...ranges: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', prefix = ''] = range.split('/')
    list.addSubnet(net, Number(prefix), net.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

/**
 * Where nobody has a service, or where a cloud tells machines their secrets: AWS, Azure, Google and Tencent (169.254.169.254), Alibaba
 * (100.100.100.200), Azure's host (168.63.129.16), Oracle (192.0.0.192), AWS over IPv6.
 */
const NEVER = listOf('0.0.0.0/8', '169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.0/24', '192.88.99.0/24', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3', '::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::/32', '2001::/23', '2001:db8::/32', '2002::/16', '64:ff9b::/96', '3fff::/20')
/** This machine and networks of one's own (RFC 1918, 4193, 6598), and what is kept for measuring. */
const PRIVATE = listOf('10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '198.18.0.0/15', '::1/128', 'fc00::/7')
/** All of IPv6 that is given out (IANA). */
const GLOBAL = listOf('2000::/3')

/** What kind of place an address is: `public`; `private`, which may be allowed; `never`, which may not. IPv4 within IPv6 counts as what it is within. */
export function placeOf(address: string): 'public' | 'private' | 'never' {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return placeOf(mapped)
  const version = isIP(address)
  if (version === 0) return 'never'
  const family: IPVersion = version === 6 ? 'ipv6' : 'ipv4'
  if (NEVER.check(address, family)) return 'never'
  if (PRIVATE.check(address, family)) return 'private'
  return family === 'ipv4' || GLOBAL.check(address, family) ? 'public' : 'never'
}

/** @throws {AddressRefused} unless all addresses of a name may be reached: a name that has one of either is not to be trusted */
export function checkAddresses(addresses: readonly Resolved[], allowPrivate: boolean): void {
  const places = new Set(addresses.map(({ address }) => placeOf(address)))
  if (places.has('never')) throw new AddressRefused('address-never')
  if (places.has('private') && !allowPrivate) throw new AddressRefused('address-private')
}
