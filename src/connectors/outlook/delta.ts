import { SyncError } from '../../domain/errors.ts'

/** One page of a listing or delta query. The last page of a delta query carries the delta link, that of a listing neither. */
export interface LinkedPage<Item> {
  readonly items: readonly Item[]
  readonly nextLink?: string
  readonly deltaLink?: string
}

/**
 * The only loop over next links: every page from `start` to the last one. `start` is the first path of a query, or a stored link.
 * @see https://learn.microsoft.com/graph/paging and https://learn.microsoft.com/graph/delta-query-overview
 * @throws {SyncError} `UNREADABLE_ANSWER` when a page points to itself
 */
export async function* linkedPages<Item>(start: string, get: (path: string) => Promise<LinkedPage<Item>>): AsyncGenerator<LinkedPage<Item>, void> {
  for (let path: string | undefined = start; path !== undefined; ) {
    const page: LinkedPage<Item> = await get(path)
    if (page.nextLink === path) throw new SyncError('UNREADABLE_ANSWER', 'Outlook: a page that is its own next page')
    yield page
    path = page.nextLink
  }
}
