import { isAscii } from 'node:buffer'
import addressparser from 'nodemailer/lib/addressparser'
import { isKnownCharset } from './charset.ts'
import { charsetInHtml } from './choose-body.ts'
import { cleanLine } from './clean-text.ts'
import { decodeWords } from './decode-words.ts'
import { everyPart, isMultipart, type Part } from './part.ts'

const ADDRESS_HEADERS = ['from', 'sender', 'to', 'cc', 'reply-to']
/** What every program takes for an address; RFC 5322 allows more (quoted parts), which clouds refuse or rewrite. */
const PLAIN_ADDRESS = /^[^\s<>@"(),:;[\]\\]+@[^\s<>@"(),:;\\]+$/

/**
 * Whether programs read the message differently, so that a copy made of its parts says something else to somebody: text beyond
 * ASCII that does not tell its charset, an address that is none, ids that run into each other, parts that cannot be told apart,
 * a delivery report.
 */
export function isIllFormed(root: Part): boolean {
  return root.headerIsUntold === true || hasOddAddress(root) || hasOddIds(root) || [...everyPart(root)].some((part) => isReport(part) || hasNoParts(part) || isUntoldText(part))
}

function hasOddAddress({ fields }: Part): boolean {
  const values = ADDRESS_HEADERS.flatMap((name) => fields.all(name))
  return values.flatMap((value) => addressparser(value, { flatten: true })).some(({ address }) => {
    const written = cleanLine(decodeWords(address ?? ''))
    return written !== '' && !PLAIN_ADDRESS.test(written)
  })
}

/** A Message-ID without brackets that has blanks ends elsewhere for each program. */
function hasOddIds({ fields }: Part): boolean {
  const id = cleanLine(fields.first('message-id'))
  const others = [fields.first('references'), fields.first('in-reply-to')]
  return (!id.startsWith('<') && id.includes(' ')) || others.some((value) => /<[^<>]*</.test(value))
}

const isReport = (part: Part): boolean => part.contentType === 'multipart/report'

const hasNoParts = (part: Part): boolean => isMultipart(part) && part.children.length === 0

function isUntoldText(part: Part): boolean {
  if (part.text === undefined || isAscii(part.text)) return false
  const told = part.params['charset'] ?? (part.contentType === 'text/html' ? charsetInHtml(part.text) : undefined)
  return !isKnownCharset(told)
}
