import { Libmime } from 'libmime'
import { decodeRawHeader, decodeWords } from './decode-words.ts'

/** The header of a message or of a part of it: values unfolded, in the order in which they were written. */
export interface HeaderFields {
  /** First value of this name, bytes above 127 decoded, encoded words left as they are; empty when there is none. Names are lower case. */
  first(name: string): string
  all(name: string): readonly string[]
  has(name: string): boolean
  readonly count: number
}

/** A structured value such as Content-Type: `value` lower case, parameters decoded (RFC 2231, and RFC 2047 where senders use it there). */
export interface StructuredValue {
  readonly value: string
  readonly params: Readonly<Record<string, string>>
}

const NAME = /^([!-9;-~]+)[ \t]*:/

/**
 * Reads header lines that are given with one byte per character. What is no header field is left out.
 * Bytes above 127 are UTF-8, else in `charset`, else in the charset that this header's own Content-Type names.
 */
export function readHeaderFields(lines: readonly string[], charset?: string): HeaderFields {
  const raw = new Map<string, string[]>()
  let count = 0
  for (const line of lines) {
    const name = NAME.exec(line)
    if (name === null) continue
    const key = (name[1] ?? '').toLowerCase()
    const values = raw.get(key) ?? []
    values.push(line.slice(name[0].length).replace(/\r?\n(?=[ \t])/g, '').trim())
    raw.set(key, values)
    count++
  }
  const fallback = charset ?? /charset\s*=\s*"?([^\s";]+)/i.exec(raw.get('content-type')?.[0] ?? '')?.[1]
  const all = (name: string) => (raw.get(name) ?? []).map((value) => decodeRawHeader(value, fallback))
  return {
    first: (name) => {
      const value = raw.get(name)?.[0]
      return value === undefined ? '' : decodeRawHeader(value, fallback)
    },
    all,
    has: (name) => raw.has(name),
    count,
  }
}

const libmime = new Libmime({})

/** Reads `value; name=value; …`. Never throws: what cannot be understood is left out. */
export function readStructuredValue(text: string): StructuredValue {
  if (text === '') return { value: '', params: {} }
  const parsed = libmime.parseHeaderValue(text, { stripComments: true })
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(parsed.params)) {
    params[name] = parsed.decodedParams.includes(name) ? value : decodeWords(value)
  }
  return { value: decodeWords(parsed.value).toLowerCase().trim(), params }
}
