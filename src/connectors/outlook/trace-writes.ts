import type { Priority } from '../../platform/governor.ts'
import type { Traced } from '../connector.ts'
import type { GraphClient } from './graph-client.ts'

/** One write with `work`; its answer names the requests that wrote. */
export type TracedWrite<Writers> = <Answer extends object>(work: (writers: Writers) => Promise<Answer>, priority?: Priority) => Promise<Answer & Traced>

/** Gives each write writers of its own, so that its requests are known from those of all others that are under way. */
export const tracingWrites =
  <Writers>(client: GraphClient, writersOver: (client: GraphClient, priority: Priority) => Writers): TracedWrite<Writers> =>
  async (work, priority = 'interactive') => {
    const requests: string[] = []
    const answer = await work(writersOver(client.telling((id) => requests.push(id)), priority))
    return requests.length === 0 ? answer : { ...answer, request: requests.join(' ') }
  }
