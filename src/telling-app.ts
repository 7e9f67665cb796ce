import { createEvents, type Events, type EventsOptions } from './events-app.ts'
import { createWebhooks, type Webhooks, type WebhooksOptions } from './webhooks-app.ts'

/** What happened, and by which ways it is told. */
export interface Telling extends Events {
  readonly webhooks: Webhooks
  /** Tells what happens for as long as the service runs. Never rejects. `mayTell`: whether it is for this process to do it now. */
  readonly run: (mayTell: () => boolean, ending: AbortSignal) => Promise<void>
}

/** Opens nothing before it is asked. */
export function createTelling(options: EventsOptions & WebhooksOptions): Telling {
  const webhooks = createWebhooks(options)
  return { ...createEvents(options), webhooks, run: (mayTell, ending) => webhooks.deliver(mayTell, ending) }
}
