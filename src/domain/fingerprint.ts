import { createHash } from 'node:crypto'

/** First `length` hex digits of the SHA-256 of `text` in UTF-8. Stable across releases. */
export const fingerprint = (text: string, length = 64): string => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, length)
