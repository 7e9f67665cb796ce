import { z } from 'zod'
import { TROUBLE, type TroubleCode } from '../../domain/trouble.ts'
import { ALERT_KINDS, type Alert } from '../../watch/alert.ts'
import { isZone } from '../../watch/quiet-hours.ts'
import type { ChannelInfo, KeptRule } from '../../watch-app.ts'
import type { Router } from '../router.ts'
import { asSeen, changing, ifMatch } from '../if-match.ts'
import { whoAsks } from '../who-asks.ts'
import type { EventRoutesOptions } from './events.ts'

const etag = z.string().meta({ description: 'Another after every change; `If-Match` takes it' })
const name = z.string().trim().min(1).max(100)
const pairs = z.array(z.string().max(32)).min(1).max(1000).meta({ description: 'Only these pairs; without them all' })
const text = z.string().min(1).max(500)

const ruleFields = {
  name,
  pairs: pairs.optional(),
  from: z.string().max(320).optional().meta({ description: 'An address, or `@` and a domain' }),
  keywords: z.array(z.string().trim().min(1).max(100)).min(1).max(50).optional().meta({ description: 'One of them is in the subject; traditional and simplified characters are one' }),
  folder: z.string().max(200).optional().meta({ description: 'A role (`inbox`) or a name' }),
  about: z.enum(['unread', 'unanswered', 'wrong-side']),
  hours: z.number().min(0).max(720).default(4).meta({ description: 'What must not last for longer; a reply from the other address is told at once' }),
  channels: z.array(z.string()).min(1).optional().meta({ description: 'Ids of channels; without them all' }),
}
const ruleWish = z.strictObject(ruleFields)
const ruleChange = z.strictObject({
  name: name.optional(),
  pairs: ruleFields.pairs.nullable(),
  from: ruleFields.from.nullable(),
  keywords: ruleFields.keywords.nullable(),
  folder: ruleFields.folder.nullable(),
  about: ruleFields.about.optional(),
  hours: z.number().min(0).max(720).optional(),
  channels: ruleFields.channels.nullable(),
})
const rule = z.object({ id: z.string(), etag, ...ruleFields, hours: z.number(), by: z.string(), createdAt: z.iso.datetime() }).meta({ id: 'WatchRule' })

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const quiet = z.strictObject({ from: time, to: time, zone: z.string().max(60).refine(isZone, 'is no time zone, such as Asia/Hong_Kong') }).meta({ description: 'Nothing is told meanwhile; afterwards all of it in one message' })
const kinds = z.array(z.enum(ALERT_KINDS)).min(1).meta({ description: 'Only these; without them all' })
const language = z.enum(['zh-Hant-HK', 'zh-Hans-CN', 'en'])
const web = z.url({ protocol: /^https?$/ })
const signed = z.string().regex(/^whsec_[A-Za-z0-9+/=]{32,}$/)
const mailFields = { host: text, port: z.int().min(1).max(65535), security: z.enum(['tls', 'starttls']), from: z.email(), to: z.array(z.email()).min(1).max(50) }
const to = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('dingtalk'), accessToken: text, secret: text.meta({ description: 'Begins with SEC: the robot must be set to sign' }), url: web.optional() }),
  z.strictObject({ way: z.literal('email'), ...mailFields, user: text.optional(), password: text.optional() }),
  z.strictObject({ way: z.literal('webhook'), url: web, secret: signed }),
])
const toChange = z
  .discriminatedUnion('way', [
    z.strictObject({ way: z.literal('dingtalk'), accessToken: text.optional(), secret: text.optional(), url: web.nullish() }),
    z.strictObject({ way: z.literal('email'), ...z.object(mailFields).partial().shape, user: text.nullish(), password: text.nullish() }),
    z.strictObject({ way: z.literal('webhook'), url: web.optional(), secret: signed.optional() }),
  ])
  .meta({ description: 'The way stays. What is secret stays where it is left out; where the channel is to lead to another server, its password or token is given again' })
const channelWish = z.strictObject({ name, language, kinds: kinds.optional(), quiet: quiet.optional(), to })
const channelChange = z.strictObject({ name: name.optional(), language: language.optional(), kinds: kinds.nullish(), quiet: quiet.nullish(), to: toChange.optional() })
const channel = z.object({ id: z.string(), etag, name, language, kinds: kinds.optional(), quiet: quiet.optional(), by: z.string(), createdAt: z.iso.datetime(), way: z.enum(['dingtalk', 'email', 'webhook']), leadsTo: z.string(), mail: z.object({ ...mailFields, to: z.array(z.string()), user: z.string().optional() }).optional() }).meta({ id: 'AlertChannel' })

const alert = z
  .object({ key: z.string(), kind: z.enum(ALERT_KINDS), pair: z.string().optional(), data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), raisedAt: z.iso.datetime(), resolvedAt: z.iso.datetime().optional(), told: z.array(z.string()).meta({ description: 'Ids of the channels that were told' }) })
  .meta({ id: 'Alert' })

const trial = z.object({ looked: z.int(), isCut: z.boolean(), found: z.array(z.object({ pair: z.string(), item: z.string(), side: z.enum(['left', 'right']), receivedAt: z.iso.datetime() })) })
const params = z.object({ id: z.string() })
const about = { tags: ['watch'] }
const TRY_MS = 120_000

