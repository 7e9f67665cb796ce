import { Libmime } from 'libmime'
import { cleanLine } from './clean-text.ts'

const libmime = new Libmime({})

/** Longest name that both clouds and common file systems hold, in UTF-16 units. */
const LONGEST = 200

const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  'text/calendar': 'invite.ics',
  'message/rfc822': 'message.eml',
  'message/delivery-status': 'delivery-status.txt',
  'message/disposition-notification': 'disposition-notification.txt',
  'text/rfc822-headers': 'headers.txt',
  'application/ms-tnef': 'winmail.dat',
  'application/pgp-signature': 'signature.asc',
  'application/pgp-encrypted': 'version.asc',
  'application/pkcs7-signature': 'smime.p7s',
  'application/x-pkcs7-signature': 'smime.p7s',
  'application/pkcs7-mime': 'smime.p7m',
  'application/x-pkcs7-mime': 'smime.p7m',
  'text/plain': 'attachment.txt',
}

/** The name of a part that has none. It depends on the type alone, so a copy of the message names it the same. */
export function defaultName(contentType: string): string {
  const known = Object.hasOwn(DEFAULT_NAMES, contentType) ? DEFAULT_NAMES[contentType] : undefined
  if (known !== undefined) return known
  const extension = contentType === 'application/octet-stream' ? 'bin' : libmime.detectExtension(contentType)
  return `attachment.${extension || 'bin'}`
}

/**
 * A decoded name as one file name: no path separators or control characters, white space collapsed, at most 200 UTF-16 units
 * with its ending kept. Empty stays empty.
 */
export function safeName(name: string): string {
  const line = cleanLine(name.replace(/[\\/]/g, '_'))
  if (line.length <= LONGEST) return line
  const ending = /\.[^. ]{1,16}$/.exec(line)?.[0] ?? ''
  return `${line.slice(0, LONGEST - ending.length).replace(/[\uD800-\uDBFF]$/, '')}${ending}`
}
