import type { Clock } from '../platform/clock.ts'

/** What Microsoft had a browser bring back: the query of the redirect. */
export type BroughtBack = Readonly<Partial<Record<'state' | 'code' | 'error' | 'error_description' | 'admin_consent' | 'tenant', string>>>

/** Ends what the browser was sent away for; answers where it is led next. */
export type EndOfJourney = (brought: BroughtBack, signal: AbortSignal) => Promise<string>

/** Browsers that were sent to Microsoft and are to come back, by the `state` that only they know. Each comes back once, and in time. */
export interface BrowsersAway {
  /** `until`: in milliseconds since 1970. */
  send(state: string, until: number, end: EndOfJourney): void
  /** Nothing where nobody was sent away with it, it came back already, or it is too late. */
  take(state: string): EndOfJourney | undefined
}

/** So many may be away; the oldest gives way. */
const MOST_AWAY = 50

export function createBrowsersAway(clock: Clock): BrowsersAway {
  const away = new Map<string, { readonly until: number; readonly end: EndOfJourney }>()
  return {
    send: (state, until, end) => {
      for (const [old, { until: itsEnd }] of away) if (itsEnd < clock.now() || away.size >= MOST_AWAY) away.delete(old)
      away.set(state, { until, end })
    },
    take: (state) => {
      const found = away.get(state)
      away.delete(state)
      return found === undefined || found.until < clock.now() ? undefined : found.end
    },
  }
}
