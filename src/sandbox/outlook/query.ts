import { badRequest } from './errors.ts'
import { parseFilter, type Filter } from './filter.ts'

/** Query options of a request, checked. */
export interface QueryOptions {
  readonly top: number | undefined
  readonly skip: number
  /** Opaque part of a next link. */
  readonly skipToken: string | undefined
  readonly select: readonly string[] | undefined
  /** Extended property ids to expand, as they were asked for. */
  readonly properties: readonly string[]
  readonly expandAttachments: boolean
  readonly filter: Filter | undefined
  readonly filterText: string | undefined
  readonly orderBy: readonly { readonly name: string; readonly descending: boolean }[]
  readonly count: boolean
  /** All options as given, for links. */
  readonly raw: ReadonlyMap<string, string>
}

/** @throws {GraphError} 400 for what cannot be understood */
export function parseQuery(search: string): QueryOptions {
  const raw = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(search)) raw.set(name, value)
  const expand = splitTop(raw.get('$expand') ?? '')
  const filterText = raw.get('$filter')
  if (raw.has('$search')) throw badRequest('BadRequest', 'The query option $search is not simulated.')
  const orderBy = splitTop(raw.get('$orderby') ?? '').map(parseOrder)
  const filter = filterText === undefined ? undefined : parseFilter(filterText)
  if (filterText !== undefined && orderBy.length > 0) checkOrder(filterText, orderBy)
  return {
    top: positive(raw, '$top'),
    skip: positive(raw, '$skip', 0) ?? 0,
    skipToken: raw.get('$skiptoken'),
    select: raw
      .get('$select')
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    properties: expand.flatMap(expandedProperties),
    expandAttachments: expand.some((each) => /^attachments\b/i.test(each)),
    filter,
    filterText,
    orderBy,
    count: raw.get('$count') === 'true',
    raw,
  }
}

/** Every sort property must be in the filter, in the same order and before any other (page user-list-messages). */
function checkOrder(filter: string, orderBy: readonly { name: string }[]): void {
  let at = -1
  for (const { name } of orderBy) {
    const next = filter.toLowerCase().indexOf(name.toLowerCase(), at + 1)
    if (next < 0 || (at < 0 && !/^[\s(]*$/.test(filter.slice(0, next))))
      throw badRequest('InefficientFilter', 'The restriction or sort order is too complex for this operation.')
    at = next
  }
}

function parseOrder(text: string): { name: string; descending: boolean } {
  const match = /^([A-Za-z/]+)(?:\s+(asc|desc))?$/.exec(text.trim())
  if (match === null) throw badRequest('RequestBroker--ParseUri', 'Syntax error in $orderby.')
  return { name: match[1] ?? '', descending: match[2] === 'desc' }
}

function positive(raw: ReadonlyMap<string, string>, name: string, least = 1): number | undefined {
  const text = raw.get(name)
  if (text === undefined) return undefined
  const number = Number(text)
  if (!Number.isInteger(number) || number < least) throw badRequest('ErrorInvalidUrlQuery', `The value of ${name} is not valid.`)
  return number
}

function expandedProperties(expand: string): string[] {
  const match = /^(single|multi)ValueExtendedProperties\s*(?:\((.*)\))?$/is.exec(expand.trim())
  if (match === null) {
    if (/^(attachments|extensions)\b/i.test(expand.trim())) return []
    throw badRequest('RequestBroker--ParseUri', 'Parsing $select and $expand failed.')
  }
  const filter = /^\s*\$filter=(.*)$/is.exec(match[2] ?? '')?.[1]
  if (filter === undefined) throw badRequest('ErrorInvalidParameter', 'Extended properties need a filter on their id.')
  const ids = [...filter.matchAll(/\bid\s+eq\s+'((?:[^']|'')*)'/gi)].map((each) => (each[1] ?? '').replaceAll("''", "'"))
  if (ids.length === 0) throw badRequest('ErrorInvalidParameter', 'Extended properties need a filter on their id.')
  return match[1]?.toLowerCase() === 'single' ? ids : []
}

/** Splits at commas that are inside neither parentheses nor quotes. */
function splitTop(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let from = 0
  for (let at = 0; at <= text.length; at++) {
    const char = text[at]
    if (char === "'") quoted = !quoted
    if (quoted) continue
    if (char === '(') depth++
    if (char === ')') depth--
    if (char !== undefined && (char !== ',' || depth > 0)) continue
    if (at > from) parts.push(text.slice(from, at))
    from = at + 1
  }
  return parts
}
