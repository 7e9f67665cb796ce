import type { HeaderField } from '../../mime/header.ts'
import { headerFields } from '../../mime/header.ts'
import { parseMimeTree } from '../../mime/mime-tree.ts'

/** The message with this header field changed (at its place, else first) or, without a value, removed. All else stays byte for byte. */
export function editHeader(bytes: Buffer, name: string, value: string | undefined): Buffer {
  const { bodyStart } = parseMimeTree(bytes.subarray(0, Math.max(0, bytes.indexOf('\r\n\r\n') + 4)))
  const end = bodyStart > 4 ? bodyStart : 0
  const fields = headerFields(bytes.toString('latin1', 0, end))
  const isMeant = (field: HeaderField): boolean => field.name === name.toLowerCase()
  const line = value === undefined ? '' : `${name}: ${value}\r\n`
  const at = fields.findIndex(isMeant)
  const rest = fields.map((field, place) => (place === at ? line : isMeant(field) ? '' : field.raw)).join('')
  const header = `${at < 0 ? line : ''}${rest}${end > 0 ? '\r\n' : ''}`
  return Buffer.concat([Buffer.from(header, 'latin1'), bytes.subarray(end)])
}
