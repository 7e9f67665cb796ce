import addressparser from 'nodemailer/lib/addressparser'
import { cleanLine } from './clean-text.ts'
import { decodeWords } from './decode-words.ts'
import type { Mailbox } from './parse-message.ts'

/**
 * The mailboxes of address headers, groups opened. What has no address that a cloud could hold as a recipient
 * (`undisclosed-recipients:;`, a bare name) is left out.
 */
export function parseMailboxes(values: readonly string[]): readonly Mailbox[] {
  return values.flatMap((value) => addressparser(value, { flatten: true })).flatMap((found) => toMailbox(found.name, found.address))
}

function toMailbox(name: string | undefined, written: string | undefined): readonly Mailbox[] {
  const address = cleanLine(decodeWords(written ?? '')).replace(/^<|>$/g, '').replace(/\s+/g, '')
  if (!/^[^<>]+@[^@<>]+$/.test(address)) return []
  return [{ name: mailboxName(decodeWords(name ?? '')), address }]
}

/** Quotes around the whole name are punctuation that a sender doubled. */
const mailboxName = (name: string): string => cleanLine(cleanLine(name).replace(/^"(.*)"$/, '$1'))
