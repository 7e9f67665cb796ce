import { headerValue, valueAndParameters } from '../mime/header.ts'
import type { Part } from '../mime/mime-tree.ts'
import { envelope } from './envelope.ts'
import { wireString } from './wire.ts'

/** BODYSTRUCTURE of RFC 3501 section 7.4.2; `extended` false gives BODY. */
export function bodyStructure(bytes: Buffer, part: Part, extended: boolean): string {
  const subtype = wireString(part.subtype.toUpperCase())
  if (part.type === 'multipart' && part.children.length > 0) {
    const children = part.children.map((child) => bodyStructure(bytes, child, extended)).join('')
    return `(${children} ${subtype}${extended ? ` ${parameters(part.parameters)} ${disposition(part)} NIL NIL` : ''})`
  }
  const value = (name: string): string => wireString(headerValue(part.fields, name))
  const encoding = wireString((headerValue(part.fields, 'content-transfer-encoding') ?? '7bit').toUpperCase())
  const size = part.end - part.bodyStart
  const kind = `${wireString(part.type.toUpperCase())} ${subtype} ${parameters(part.parameters)}`
  const basic = `${kind} ${value('content-id')} ${value('content-description')} ${encoding} ${size}`
  const more = extended ? ` NIL ${disposition(part)} NIL NIL` : ''
  return `(${basic}${particular(bytes, part, extended)}${more})`
}

function particular(bytes: Buffer, part: Part, extended: boolean): string {
  const inner = part.message
  if (inner) return ` ${envelope(inner.fields)} ${bodyStructure(bytes, inner, extended)} ${lines(bytes, part)}`
  return part.type === 'text' ? ` ${lines(bytes, part)}` : ''
}

function lines(bytes: Buffer, part: Part): number {
  let count = 0
  for (let at = bytes.indexOf(10, part.bodyStart); at >= 0 && at < part.end; at = bytes.indexOf(10, at + 1)) count++
  return count
}

function parameters(map: ReadonlyMap<string, string>): string {
  if (map.size === 0) return 'NIL'
  return `(${[...map].map(([name, value]) => `${wireString(name.toUpperCase())} ${wireString(value)}`).join(' ')})`
}

function disposition(part: Part): string {
  const said = headerValue(part.fields, 'content-disposition')
  if (!said) return 'NIL'
  const { value, parameters: map } = valueAndParameters(said)
  return `(${wireString(value.toUpperCase())} ${parameters(map)})`
}
