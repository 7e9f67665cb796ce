import { headerFields, headerValue, valueAndParameters } from './header.ts'
import type { HeaderField } from './header.ts'

/** One part of a message, as places in its bytes. */
export interface Part {
  readonly start: number
  readonly bodyStart: number
  readonly end: number
  readonly fields: readonly HeaderField[]
  /** Lower case. */
  readonly type: string
  readonly subtype: string
  readonly parameters: ReadonlyMap<string, string>
  /** Parts of a multipart. */
  readonly children: readonly Part[]
  /** The message inside a `message/rfc822`. */
  readonly message?: Part
}

const MAX_DEPTH = 50

/** Takes a message apart (RFC 2046) without decoding anything. Broken multiparts are read as far as they go. */
export const parseMimeTree = (bytes: Buffer): Part => parsePart(bytes, 0, bytes.length, 'text/plain', 0)

function parsePart(bytes: Buffer, start: number, end: number, ownType: string, depth: number): Part {
  const bodyStart = endOfHeader(bytes, start, end)
  const fields = headerFields(bytes.toString('latin1', start, bodyStart))
  const { value, parameters } = valueAndParameters(headerValue(fields, 'content-type') ?? ownType)
  const [type = 'text', subtype = 'plain'] = (/^[^/\s]+\/[^/\s]+$/.test(value) ? value : ownType).toLowerCase().split('/')
  const part = { start, bodyStart, end, fields, type, subtype, parameters }
  const boundary = parameters.get('boundary')
  if (depth >= MAX_DEPTH) return { ...part, children: [] }
  if (type === 'multipart' && boundary) {
    const childType = subtype === 'digest' ? 'message/rfc822' : 'text/plain'
    const children = partsBetween(bytes, bodyStart, end, boundary).map(([from, to]) => parsePart(bytes, from, to, childType, depth + 1))
    return { ...part, children }
  }
  if (type === 'message' && subtype === 'rfc822') return { ...part, children: [], message: parsePart(bytes, bodyStart, end, 'text/plain', depth + 1) }
  return { ...part, children: [] }
}

function endOfHeader(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const newline = bytes.indexOf(10, at)
    if (newline < 0 || newline >= end) return end
    if (newline === at || (newline === at + 1 && bytes[at] === 13)) return newline + 1
    at = newline + 1
  }
  return end
}

function partsBetween(bytes: Buffer, start: number, end: number, boundary: string): (readonly [number, number])[] {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  const parts: (readonly [number, number])[] = []
  let open: number | undefined
  for (let at = bytes.indexOf(delimiter, start); at >= 0 && at < end; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    if (at !== start && bytes[at - 1] !== 10) continue
    const after = at + delimiter.length
    const newline = bytes.indexOf(10, after)
    const tail = bytes.toString('latin1', after, newline < 0 ? end : Math.min(newline, end)).trimEnd()
    if (tail !== '' && tail !== '--') continue
    if (open !== undefined) parts.push([open, Math.max(open, bytes[at - 2] === 13 ? at - 2 : at - 1)])
    open = newline < 0 ? end : newline + 1
    if (tail === '--') return parts
  }
  if (open !== undefined && open < end) parts.push([open, end])
  return parts
}
