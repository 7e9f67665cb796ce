import { SEEN } from '../../imap/flags.ts'
import type { Mailbox } from '../store/mailbox.ts'
import { badRequest } from './failure.ts'
import type { MessageView, Recipient } from './message-view.ts'
import type { OpenapiSwitches } from './openapi-switches.ts'
import { readTime } from './reading.ts'

/** What is searched, and by what a tag is found in it. */
export interface KqlGround {
  readonly mailbox: Mailbox
  readonly tagSearch: OpenapiSwitches['tagSearch']
}

export type KqlTest = (view: MessageView) => boolean

const TOKEN = /\s*(?:([()])|(AND|OR|NOT)(?=[\s(])|([A-Za-z]+)(:|>=|<=|>|<)("(?:[^"]|"")*"|[^\s()"]+))/y

type Token = string | { readonly field: string; readonly operator: string; readonly value: string }

/** The subset of KQL that the vendor's own client documents. @throws {ApiFailure} 400 */
export function parseKql(text: string, ground: KqlGround): KqlTest {
  const tokens = tokenize(text.trim())
  const test = parseOr(tokens, ground)
  if (tokens.length > 0) throw badRequest('query.invalid')
  return test
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text)
    if (!found) throw badRequest('query.invalid')
    const [, bracket, word, field = '', operator = '', value = ''] = found
    const unquoted = value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value
    tokens.push(bracket ?? word ?? { field, operator, value: unquoted })
  }
  return tokens
}

function parseOr(tokens: Token[], ground: KqlGround): KqlTest {
  const tests = [parseAnd(tokens, ground)]
  while (tokens[0] === 'OR') {
    tokens.shift()
    tests.push(parseAnd(tokens, ground))
  }
  return tests.length === 1 && tests[0] ? tests[0] : (view) => tests.some((test) => test(view))
}

function parseAnd(tokens: Token[], ground: KqlGround): KqlTest {
  const tests = [parseNot(tokens, ground)]
  while (tokens.length > 0 && tokens[0] !== 'OR' && tokens[0] !== ')') {
    if (tokens[0] === 'AND') tokens.shift()
    tests.push(parseNot(tokens, ground))
  }
  return (view) => tests.every((test) => test(view))
}

function parseNot(tokens: Token[], ground: KqlGround): KqlTest {
  const token = tokens.shift()
  if (token === 'NOT') {
    const test = parseNot(tokens, ground)
    return (view) => !test(view)
  }
  if (token === '(') {
    const test = parseOr(tokens, ground)
    if (tokens.shift() !== ')') throw badRequest('query.invalid')
    return test
  }
  if (token === undefined || typeof token === 'string') throw badRequest('query.invalid')
  return parseTerm(token, ground)
}

function parseTerm({ field, operator, value }: Exclude<Token, string>, ground: KqlGround): KqlTest {
  if (field === 'date' || field === 'size') return comparing(field, operator, value)
  if (operator !== ':') throw badRequest('query.invalid')
  const test = MATCHING[field]
  if (!test || (field === 'tag' && ground.tagSearch === 'refuse')) throw badRequest('query.invalid', `${field} is no search field`)
  if (field === 'folderId' && !/^\d+$/.test(value)) throw badRequest('query.invalid', 'folderId is a number')
  return (view) => test(view, value, ground)
}

function comparing(field: 'date' | 'size', operator: string, value: string): KqlTest {
  const limit = field === 'date' ? readTime(value) : Number(value)
  if (operator === ':' || Number.isNaN(limit)) throw badRequest('query.invalid')
  return ({ message }) => {
    const actual = field === 'date' ? message.receivedAt : message.content.size
    if (operator === '>') return actual > limit
    if (operator === '<') return actual < limit
    return operator === '>=' ? actual >= limit : actual <= limit
  }
}

const within = (text: string, value: string): boolean => text.toLowerCase().includes(value.toLowerCase())
const among = (people: readonly Recipient[], value: string): boolean => people.some(({ email, name }) => within(email, value) || within(name, value))
const exactly = (people: readonly Recipient[], value: string): boolean => people.some(({ email }) => email.toLowerCase() === value.toLowerCase())
const recipients = (view: MessageView): Recipient[] => ['to', 'cc', 'bcc'].flatMap((name) => view.people(name))

/** How the cloud names its own tags. */
const SYSTEM_TAGS: Readonly<Record<string, string>> = { 1: '跟进事项', 2: '完成事项', 11: '重要' }
const tagName = (id: string, { tags }: Mailbox): string | undefined => SYSTEM_TAGS[id] ?? tags.find((tag) => tag.id === id)?.name

const MATCHING: Readonly<Record<string, (view: MessageView, value: string, ground: KqlGround) => boolean>> = {
  folderId: ({ message }, value) => message.folder.id === value,
  tag: ({ message }, value, { mailbox, tagSearch }) => mailbox.tagsOf(message).some((id) => (tagSearch === 'name' ? tagName(id, mailbox) : id) === value),
  isRead: ({ message }, value) => ((message.flags & SEEN) !== 0) === (value === 'true'),
  hasAttachments: (view, value) => view.hasAttachments === (value === 'true'),
  subject: (view, value) => within(view.text('subject'), value),
  body: (view, value) => within(view.bodyText, value) || within(view.bodyHtml, value),
  attachname: (view, value) => view.attachments.some(({ name }) => within(name, value)),
  from: (view, value) => among(view.people('from'), value),
  to: (view, value) => among(recipients(view), value),
  fromEmail: (view, value) => exactly(view.people('from'), value),
  toEmail: (view, value) => exactly(recipients(view), value),
}
