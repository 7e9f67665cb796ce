import addressparser from 'nodemailer/lib/addressparser'

import { headerValue } from '../mime/header.ts'
import type { HeaderField } from '../mime/header.ts'
import { wireString } from './wire.ts'

/** ENVELOPE of RFC 3501 section 7.4.2. Encoded words stay as they are. */
export function envelope(fields: readonly HeaderField[]): string {
  const value = (name: string): string => wireString(headerValue(fields, name))
  const from = addresses(headerValue(fields, 'from'))
  const or = (name: string, other: string): string => {
    const list = addresses(headerValue(fields, name))
    return list === 'NIL' ? other : list
  }
  const people = [from, or('sender', from), or('reply-to', from), or('to', 'NIL'), or('cc', 'NIL'), or('bcc', 'NIL')]
  return `(${value('date')} ${value('subject')} ${people.join(' ')} ${value('in-reply-to')} ${value('message-id')})`
}

function addresses(text: string | undefined): string {
  if (!text) return 'NIL'
  const list = addressparser(text).map((entry) => {
    if (!entry.group) return address(entry)
    const members = entry.group.map((member) => address(member)).join('')
    return `(NIL NIL ${wireString(entry.name)} NIL)${members}(NIL NIL NIL NIL)`
  })
  return list.length === 0 ? 'NIL' : `(${list.join('')})`
}

function address(entry: { name?: string | undefined; address?: string | undefined }): string {
  const whole = entry.address ?? ''
  const at = whole.lastIndexOf('@')
  const mailbox = at < 0 ? whole : whole.slice(0, at)
  const host = at < 0 ? '' : whole.slice(at + 1)
  return `(${wireString(entry.name || undefined)} NIL ${wireString(mailbox)} ${wireString(host)})`
}
