import { z } from 'zod'
import type { Config } from '../../config/config.ts'
import type { Setup } from '../../setup-app.ts'
import { CLOUDS, CONSOLES, DIRECTIONS, EDITIONS, SIGN_INS, STEPS } from '../../setup/draft.ts'
import { FOUND_CODES } from '../../setup/found.ts'
import type { SetupView } from '../../setup/view.ts'
import { signalOf } from '../caller-gone.ts'
import type { Router } from '../router.ts'
import { whoAsks } from '../who-asks.ts'
import { backupKey } from './backup-shapes.ts'

export interface SetupRouteOptions {
  readonly setup: () => Setup
  /** Runs what the set-up has written, at the same address. */
  readonly become: (config: Config) => Promise<void>
}

const text = (most: number) => z.string().trim().min(1).max(most)
const address = text(254).regex(/^[^@\s]+@[^@\s]+$/, 'must be a mail address')
const httpUrl = text(300).regex(/^https?:\/\/[^\s/]+\S*$/, 'must begin with https:// or http://').transform((value) => value.replace(/\/+$/, ''))
/** Not trimmed: what is around it is told. */
const secret = z.string().min(1).max(8192)
const pairName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
const time = z.iso.datetime()

const found = z
  .object({
    code: z.enum(FOUND_CODES),
    weight: z.enum(['ok', 'look', 'wrong']).meta({ description: '`wrong`: in the way' }),
    about: z.string().optional(),
    what: z.string().meta({ description: 'In English' }),
    next: z.string().optional().meta({ description: 'Where it is mended, in English' }),
  })
  .meta({ id: 'SetupFound' })

const person = z
  .object({
    name: z.string(),
    left: z.string(),
    right: z.string(),
    wave: z.string().optional(),
    state: z.enum(['ready', 'unchecked', 'wrong', 'invited', 'password']),
    hasPassword: z.boolean(),
    found: z.object({ left: z.array(found), right: z.array(found) }),
    invite: z.object({ standing: z.enum(['open', 'used', 'expired', 'locked']), expiresAt: time }).optional(),
  })
  .meta({ id: 'SetupPerson' })

const imap = z.strictObject({ host: text(253), port: z.int().min(1).max(65535), tls: z.boolean() })
const policyFields = {
  direction: z.enum(DIRECTIONS),
  drafts: z.boolean(),
  departed: z.enum(['keep', 'trash']),
  conflictsWonBy: z.enum(['dingtalk', 'outlook']),
  noDelete: z.enum(['dingtalk', 'outlook']).optional(),
  startDate: z.iso.date().optional().meta({ description: 'Mail received before this day is not copied' }),
  atNight: z.boolean().meta({ description: 'Old mail is copied at night only' }),
  backupFolder: text(1000).optional().meta({ description: 'Where the backup goes; made when the configuration is written' }),
}

const setupView = z
  .object({
    revision: z.int(),
    steps: z.array(z.object({ id: z.enum(STEPS), state: z.enum(['todo', 'wrong', 'done']) })),
    dingtalk: z
      .object({ console: z.enum(CONSOLES), edition: z.enum(EDITIONS), appId: z.string().optional(), hasSecret: z.boolean(), openapiUrl: z.string(), imap: z.object({ host: z.string(), port: z.int(), tls: z.boolean() }), found: z.array(found), checkedAt: time.optional() })
      .optional(),
    microsoft: z
      .object({ cloud: z.enum(CLOUDS), tenant: z.string(), clientId: z.string(), signIn: z.enum(SIGN_INS), hasSecret: z.boolean(), hasCertificate: z.boolean(), graphUrl: z.string(), loginUrl: z.string(), found: z.array(found), checkedAt: time.optional() })
      .optional(),
    people: z.array(person),
    policy: z.object(policyFields),
    keyWaits: z.boolean().meta({ description: 'The key of the backup was made, and nobody has said yet that a copy of it is kept' }),
    connected: z.array(z.string()).meta({ description: 'Pairs of the configuration' }),
  })
  .meta({ id: 'Setup' })

