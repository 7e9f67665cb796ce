import { ORIGIN_HEADER, formatOriginMark, parseOriginMark, type OriginMark, type Trace } from '../../domain/origin-mark.ts'

/** A single-value extended property. @see https://learn.microsoft.com/graph/api/resources/singlevaluelegacyextendedproperty */
export interface ExtendedProperty {
  readonly id: string
  readonly value: string
}

/** Our own set of named properties. The GUID and names must never change: they are on messages in people's mailboxes. */
const OURS = '{7f1d7a3e-52c4-4f0e-9b83-6a0f4c2b9d51}'

/** Where a copy made from JSON carries its origin mark. */
export const ORIGIN_PROPERTY = `String ${OURS} Name TongbuOrigin`

/** `answered`, `forwarded` or both, where the one last verb that MAPI keeps cannot tell. */
export const VERBS_PROPERTY = `String ${OURS} Name TongbuVerbs`

/** Where Exchange keeps a header that it has no property for: PS_INTERNET_HEADERS (MS-OXPROPS §1.3.2). Filled when MIME is imported. */
export const ORIGIN_HEADER_PROPERTY = `String {00020386-0000-0000-C000-000000000046} Name ${ORIGIN_HEADER}`

/** The property that makes a message a copy of ours. */
export const originProperty = (mark: OriginMark): ExtendedProperty => ({ id: ORIGIN_PROPERTY, value: formatOriginMark(mark) })

/** The origin mark among extended properties and headers, wherever it is. Our own property says more, since it can be rewritten. */
export function readOrigin(properties: readonly ExtendedProperty[], headers: readonly { name: string; value: string }[] = []): OriginMark | undefined {
  const header = headers.find(({ name }) => name.toLowerCase() === ORIGIN_HEADER.toLowerCase())?.value
  return (
    parseOriginMark(valueOf(properties, ORIGIN_PROPERTY)) ??
    parseOriginMark(valueOf(properties, ORIGIN_HEADER_PROPERTY)?.trim()) ??
    parseOriginMark(header?.replace(/\r?\n[ \t]/g, ' ').trim())
  )
}

/** What of ours can be taken off the message with these properties: what is written as a property, but no header of its MIME. */
export function tracesOf(properties: readonly ExtendedProperty[]): readonly Trace[] {
  const isThere = (id: string): boolean => (valueOf(properties, id) ?? '') !== ''
  return [...(isThere(ORIGIN_PROPERTY) ? (['origin'] as const) : []), ...(isThere(VERBS_PROPERTY) ? (['note'] as const) : [])]
}

/** The value of the property with this id. Graph may write types and GUIDs in another case; names keep theirs. */
export function valueOf(properties: readonly ExtendedProperty[], id: string): string | undefined {
  const wanted = id.toLowerCase()
  return properties.find((property) => property.id.toLowerCase() === wanted)?.value
}
