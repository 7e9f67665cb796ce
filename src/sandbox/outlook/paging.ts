import type { Call } from './call.ts'
import { GraphError } from './errors.ts'

/** One page of a listing and the members that its answer has for it. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly links: Readonly<Record<string, unknown>>
}

/** Cuts the asked page out of `all`. `version` changes when what is listed changes. @throws {GraphError} `ErrorExecuteSearchStaleData` */
export function cutPage<Item>(call: Call, all: readonly Item[], version: number, defaultTop = 10): Page<Item> {
  const { query, world } = call
  const stale = world.switches.staleSearch && query.skipToken !== undefined && query.skipToken !== String(version)
  if (stale) throw new GraphError(409, 'ErrorExecuteSearchStaleData', 'The search was executed on stale data.')
  const top = Math.min(query.top ?? call.maxPageSize ?? defaultTop, 1000)
  const end = query.skip + top
  return {
    items: all.slice(query.skip, end),
    links: {
      ...(query.count ? { '@odata.count': all.length } : {}),
      ...(end < all.length ? { '@odata.nextLink': link(call, { $skip: String(end), $skiptoken: String(version) }) } : {}),
    },
  }
}

/** The asked address with other options. */
export function link(call: Call, changes: Readonly<Record<string, string>>, options: ReadonlyMap<string, string> = call.query.raw): string {
  const search = new URLSearchParams([...options])
  for (const [name, value] of Object.entries(changes)) search.set(name, value)
  return `${call.url}?${search.toString()}`
}

/** `@odata.context` of an answer; the prefix of addresses is that of the request. */
export function context(call: Call, what: string): string {
  return `${call.origin}/v1.0/$metadata#users('${encodeURIComponent(call.mailbox.userId)}')/${what}`
}