/** What a person wants to be told of, and by which channels. What is secret of a channel is never told again. */
export function watchRoutes(router: Router, { events }: EventRoutesOptions): void {
  const watch = () => events().watch
  const administer = { config: { needs: 'administer' } } as const
  const operate = { config: { needs: 'operate' } } as const

  router.get('/watch/alerts', { schema: { ...about, summary: 'What lasts, and what was over within two days', response: { 200: z.object({ alerts: z.array(alert) }) } }, config: { needs: 'read' } }, async () => ({ alerts: (await watch().alerts()).map(shownAlert) }))

  router.get('/watch/rules', { schema: { ...about, summary: 'Rules about messages', response: { 200: z.object({ rules: z.array(rule) }) } }, ...operate }, async () => ({ rules: (await watch().rules()).map(shownRule) }))
  router.post('/watch/rules', { schema: { ...about, summary: 'A rule about messages that come from now on', body: ruleWish, response: { 201: rule } }, ...operate }, async (request, reply) => reply.code(201).send(shownRule(await watch().addRule(defined(request.body), whoAsks(request)))))
  router.patch('/watch/rules/:id', { schema: { ...about, summary: 'Change a rule; what it was found to fit is still waited for', params, headers: ifMatch, body: ruleChange, response: { 200: rule } }, ...operate }, async (request, reply) => {
    const changed = shownRule(asSeen(await watch().changeRule(request.params.id, request.body, changing(request))))
    return reply.header('etag', changed.etag).send(changed)
  })
  router.delete('/watch/rules/:id', { schema: { ...about, summary: 'Remove a rule', params, response: { 204: z.null() } }, ...operate }, async (request, reply) => {
    await watch().removeRule(request.params.id, whoAsks(request))
    return reply.code(204).send(null)
  })
  const tryBody = z.strictObject({ ...ruleFields, days: z.int().min(1).max(90).default(7), most: z.int().min(1).max(500).default(100) })
  router.post('/watch/rules/try', { schema: { ...about, summary: 'Which messages of the last days a rule would fit; they are read for it, which is in the audit', body: tryBody, response: { 200: trial } }, ...operate }, async (request) => {
    const { days, most, ...wish } = request.body
    const { looked, isCut, found } = await watch().tryRule(defined(wish), { days, most, by: whoAsks(request), signal: AbortSignal.timeout(TRY_MS) })
    return { looked, isCut, found: [...found] }
  })

  router.get('/watch/channels', { schema: { ...about, summary: 'By which ways people are told', response: { 200: z.object({ channels: z.array(channel) }) } }, ...operate }, async () => ({ channels: (await watch().channels()).map(shownChannel) }))
  router.post('/watch/channels', { schema: { ...about, summary: 'A robot of a DingTalk group, an e-mail account, or an address that takes JSON', body: channelWish, response: { 201: channel } }, ...administer }, async (request, reply) =>
    reply.code(201).send(shownChannel(await watch().addChannel({ ...defined(request.body), to: defined(request.body.to) }, whoAsks(request)))),
  )
  router.patch('/watch/channels/:id', { schema: { ...about, summary: 'Change a channel', params, headers: ifMatch, body: channelChange, response: { 200: channel } }, ...administer }, async (request, reply) => {
    const changed = shownChannel(asSeen(await watch().changeChannel(request.params.id, request.body, changing(request))))
    return reply.header('etag', changed.etag).send(changed)
  })
  router.delete('/watch/channels/:id', { schema: { ...about, summary: 'Remove a channel', params, response: { 204: z.null() } }, ...administer }, async (request, reply) => {
    await watch().removeChannel(request.params.id, whoAsks(request))
    return reply.code(204).send(null)
  })
  router.post('/watch/channels/:id/test', { schema: { ...about, summary: 'Send a message that says that it is a test', params, response: { 200: z.object({ arrived: z.boolean(), problem: z.enum(Object.keys(TROUBLE) as [TroubleCode, ...TroubleCode[]]).optional().meta({ description: 'Why it did not' }), n: z.int().optional().meta({ description: 'What was answered, where that is a number' }) }) } }, ...administer }, async (request) => {
    const problem = await watch().tryChannel(request.params.id, AbortSignal.timeout(15_000))
    if (problem === undefined) return { arrived: true }
    return { arrived: false, problem: problem.code, ...(problem.n === undefined ? {} : { n: problem.n }) }
  })
}

type Defined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> } extends infer All ? { [Key in keyof All as undefined extends Value[Key & keyof Value] ? never : Key]: All[Key] } & { [Key in keyof All as undefined extends Value[Key & keyof Value] ? Key : never]?: All[Key] } : never

/** Only what was said: what is absent is absent, and not undefined. */
const defined = <Value extends object>(value: Value): Defined<Value> => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<Value>

const list = (values: readonly unknown[] | undefined, key: string): object => (values === undefined ? {} : { [key]: [...values] })

const shownRule = ({ pairs: ofPairs, keywords, channels, ...rest }: KeptRule): z.infer<typeof rule> => ({ ...rest, ...list(ofPairs, 'pairs'), ...list(keywords, 'keywords'), ...list(channels, 'channels') })

const shownChannel = ({ kinds: ofKinds, mail, ...rest }: ChannelInfo): z.infer<typeof channel> => ({ ...rest, ...list(ofKinds, 'kinds'), ...(mail === undefined ? {} : { mail: { ...mail, to: [...mail.to] } }) })

const shownAlert = ({ key, kind, pair, data, raisedAt, resolvedAt, told }: Alert): z.infer<typeof alert> => ({ key, kind, data, raisedAt, told: Object.keys(told), ...(pair === undefined ? {} : { pair }), ...(resolvedAt === undefined ? {} : { resolvedAt }) })
