import { decodeBytes } from './charset.ts'
import { cleanText } from './clean-text.ts'
import { Libmime } from 'libmime'
import type { Part } from './part.ts'

export interface Body {
  readonly type: 'html' | 'text'
  readonly content: string
}

const libmime = new Libmime({})

/**
 * The one body that is shown of a message: of alternatives the last that has HTML (else text); of parts that follow each
 * other all, the texts made HTML where one of them is.
 */
export function chooseBody(root: Part): Body {
  const pieces = piecesOf(root)
  if (!pieces.some(({ type }) => type === 'html')) return { type: 'text', content: pieces.map(({ content }) => content).join('\n') }
  return { type: 'html', content: pieces.map((piece) => (piece.type === 'html' ? piece.content : textAsHtml(piece.content))).join('\n<br>\n') }
}

function piecesOf(part: Part): readonly Body[] {
  if (part.text !== undefined) return bodyOf(part, part.text)
  const children = part.children.map(piecesOf)
  if (part.contentType !== 'multipart/alternative') return children.flat()
  return children.findLast((pieces) => pieces.some(({ type }) => type === 'html')) ?? children.findLast((pieces) => pieces.length > 0) ?? []
}

function bodyOf(part: Part, bytes: Buffer): readonly Body[] {
  const isHtml = part.contentType === 'text/html'
  const charset = part.params['charset'] ?? (isHtml ? charsetInHtml(bytes) : undefined)
  const decoded = cleanText(decodeBytes(bytes, charset)).replace(/\r\n?/g, '\n')
  if (decoded.trim() === '') return []
  if (isHtml) return [{ type: 'html', content: decoded }]
  const flowed = part.params['format']?.toLowerCase() === 'flowed'
  return [{ type: 'text', content: flowed ? libmime.decodeFlowed(decoded, part.params['delsp']?.toLowerCase() === 'yes') : decoded }]
}

/** The charset that a page tells of itself, which counts only where its header is silent. */
export const charsetInHtml = (bytes: Buffer): string | undefined =>
  /<meta[^>]{1,200}charset\s*=\s*["']?([\w:.-]+)/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1]

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const textAsHtml = (text: string): string => `<pre style="white-space: pre-wrap">${text.replace(/[&<>]/g, (found) => ESCAPES[found] ?? found)}</pre>`
