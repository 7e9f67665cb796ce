import type { StoredBytes } from './attachment-writer.ts'
import type { HeaderFields, StructuredValue } from './header-fields.ts'

/** One node of a message's tree. A leaf has either `text` (bytes of a text part that may be a body) or `stored`. */
export interface Part {
  readonly fields: HeaderFields
  /** `type/subtype`, lower case. */
  readonly contentType: string
  readonly params: StructuredValue['params']
  /** Decoded, safe; empty when the part has none. */
  readonly name: string
  readonly children: Part[]
  /** Of the whole message: a header that people see has bytes beyond ASCII, and nothing tells their charset. */
  readonly headerIsUntold?: boolean
  text?: Buffer
  stored?: StoredBytes
}

export const isMultipart = (part: Part): boolean => part.contentType.startsWith('multipart/')

/** Every part below and including this one, in the order of the message. */
export function* everyPart(part: Part): Generator<Part> {
  yield part
  for (const child of part.children) yield* everyPart(child)
}
