import { invalidParameter } from './errors.ts'

const TYPES = new Map(
  ['ApplicationTime', 'Binary', 'Boolean', 'CLSID', 'Currency', 'Double', 'Float', 'Integer', 'Long', 'Short', 'String', 'SystemTime'].map((type) => [
    type.toLowerCase(),
    type,
  ]),
)
const NAMED = /^(\w+) \{([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\} (Name (.+)|Id (0x[0-9a-f]+))$/i
const TAGGED = /^(\w+) 0x([0-9a-f]{1,4})$/i

/** Named properties that mirror headers of internet messages (MAPI PS_INTERNET_HEADERS). */
export const PS_INTERNET_HEADERS = '00020386-0000-0000-c000-000000000046'

export const FLAGS = 'Integer 0x0E07'
export const SENT_AT = 'SystemTime 0x0039'
export const RECEIVED_AT = 'SystemTime 0x0E06'
export const LAST_VERB = 'Integer 0x1081'
export const TRANSPORT_HEADERS = 'String 0x007D'
export const IN_REPLY_TO = 'String 0x1042'
export const REFERENCES = 'String 0x1039'

/**
 * One spelling per property: types as documented, GUIDs in lower case, tags of four digits in upper case. Names keep their case
 * (page singleValueLegacyExtendedProperty), except headers, which have none. @throws {GraphError} 400 when `id` has none of the forms.
 */
export function canonicalPropertyId(id: string): string {
  const tagged = TAGGED.exec(id)
  const named = tagged === null ? NAMED.exec(id) : null
  const type = TYPES.get((tagged ?? named)?.[1]?.toLowerCase() ?? '')
  if (type === undefined) throw invalidParameter('The extended property id is not valid.')
  if (tagged !== null) return `${type} 0x${tagged[2]?.toUpperCase().padStart(4, '0')}`
  const guid = named?.[2]?.toLowerCase()
  const name =
    named?.[4] === undefined ? `Id ${named?.[5]?.toLowerCase()}` : `Name ${guid === PS_INTERNET_HEADERS ? named[4].toLowerCase() : named[4]}`
  return `${type} {${guid}} ${name}`
}

/** Name of the header that a property mirrors, if it mirrors one. */
export function headerOfProperty(canonicalId: string): string | undefined {
  const prefix = `String {${PS_INTERNET_HEADERS}} Name `
  return canonicalId.startsWith(prefix) ? canonicalId.slice(prefix.length) : undefined
}

/** The name of a named String property. */
export function propertyName(canonicalId: string): string | undefined {
  return /^String \{[^}]+\} Name (.+)$/.exec(canonicalId)?.[1]
}
