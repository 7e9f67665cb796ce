import { z } from 'zod'
import { EVENT_KINDS } from '../../domain/feed-event.ts'
import type { Delivery } from '../../events/webhook.ts'
import type { WebhookInfo } from '../../webhooks-app.ts'
import { asSeen, changing, ifMatch } from '../if-match.ts'
import { whoAsks } from '../who-asks.ts'
import type { EventRoutesOptions } from './events.ts'
import type { Router } from '../router.ts'

const url = z.string().max(2000).meta({ description: 'Begins with https://, and is reached over the internet' })
const kinds = z.array(z.enum(EVENT_KINDS)).min(1).max(EVENT_KINDS.length).meta({ description: 'Only these kinds of events; without them all' })
const pairs = z.array(z.string().max(32)).min(1).max(1000).meta({ description: 'Only these pairs; without them all' })
const name = z.string().max(100)

const webhook = z
  .object({
    id: z.string(),
    etag: z.string().meta({ description: 'Another after every change by a person; `If-Match` takes it' }),
    url,
    kinds: kinds.optional(),
    pairs: pairs.optional(),
    name: name.optional(),
    by: z.string(),
    createdAt: z.iso.datetime(),
    failingSince: z.iso.datetime().optional().meta({ description: 'Since when nothing has arrived' }),
    disabled: z.object({ at: z.iso.datetime(), because: z.enum(['failed', 'gone', 'asked']) }).optional().meta({ description: 'Nothing is sent any more. `failed`: nothing arrived for a day' }),
    waiting: z.int().meta({ description: 'Deliveries that are not done' }),
    isTried: z.boolean().meta({ description: 'Whether anything was sent to it yet, as far as deliveries are kept; the test does not count' }),
  })
  .meta({ id: 'Webhook' })

const attempt = z.object({ at: z.iso.datetime(), tookMs: z.int(), status: z.int().optional().meta({ description: 'What was answered' }), problem: z.string().optional().meta({ description: 'Why nothing was: a code, such as `not-listening`' }) }).meta({ id: 'WebhookAttempt' })

const delivery = z
  .object({ event: z.string().meta({ description: 'The id of the event' }), kind: z.enum(EVENT_KINDS), at: z.iso.datetime(), state: z.enum(['waiting', 'delivered', 'given-up']), attempts: z.int(), dueAt: z.iso.datetime().optional().meta({ description: 'When it is tried next' }), last: attempt.optional() })
  .meta({ id: 'WebhookDelivery' })

const secret = z.string().meta({ description: 'What messages are signed with (Standard Webhooks). Shown this once.' })
const params = z.object({ id: z.string() })
const about = { tags: ['webhooks'] }

/** Addresses outside that are told of events. */
export function webhookRoutes(router: Router, { events }: EventRoutesOptions): void {
  const webhooks = () => events().webhooks
  const operate = { config: { needs: 'operate' } } as const
  router.get('/webhooks', { schema: { ...about, summary: 'All webhooks, and how each fares', response: { 200: z.object({ webhooks: z.array(webhook) }) } }, config: { needs: 'read' } }, async () => ({ webhooks: (await webhooks().list()).map(shown) }))

  router.post('/webhooks', { schema: { ...about, summary: 'A webhook that is told of what happens from now on', body: z.strictObject({ url, kinds: kinds.optional(), pairs: pairs.optional(), name: name.optional() }), response: { 201: z.object({ webhook, secret }) } }, ...operate }, async (request, reply) => {
    const made = await webhooks().add(request.body, whoAsks(request))
    return reply.code(201).send({ webhook: shown(made.webhook), secret: made.secret })
  })

  const change = z.strictObject({ url: url.optional(), kinds: kinds.nullish(), pairs: pairs.nullish(), name: name.nullish(), isEnabled: z.boolean().optional().meta({ description: 'One that is enabled goes on where it stopped' }) })
  router.patch('/webhooks/:id', { schema: { ...about, summary: 'Change, disable or enable a webhook', params, headers: ifMatch, body: change, response: { 200: webhook } }, ...operate }, async (request, reply) => {
    const changed = shown(asSeen(await webhooks().change(request.params.id, request.body, changing(request))))
    return reply.header('etag', changed.etag).send(changed)
  })

  router.delete('/webhooks/:id', { schema: { ...about, summary: 'Remove a webhook, and what waits for it', params, response: { 204: z.null() } }, ...operate }, async (request, reply) => {
    await webhooks().remove(request.params.id, whoAsks(request))
    return reply.code(204).send(null)
  })

  router.post('/webhooks/:id/secret', { schema: { ...about, summary: 'A new secret; the one before signs beside it for a day', params, response: { 200: z.object({ secret }) } }, ...operate }, async (request) => ({ secret: asSeen(await webhooks().rotate(request.params.id, whoAsks(request))) }))

  router.post('/webhooks/:id/test', { schema: { ...about, summary: 'Send a message of the type webhook.test, now', params, response: { 200: attempt } }, ...operate }, async (request) => tried(await webhooks().test(request.params.id, AbortSignal.timeout(15_000))))

  const query = z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(50), state: z.enum(['waiting', 'delivered', 'given-up']).optional() })
  router.get('/webhooks/:id/deliveries', { schema: { ...about, summary: 'What became of each delivery, the newest first', params, querystring: query, response: { 200: z.object({ deliveries: z.array(delivery) }) } }, config: { needs: 'read' } }, async (request) => {
    const { limit, state } = request.query
    return { deliveries: (await webhooks().deliveries(request.params.id, { most: limit, ...(state === undefined ? {} : { state }) })).map(told) }
  })

  const which = z.union([z.strictObject({ event: z.string().max(100) }), z.strictObject({ since: z.iso.datetime() })])
  router.post('/webhooks/:id/replay', { schema: { ...about, summary: 'Deliver one event again, or all since a time', params, body: which, response: { 200: z.object({ deliveries: z.int() }) } }, ...operate }, async (request) => ({ deliveries: await webhooks().replay(request.params.id, request.body, whoAsks(request)) }))
}

const iso = (ms: number): string => new Date(ms).toISOString()

const tried = ({ at, ...rest }: NonNullable<Delivery['last']>): z.infer<typeof attempt> => ({ at: iso(at), ...rest })

function shown({ failingSince, kinds: ofKinds, pairs: ofPairs, ...rest }: WebhookInfo): z.infer<typeof webhook> {
  return { ...rest, ...(ofKinds === undefined ? {} : { kinds: [...ofKinds] }), ...(ofPairs === undefined ? {} : { pairs: [...ofPairs] }), ...(failingSince === undefined ? {} : { failingSince: iso(failingSince) }) }
}

const told = ({ event, kind, at, state, attempts, dueAt, last }: Delivery): z.infer<typeof delivery> => ({ event, kind, at, state, attempts, ...(state === 'waiting' ? { dueAt: iso(dueAt) } : {}), ...(last === undefined ? {} : { last: tried(last) }) })