const PROBLEMS = ['not-csv', 'no-columns', 'formula', 'left-missing', 'left-not-address', 'right-missing', 'right-not-address', 'same-address', 'left-twice', 'right-twice', 'left-known', 'right-known', 'bad-name', 'name-twice', 'name-known', 'too-long'] as const

const tell = (instant: number): string => new Date(instant).toISOString()
const told = <Part extends { readonly checkedAt: number }>({ checkedAt, ...rest }: Part) => ({ ...rest, ...(checkedAt === 0 ? {} : { checkedAt: tell(checkedAt) }) })

function answer({ dingtalk, microsoft, people, ...rest }: SetupView): z.infer<typeof setupView> {
  return {
    ...rest,
    steps: [...rest.steps],
    connected: [...rest.connected],
    ...(dingtalk === undefined ? {} : { dingtalk: { ...told(dingtalk), found: [...dingtalk.found] } }),
    ...(microsoft === undefined ? {} : { microsoft: { ...told(microsoft), found: [...microsoft.found] } }),
    people: people.map(({ invite, found: { left, right }, ...each }) => ({ ...each, found: { left: [...left], right: [...right] }, ...(invite === undefined ? {} : { invite: { ...invite, expiresAt: tell(invite.expiresAt) } }) })),
  }
}

