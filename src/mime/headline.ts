import { createHash } from 'node:crypto'
import { toInstant } from '../domain/instant.ts'
import { cleanLine } from './clean-text.ts'

/** Clouds cut long subjects in listings; this much of one tells enough. */
const SUBJECT_CHARACTERS = 200

/**
 * 16 hex digits that are equal for one mail in any two listings: made of the From address (case does not count), the second
 * in which it was sent (any ISO 8601 text; nothing when unknown) and the decoded subject.
 */
export function headline(envelope: { readonly from: string; readonly sentAt?: string | undefined; readonly subject: string }): string {
  const sentAt = envelope.sentAt === undefined ? '' : (toInstant(Date.parse(envelope.sentAt)) ?? '')
  const subject = [...cleanLine(envelope.subject)].slice(0, SUBJECT_CHARACTERS).join('').trim()
  const text = JSON.stringify([cleanLine(envelope.from).toLowerCase(), sentAt, subject])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
