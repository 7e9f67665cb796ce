import { follow } from './events/follow.ts'
import type { EventFeed, FeedPage, FeedQuery } from './events/ports.ts'
import type { Clock } from './platform/clock.ts'
import type { Store } from './store/store.ts'

/** Everything that happened, for whoever listens. */
export interface Events extends Pick<EventFeed, 'read' | 'end' | 'crossed' | 'delays'> {
  /** What happens from a cursor on, as it happens: see `follow`. */
  follow(query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedPage, void>
}

export interface EventsOptions {
  readonly clock: Clock
  /** Opened only to look, or to write beside whoever owns it. */
  readonly store: (use: false | 'beside') => Promise<Store>
}

/** How often the database is looked at by whoever follows, in milliseconds. */
const LOOK_MS = 1000
/** How long whoever follows hears nothing at most: less than what proxies put up with. */
const PULSE_MS = 15_000

/** Opens nothing before it is asked. */
export function createEvents({ clock, store }: EventsOptions): Events {
  const feed = async (): Promise<EventFeed> => (await store(false)).feed
  return {
    read: async (query) => (await feed()).read(query),
    crossed: async (...times) => (await feed()).crossed(...times),
    delays: async (...asked) => (await feed()).delays(...asked),
    end: async (before) => (await feed()).end(before),
    follow: (query, signal) => follow({ feed, clock, everyMs: LOOK_MS, pulseMs: PULSE_MS }, query, signal),
  }
}
