import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { tarFolder } from '../../backup/tar-folder.ts'
import { INSTALLATION } from '../../domain/installation.ts'
import { spoolOf } from '../../platform/spool.ts'
import { beginJob } from '../begin-job.ts'
import { signalOf } from '../caller-gone.ts'
import { knownPair } from '../known-pair.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import { defined, type SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'
import { began, moment, side } from './shapes.ts'

const person = z.object({ name: z.string(), address: z.string() })

const found = z
  .object({
    ref: z.string(),
    pair: z.string(),
    receivedAt: z.string(),
    archivedAt: z.string(),
    size: z.int(),
    places: z.array(z.object({ side, folder: z.string() })),
    subject: z.string(),
    from: z.array(person),
    to: z.array(person),
    attachments: z.array(z.string()),
    isUnreadable: z.boolean(),
  })
  .meta({ id: 'ArchivedMessage' })

const opened = found.extend({ cc: z.array(person), sentAt: z.string().optional(), text: z.string().optional(), holds: z.array(z.string()).meta({ description: 'Legal holds that keep it' }) }).meta({ id: 'OpenedArchivedMessage' })

const query = {
  words: z.array(z.string().trim().min(1).max(200)).max(20).optional(),
  pair: z.string().max(200).optional(),
  from: z.string().max(500).optional(),
  to: z.string().max(500).optional(),
  subject: z.string().max(500).optional(),
  folder: z.string().max(2000).optional(),
  since: moment.optional(),
  until: moment.optional(),
  hasAttachment: z.boolean().optional(),
}

const hold = z
  .object({
    name: z.string(),
    pair: z.string().optional(),
    address: z.string().optional(),
    since: z.string().optional(),
    until: z.string().optional(),
    by: z.string(),
    because: z.string(),
    at: z.string(),
    ended: z.object({ at: z.string(), by: z.string(), because: z.string() }).optional(),
  })
  .meta({ id: 'LegalHold' })

const because = z.string().trim().min(1).max(500)

/** The archive, where there is one. Whoever is shown content, or a list of messages, is recorded first. */
export function archiveRoutes(router: Router, options: SafetyOptions): void {
  const { app } = options
  const archive = () => {
    const it = app().backups().archive
    if (!it.isConfigured) throw new ApiError('NOT_THERE', 'There is no archive: the configuration has no `archive`.')
    return it
  }
  /** Whoever may read all of the archive may read that of a pair. */
  const mayRead = async (request: FastifyRequest, pair = INSTALLATION): Promise<void> => {
    const ask = (of: string): Promise<void> => options.agreed(request, { deed: 'archive-read', pair: of, about: '' })
    await ask(pair).catch(async (refused: unknown) => {
      if (pair === INSTALLATION) throw refused
      await ask(INSTALLATION).catch(() => {
        throw refused
      })
    })
  }
  const holdsShown = async () => [...(await archive().holds())]

  router.get('/archive', { schema: { summary: 'Whether there is an archive, and its legal holds', tags: ['archive'], response: { 200: z.object({ isConfigured: z.boolean(), holds: z.array(hold) }) } }, config: { needs: 'read' } }, async () => {
    const { isConfigured } = app().backups().archive
    return { isConfigured, holds: isConfigured ? await holdsShown() : [] }
  })

  const searched = z.strictObject({ ...query, limit: z.int().min(1).max(200).default(50) })
  router.post('/archive/search', { schema: { summary: 'Find messages; who looked is recorded first', description: 'Sent as a body, so that what is looked for is in no log of addresses.', tags: ['archive'], body: searched, response: { 200: z.object({ messages: z.array(found), isAll: z.boolean() }) } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { limit, ...asked } = request.body
    await mayRead(request, asked.pair)
    const { messages, isAll } = await archive().search(defined(asked), { most: limit, by: whoAsks(request), signal: signalOf(reply) })
    reply.header('cache-control', 'no-store')
    return { messages: messages.map(foundShown), isAll }
  })

  router.get('/archive/messages/:ref', { schema: { summary: 'Read one message; who did is recorded first', tags: ['archive'], params: z.object({ ref: z.string() }), response: { 200: opened } }, config: { needs: 'administer' } }, async (request, reply) => {
    const signal = signalOf(reply)
    const { pair } = await archive().locate(request.params.ref, { signal })
    await mayRead(request, pair)
    const message = await archive().show(request.params.ref, { by: whoAsks(request), signal })
    const { cc, sentAt, text, holds } = message
    reply.header('cache-control', 'no-store')
    return { ...foundShown(message), cc: people(cc), holds: [...holds], ...(sentAt === undefined ? {} : { sentAt }), ...(text === undefined ? {} : { text: text.slice(0, TEXT_SHOWN) }) }
  })

  const exportBody = z.strictObject({ ...query, format: z.enum(['eml', 'mbox', 'jsonl', 'pdf']) })
  router.post('/archive/exports', { schema: { summary: 'Messages of the archive as a file, which the job keeps', tags: ['archive'], body: exportBody, response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { format, ...asked } = request.body
    await mayRead(request, asked.pair)
    const by = whoAsks(request)
    const it = archive()
    const job = beginJob(options, 'archive-export', { by, wish: request.body }, async ({ signal, tell, keep }) => {
      const out = spoolOf()
      const folder = tarFolder((bytes) => out.write(bytes))
      const exported = await it.export(defined(asked), { to: folder, format, by, creator: `Tongbu ${options.version}`, signal, onProgress: (done, total) => tell({ phase: 'exporting', done, total }) })
      await folder.finish()
      keep({ name: `tongbu-archive-${format}.tar`, type: 'application/x-tar', content: await out.end() })
      return { ...exported }
    })
    return reply.code(202).send(job)
  })

  const newHold = z.strictObject({ name: z.string().trim().min(1).max(100), pair: z.string().optional(), address: z.string().max(320).optional(), since: moment.optional(), until: moment.optional(), because })
  router.post('/archive/holds', { schema: { summary: 'Keep what it covers, whatever retention says, until it is ended', tags: ['archive'], body: newHold, response: { 201: z.object({ hold, covered: z.int().meta({ description: 'Messages that it covers now' }) }) } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { name, because: why, ...narrowing } = request.body
    if (narrowing.pair !== undefined) knownPair(app(), narrowing.pair)
    const { covered, ...made } = await archive().addHold({ name, because: why, by: whoAsks(request), ...defined(narrowing) }, { signal: signalOf(reply) })
    return reply.code(201).send({ hold: made, covered })
  })

  router.post('/archive/holds/:name/end', { schema: { summary: 'End a legal hold', tags: ['archive'], params: z.object({ name: z.string() }), body: z.strictObject({ because }), response: { 200: hold } }, config: { needs: 'administer' } }, async (request) => archive().endHold(request.params.name, { by: whoAsks(request), because: request.body.because }))
}

/** Characters of a text. */
const TEXT_SHOWN = 50_000

type Found = Awaited<ReturnType<ReturnType<ReturnType<SafetyOptions['app']>['backups']>['archive']['search']>>['messages'][number]

const people = (those: Found['from']): z.input<typeof person>[] => those.map(({ name, address }) => ({ name, address }))

const foundShown = ({ ref, pair, receivedAt, archivedAt, size, places, subject, from, to, attachments, isUnreadable }: Omit<Found, 'copies'>): z.input<typeof found> => ({
  ...{ ref, pair, receivedAt, archivedAt, size, subject, isUnreadable: isUnreadable === true },
  places: places.map(({ side: on, folder }) => ({ side: on, folder })),
  from: people(from),
  to: people(to),
  attachments: [...attachments],
})
