import type { Clock } from '../platform/clock.ts'
import type { EventFeed, FeedPage, FeedQuery } from './ports.ts'

export interface FollowOptions {
  readonly feed: () => Promise<EventFeed>
  readonly clock: Clock
  /** How often it is looked whether anything happened, in milliseconds. */
  readonly everyMs: number
}

/**
 * Page after page as things happen, for as long as somebody reads and until `signal` aborts: first what is kept after `query.after`. A page
 * without events is handed out as well, so that whoever passes on cursors has the newest.
 */
export async function* follow({ feed, clock, everyMs }: FollowOptions, query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedPage, void> {
  for (let after = query.after; !signal.aborted; ) {
    const page = await (await feed()).read({ ...query, ...(after === undefined ? {} : { after }) })
    if (page.events.length > 0 || page.next !== after) yield page
    after = page.next
    if (!page.isMore) await clock.wait(everyMs, signal).catch(() => {})
  }
}
