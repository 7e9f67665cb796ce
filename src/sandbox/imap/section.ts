import type { Blobs } from '../blobs.ts'
import type { Content } from '../mime/content.ts'
import { readContent } from '../mime/content.ts'
import { headerFields } from '../mime/header.ts'
import { parseMimeTree } from '../mime/mime-tree.ts'
import type { Part } from '../mime/mime-tree.ts'
import type { SectionItem } from './fetch-items.ts'

/** Where the bytes asked for lie in the message, or the bytes themselves where they are picked out of a header. */
export type Section = { readonly from: number; readonly length: number } | Buffer

/** What a section item means in this message; undefined for a part that it has not. Reads no more than it must. */
export function findSection(blobs: Blobs, content: Content, item: SectionItem): Section | undefined {
  const section = item.part.length === 0 ? ofMessage(blobs, content, item) : ofPart(blobs, content, item)
  if (!section || item.from === undefined) return section
  const length = item.length ?? 0
  if (Buffer.isBuffer(section)) return section.subarray(item.from, item.from + length)
  return { from: section.from + item.from, length: Math.max(0, Math.min(length, section.length - item.from)) }
}

function ofMessage(blobs: Blobs, content: Content, item: SectionItem): Section {
  if (item.what === '') return { from: 0, length: content.size }
  if (item.what === 'HEADER') return { from: 0, length: content.headerSize }
  if (item.what === 'TEXT') return { from: content.headerSize, length: content.size - content.headerSize }
  return pick(readContent(blobs, content, 0, content.headerSize), item)
}

function ofPart(blobs: Blobs, content: Content, item: SectionItem): Section | undefined {
  const bytes = readContent(blobs, content)
  const part = partAt(parseMimeTree(bytes), item.part)
  if (!part) return undefined
  if (item.what === '') return { from: part.bodyStart, length: part.end - part.bodyStart }
  if (item.what === 'MIME') return { from: part.start, length: part.bodyStart - part.start }
  const inner = part.message
  if (!inner) return undefined
  if (item.what === 'HEADER') return { from: inner.start, length: inner.bodyStart - inner.start }
  if (item.what === 'TEXT') return { from: inner.bodyStart, length: inner.end - inner.bodyStart }
  return pick(bytes.subarray(inner.start, inner.bodyStart), item)
}

/** The part with these numbers, as RFC 3501 section 6.4.5 counts: part 1 of a message that is no multipart is its text. */
export function partAt(root: Part, numbers: readonly number[]): Part | undefined {
  let part: Part | undefined = root
  for (const [depth, number] of numbers.entries()) {
    const holder: Part | undefined = depth > 0 && part?.message ? part.message : part
    if (!holder) return undefined
    part = holder.type === 'multipart' ? holder.children[number - 1] : number === 1 ? holder : undefined
  }
  return part
}

function pick(header: Buffer, item: SectionItem): Buffer {
  const wanted = item.what === 'HEADER.FIELDS'
  const fields = headerFields(header.toString('latin1')).filter((field) => item.fields.includes(field.name) === wanted)
  const text = fields.map((field) => (field.raw.endsWith('\n') ? field.raw : `${field.raw}\r\n`)).join('')
  return Buffer.from(`${text}\r\n`, 'latin1')
}