/** The guided set-up. Every step is asked about at once, and what was found is in the answer. No secret is ever given back. */
export function setupRoutes(router: Router, { setup, become }: SetupRouteOptions): void {
  const tags = ['setup']
  const config = { needs: 'administer' as const }
  const response = { 200: setupView }

  router.get('/setup', { schema: { summary: 'What the set-up knows, and what it lacks', tags, response }, config }, async () => answer(await setup().look()))

  const dingtalkBody = z.strictObject({
    console: z.enum(CONSOLES),
    edition: z.enum(EDITIONS),
    app: z.strictObject({ id: text(200), secret: secret.optional() }).optional().meta({ description: 'A secret that is left out is the one that was given before' }),
    openapiUrl: httpUrl.default('https://alimail-cn.aliyuncs.com'),
    imap: imap.default({ host: 'imap.qiye.aliyun.com', port: 993, tls: true }),
  })
  router.put('/setup/dingtalk', { schema: { summary: 'The DingTalk side: takes it and asks Alibaba Mail', tags, body: dingtalkBody, response }, config }, async ({ body }, reply) =>
    answer(await setup().dingtalk(body, signalOf(reply))))

  const microsoftBody = z.strictObject({
    cloud: z.enum(CLOUDS),
    tenant: text(200),
    clientId: text(200),
    signIn: z.enum(SIGN_INS),
    secret: secret.optional(),
    graphUrl: httpUrl,
    loginUrl: httpUrl,
  })
  router.put('/setup/microsoft', { schema: { summary: 'The Microsoft side: takes it and asks Microsoft', tags, body: microsoftBody, response }, config }, async ({ body }, reply) =>
    answer(await setup().microsoft(body, signalOf(reply))))

  router.post('/setup/certificate', { schema: { summary: 'A certificate for the app, made here once; its key stays here', tags, response: { 200: z.object({ certificate: z.string().meta({ description: 'PEM, to be uploaded' }), thumbprint: z.string() }) } }, config }, async () => setup().certificate())

  const peopleBody = z.strictObject({ people: z.array(z.strictObject({ left: address, right: address, wave: text(60).optional() })).min(1).max(5000) })
  router.post('/setup/people', { schema: { summary: 'Adds people by their two addresses', tags, body: peopleBody, response }, config }, async ({ body }) => answer(await setup().addPeople(body.people)))

  const listBody = z.strictObject({ list: z.base64().max(2_000_000).meta({ description: 'A CSV file: DingTalk address, Outlook address, perhaps name and wave' }), dryRun: z.boolean().default(true) })
  const listAnswer = z.object({ people: z.array(z.object({ name: z.string(), left: z.string(), right: z.string(), wave: z.string().optional() })), bad: z.array(z.object({ line: z.int(), problem: z.enum(PROBLEMS), other: z.int().optional() })) })
  router.post('/setup/list', { schema: { summary: 'Reads a list of people; adds those whose lines are right, unless it is a dry run', tags, body: listBody, response: { 200: listAnswer } }, config, bodyLimit: 3_000_000 }, async ({ body }) => {
    const { people, bad } = await setup().addList(Buffer.from(body.list, 'base64'), body.dryRun)
    return { people: [...people], bad: [...bad] }
  })

  const matchBody = z.strictObject({ left: z.string().max(500_000), right: z.string().max(500_000) })
  const matchAnswer = z.object({ pairs: z.array(z.object({ left: z.string(), right: z.string() })), left: z.array(z.string()), right: z.array(z.string()), wrong: z.array(z.string()) })
  router.post('/setup/match', { schema: { summary: 'Which addresses of two lists belong together; adds nobody', tags, body: matchBody, response: { 200: matchAnswer } }, config, bodyLimit: 1_500_000 }, async ({ body }) => {
    const { pairs, left, right, wrong } = setup().match(body)
    return { pairs: [...pairs], left: [...left], right: [...right], wrong: [...wrong] }
  })

  const params = z.object({ name: pairName })
  router.delete('/setup/people/:name', { schema: { summary: 'Takes somebody out of the set-up', tags, params, response }, config }, async ({ params: { name } }) => answer(await setup().removePerson(name)))
  router.put('/setup/people/:name/password', { schema: { summary: 'Takes a client-specific password and tries it once', tags, params, body: z.strictObject({ password: secret }), response }, config }, async ({ params: { name }, body }, reply) =>
    answer(await setup().givePassword(name, body.password, signalOf(reply))))
  router.post('/setup/people/:name/check', { schema: { summary: 'Asks both clouds about somebody', tags, params, response }, config }, async ({ params: { name } }, reply) => answer(await setup().check(name, signalOf(reply))))

  const inviteBody = z.strictObject({ names: z.array(pairName).min(1).max(5000), days: z.int().min(1).max(60).default(7) })
  const inviteAnswer = z.object({ links: z.array(z.object({ name: z.string(), path: z.string().meta({ description: 'To be put behind the address of Tongbu. It is told this once' }), expiresAt: time })) })
  router.post('/setup/invites', { schema: { summary: 'One-time links by which people give their own client-specific password', tags, body: inviteBody, response: { 200: inviteAnswer } }, config }, async ({ body }) => ({
    links: (await setup().invite(body.names, body.days)).map(({ name, token, expiresAt }) => ({ name, path: `/invite#${token}`, expiresAt: tell(expiresAt) })),
  }))

  router.put('/setup/policy', { schema: { summary: 'What is carried, and what never happens', tags, body: z.strictObject(policyFields), response }, config }, async ({ body }) => answer(await setup().policy(body)))

  const planAnswer = z.object({ file: z.string(), isNew: z.boolean(), pairs: z.array(z.string()), text: z.string().meta({ description: 'The whole configuration; secrets are sealed in it' }) })
  router.get('/setup/plan', { schema: { summary: 'What would be written', tags, response: { 200: planAnswer } }, config }, async () => {
    const { pairs, ...plan } = await setup().plan()
    return { ...plan, pairs: [...pairs] }
  })
  router.post('/setup/finish', { schema: { summary: 'Writes the configuration with everybody who is ready, and runs it', tags, response: { 200: z.object({ pairs: z.array(z.string()) }) } }, config }, async () => {
    const { config: written, pairs } = await setup().write()
    await become(written)
    return { pairs: [...pairs] }
  })
  router.get('/setup/backup-key', { schema: { summary: 'The key of the backup that the set-up has made', description: 'Until somebody says that a copy of it is kept; then it is told no more.', tags, response: { 200: z.object({ key: backupKey.optional() }) } }, config }, async (_request, reply) => {
    const key = await setup().backupKey()
    return reply.header('cache-control', 'no-store').send(key === undefined ? {} : { key })
  })
  router.post('/setup/backup-key/kept', { schema: { summary: 'Say that a copy of that key is kept elsewhere', tags, body: z.strictObject({}), response }, config }, async (request) => answer(await setup().keptBackupKey(whoAsks(request))))
  router.delete('/setup', { schema: { summary: 'Forgets what was given; the configuration stays', tags, response }, config }, async () => answer(await setup().clear()))
}
