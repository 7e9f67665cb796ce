import type { Pause, ServiceStore, Standing } from './ports.ts'

/** What the service, running or not, remembers about one pair. */
export interface Served {
  /** How the service last found it; absent where none ever ran. */
  readonly standing?: Standing
  /** It is left alone, or all are. */
  readonly paused?: Pause
}

/** How a pair is served at `now`. */
export async function asServed(store: Pick<ServiceStore, 'standings' | 'pauses'>, pair: string, now: number): Promise<Served> {
  const [standing] = await store.standings(pair)
  const paused = (await store.pauses()).find((each) => (each.pair ?? pair) === pair && (each.until ?? Infinity) > now)
  return { ...(standing === undefined ? {} : { standing }), ...(paused === undefined ? {} : { paused }) }
}
