import { badRequest } from './errors.ts'

/** What a filter can ask of a message. */
export interface FilterSubject {
  /** Value of a property path such as `from/emailAddress/address`. */
  value(path: string): string | number | boolean | null | undefined
  list(path: string): readonly string[]
  extended(id: string): string | undefined
}

/** A parsed `$filter`. */
export type Filter = (subject: FilterSubject) => boolean

type Literal = string | number | boolean | null
type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

const TOKEN = /\s*(?:('(?:[^']|'')*')|(\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w./]*)|([(),:]))/y

/** Parses the part of OData's filter language that mailboxes are asked in. @throws {GraphError} 400 */
export function parseFilter(text: string): Filter {
  const tokens = tokenize(text)
  let at = 0
  const peek = () => tokens[at]?.toLowerCase()
  const take = (expected?: string): string => {
    const token = tokens[at++]
    if (token === undefined || (expected !== undefined && token.toLowerCase() !== expected)) throw syntaxError()
    return token
  }

  const either = (): Filter => {
    const terms = [both()]
    while (peek() === 'or' && take()) terms.push(both())
    return terms.length === 1 ? (terms[0] as Filter) : (subject) => terms.some((term) => term(subject))
  }
  const both = (): Filter => {
    const terms = [unary()]
    while (peek() === 'and' && take()) terms.push(unary())
    return terms.length === 1 ? (terms[0] as Filter) : (subject) => terms.every((term) => term(subject))
  }
  const unary = (): Filter => {
    if (peek() === 'not' && take()) {
      const inner = unary()
      return (subject) => !inner(subject)
    }
    if (peek() !== '(') return primary()
    take()
    const inner = either()
    take(')')
    return inner
  }
  const primary = (): Filter => {
    const word = take()
    if (/\/any$/i.test(word)) return anyOf(word.slice(0, -4))
    if (/^(contains|startswith|endswith)$/i.test(word) && peek() === '(') return text2(word.toLowerCase())
    const operator = take().toLowerCase() as Operator
    const literal = literalOf(take())
    return (subject) => compare(subject.value(word), operator, literal)
  }
  const text2 = (name: string): Filter => {
    take('(')
    const path = take()
    take(',')
    const part = String(literalOf(take())).toLowerCase()
    take(')')
    return (subject) => textTest(name, String(subject.value(path) ?? ''), part)
  }
  const anyOf = (collection: string): Filter => {
    const start = at
    let depth = 0
    do {
      const token = take()
      if (token === '(') depth++
      if (token === ')') depth--
    } while (depth > 0)
    const inner = tokens.slice(start, at)
    return /ExtendedProperties$/i.test(collection) ? extendedTest(inner) : listTest(collection, inner)
  }

  const filter = either()
  if (at < tokens.length) throw syntaxError()
  return filter
}

function tokenize(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (match === null) throw syntaxError()
    tokens.push(match[0].trim())
  }
  return tokens
}

/** `Any(ep: ep/id eq '…' and <test of ep/value>)`; the value may be cast. */
function extendedTest(tokens: readonly string[]): Filter {
  const inner = tokens.slice(3, -1)
  const idAt = inner.findIndex((token, index) => /\/id$/i.test(token) && inner[index + 1]?.toLowerCase() === 'eq')
  const id = inner[idAt + 2]
  if (idAt < 0 || id === undefined) throw syntaxError()
  const rest = [...inner.slice(0, idAt), ...inner.slice(idAt + 3)].filter((token) => token.toLowerCase() !== 'and')
  const test = valueTest(rest)
  return (subject) => {
    const value = subject.extended(String(literalOf(id)))
    return value !== undefined && test(value)
  }
}

function valueTest(tokens: readonly string[]): (value: string) => boolean {
  const [first = ''] = tokens
  if (tokens.length === 0) return () => true
  if (/^(contains|startswith)$/i.test(first)) {
    const part = String(literalOf(tokens[4] ?? '')).toLowerCase()
    return (value) => textTest(first.toLowerCase(), value, part)
  }
  const cast = first.toLowerCase() === 'cast'
  const [operator, literal] = tokens.slice(cast ? 6 : 1)
  if (operator === undefined || literal === undefined) throw syntaxError()
  const expected = literalOf(literal)
  return (value) => compare(typeof expected === 'number' ? Number(value) : value, operator.toLowerCase() as Operator, expected)
}

function listTest(collection: string, tokens: readonly string[]): Filter {
  const [, , , , operator, literal] = tokens
  if (operator?.toLowerCase() !== 'eq' || literal === undefined) throw syntaxError()
  const expected = String(literalOf(literal)).toLowerCase()
  return (subject) => subject.list(collection).some((each) => each.toLowerCase() === expected)
}

function textTest(name: string, value: string, part: string): boolean {
  const text = value.toLowerCase()
  return name === 'contains' ? text.includes(part) : name === 'startswith' ? text.startsWith(part) : text.endsWith(part)
}

function literalOf(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (token === 'true' || token === 'false') return token === 'true'
  if (token === 'null') return null
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token
}

/** Strings compare without case, dates as dates. */
function compare(value: string | number | boolean | null | undefined, operator: Operator, literal: Literal): boolean {
  const left = comparable(value ?? null, literal)
  const right = comparable(literal, literal)
  if (operator === 'eq') return left === right
  if (operator === 'ne') return left !== right
  if (left === null || right === null) return false
  if (operator === 'gt') return left > right
  if (operator === 'ge') return left >= right
  if (operator === 'lt') return left < right
  if (operator === 'le') return left <= right
  throw syntaxError()
}

function comparable(value: string | number | boolean | null, like: Literal): string | number | boolean | null {
  if (typeof value !== 'string') return value
  const isDate = typeof like === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(like)
  return isDate && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : value.toLowerCase()
}

function syntaxError(): Error {
  return badRequest('ErrorInvalidUrlQueryFilter', 'The query filter contains one or more invalid nodes.')
}
