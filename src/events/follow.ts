import type { Clock } from '../platform/clock.ts'
import type { EventFeed, FeedPage, FeedQuery } from './ports.ts'

export interface FollowOptions {
  readonly feed: () => Promise<EventFeed>
  readonly clock: Clock
  /** How often it is looked whether anything happened, in milliseconds. */
  readonly everyMs: number
  /** After so long without an event a page without any is handed out, in milliseconds. */
  readonly pulseMs: number
}

/**
 * Page after page as things happen, for as long as somebody reads and until `signal` aborts: first what is kept after `query.after`. A page
 * without events says that there were none so far, and where to go on.
 * @throws {SyncError} as `EventFeed.read`
 */
export async function* follow({ feed, clock, everyMs, pulseMs }: FollowOptions, query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedPage, void> {
  let toldAt = -Infinity
  for (let after = query.after; !signal.aborted; ) {
    const page = await (await feed()).read({ ...query, ...(after === undefined ? {} : { after }) })
    after = page.next
    if (page.events.length > 0 || clock.now() - toldAt >= pulseMs) {
      toldAt = clock.now()
      yield page
    }
    if (!page.isMore) await clock.wait(everyMs, signal).catch(() => {})
  }
}
