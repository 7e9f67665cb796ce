import { createEvents, type Events, type EventsOptions } from './events-app.ts'
import { createWatch, type Watch, type WatchOptions } from './watch-app.ts'
import { createWebhooks, type Webhooks, type WebhooksOptions } from './webhooks-app.ts'

/** What happened, and by which ways it is told. */
export interface Telling extends Events {
  readonly webhooks: Webhooks
  /** Alerts to people. */
  readonly watch: Watch
  /** Tells what happens for as long as the service runs. Never rejects. `mayTell`: whether it is for this process to do it now; `heartbeatsLost`: times in a row. */
  readonly run: (mayTell: () => boolean, ending: AbortSignal, heartbeatsLost: () => number) => Promise<void>
}

/** Opens nothing before it is asked. */
export function createTelling(options: EventsOptions & WebhooksOptions & WatchOptions): Telling {
  const [webhooks, watch] = [createWebhooks(options), createWatch(options)]
  const run: Telling['run'] = async (mayTell, ending, heartbeatsLost) => {
    await Promise.all([webhooks.deliver(mayTell, ending), watch.run(mayTell, ending, heartbeatsLost)])
  }
  return { ...createEvents(options), webhooks, watch, run }
}
