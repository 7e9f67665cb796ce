import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Telling } from '../../telling-app.ts'
import type { FeedPage, FeedQuery } from '../../events/ports.ts'
import { EVENT_KINDS, isEventKind, type EventKind } from '../../domain/feed-event.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'

export interface EventRoutesOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly events: () => Pick<Telling, 'read' | 'end' | 'follow' | 'webhooks' | 'watch'>
}

/** Streams that one address, and all together, may have open. A browser has one for each window. */
const MOST_STREAMS = { perAddress: 10, all: 200 }
const STREAM_PAGE = 100
/** Places of the feed and of the audit together: not all of them are told of. */
const RECENT = 200

export const feedEvent = z
  .object({
    id: z.string().meta({ description: 'Names the event for good, and is the cursor after it. Opaque.' }),
    at: z.string().meta({ description: 'When it happened, UTC' }),
    kind: z.enum(EVENT_KINDS),
    pair: z.string().optional(),
    on: z.enum(['left', 'right']).optional().meta({ description: 'The side that it is about; of an effect, the side that was written' }),
    item: z.string().optional().meta({ description: 'Our name for the message' }),
    run: z.string().optional(),
    reason: z.string().optional().meta({ description: 'The rule that an effect follows' }),
    by: z.string().optional().meta({ description: 'Who did it or wanted it, where a person did' }),
    tookMs: z.int().optional().meta({ description: 'How long what it carried was on its way' }),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional().meta({ description: 'More, by kind: docs/webhooks.md' }),
  })
  .meta({ id: 'FeedEvent' })

const narrowing = {
  after: z.string().optional().meta({ description: 'Go on after this cursor: `next` of a page or the id of an event; `end` for what is still to come, `recent` for that and about a hundred before it. Default: the oldest event that is kept (30 days)' }),
  kinds: z.string().optional().meta({ description: 'Only these kinds, with commas between them' }),
  pair: z.string().optional().meta({ description: 'Only this pair' }),
}

const pageQuery = z.strictObject({ ...narrowing, limit: z.coerce.number().int().min(1).max(1000).default(100) })
const streamQuery = z.strictObject(narrowing)

/** What happened, a page at a time or as it happens. */
export function eventRoutes(router: Router, { events }: EventRoutesOptions): void {
  const page = z.object({ events: z.array(feedEvent), next: z.string().meta({ description: 'Where the next page begins, also after a page without events' }), isMore: z.boolean() })
  router.get('/events', { schema: { summary: 'What happened, in order and without gaps', tags: ['events'], querystring: pageQuery, response: { 200: page } }, config: { needs: 'read' } }, async ({ query }) => {
    const { next, isMore, events: found } = await events().read(await queryOf(query, query.limit, events()))
    return { events: [...found], next, isMore }
  })

  const streams = new Streams()
  router.addHook('preClose', async () => streams.close())
  const headers = z.object({ 'last-event-id': z.string().optional() })
  router.get('/events/stream', { schema: { summary: 'The same as it happens (server-sent events)', description: 'Each message is one event as JSON; `Last-Event-ID` goes on where a connection ended.', tags: ['events'], querystring: streamQuery, headers, produces: ['text/event-stream'] }, config: { needs: 'read' } }, async (request, reply) => {
    const after = request.headers['last-event-id'] ?? request.query.after ?? 'end'
    const query = await queryOf({ ...request.query, after }, STREAM_PAGE, events())
    // A cursor that is of no use is refused as an answer; within a stream nobody would be told why it ended.
    await events().read({ ...query, limit: 1 })
    await streams.open(request, reply, (signal) => events().follow(query, signal))
  })
}

async function queryOf({ after, kinds, pair }: z.infer<typeof streamQuery>, limit: number, events: Pick<Telling, 'end'>): Promise<FeedQuery> {
  const from = after === 'end' ? await events.end() : after === 'recent' ? await events.end(RECENT) : after
  return { limit, ...(from === undefined ? {} : { after: from }), ...(kinds === undefined ? {} : { kinds: kindsOf(kinds) }), ...(pair === undefined ? {} : { pairs: [pair] }) }
}

/** @throws {ApiError} `BAD_REQUEST` */
function kindsOf(text: string): readonly EventKind[] {
  const kinds = text.split(',').map((kind) => kind.trim())
  const known = kinds.filter(isEventKind)
  if (known.length === kinds.length) return known
  throw new ApiError('BAD_REQUEST', undefined, [{ at: 'kinds', message: `knows ${EVENT_KINDS.join(', ')}` }])
}

/** Connections that stay open while things happen. */
class Streams {
  readonly #open = new Map<AbortController, string>()

  /** Resolves once it is over. @throws {ApiError} `TOO_OFTEN` */
  async open({ ip, raw: incoming, mayStill }: FastifyRequest, reply: FastifyReply, pages: (signal: AbortSignal) => AsyncIterable<FeedPage>): Promise<void> {
    const ofAddress = [...this.#open.values()].filter((address) => address === ip).length
    if (this.#open.size >= MOST_STREAMS.all || ofAddress >= MOST_STREAMS.perAddress) throw new ApiError('TOO_OFTEN', 'As many streams are open as may be.')
    const ending = new AbortController()
    this.#open.set(ending, ip)
    reply.hijack()
    const { raw } = reply
    const end = (): void => ending.abort(new Error('the connection ended'))
    incoming.once('close', end)
    raw.once('error', end)
    try {
      raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-accel-buffering': 'no' })
      for await (const { events, next } of pages(ending.signal)) {
        if ((await mayStill?.()) === false) break
        const text = events.map((event) => `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`).join('')
        // Without events: a comment keeps the connection alive, and the cursor comes nearer to the end of the feed.
        if (!raw.write(text === '' ? `: alive\nid: ${next}\n\n` : text)) await once(raw, 'drain', { signal: ending.signal })
      }
    } catch {
      // Whoever listens connects anew, with the last cursor that they have.
    } finally {
      this.#open.delete(ending)
      raw.end()
    }
  }

  close(): void {
    for (const ending of this.#open.keys()) ending.abort(new Error('the server ends'))
  }
}
