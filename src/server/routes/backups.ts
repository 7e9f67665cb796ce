import { z } from 'zod'
import { tarStream } from '../../backup/tar-folder.ts'
import { SyncError } from '../../domain/errors.ts'
import { createPointMail, type PointMessage } from '../../point-mail.ts'
import { beginJob } from '../begin-job.ts'
import { knownPair } from '../known-pair.ts'
import type { Router } from '../router.ts'
import { defined, type SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'
import { backupKey, pointShown, restorePoint } from './backup-shapes.ts'
import { began, moment, side } from './shapes.ts'

const DAMAGE_SHOWN = 200
const inPoint = z.object({ point: z.string() })

const standing = z.object({
  state: z.enum(['none', 'not-begun', 'ready', 'broken']).meta({ description: '`none`: the configuration names no backup; `not-begun`: there is no key yet; `broken`: it cannot be used' }),
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  folder: z.string().optional(),
  keyFile: z.string().optional(),
  recipient: z.string().optional().meta({ description: 'The public half of the key' }),
  verified: z.object({ at: z.string(), isWhole: z.boolean() }).optional(),
  keyCopyShown: z.object({ at: z.string(), by: z.string().optional() }).optional(),
  keyWaits: z.boolean().optional().meta({ description: 'The key was made here, and nobody has said yet that a copy of it is kept' }),
  pairs: z.array(z.object({ pair: z.string(), last: restorePoint.optional(), isLate: z.boolean() })),
})

const pointMessage = z
  .object({
    id: z.string(),
    side,
    folder: z.string(),
    receivedAt: z.string(),
    size: z.int().optional().meta({ description: 'In bytes; absent where it has no content' }),
    read: z.boolean(),
    flag: z.enum(['none', 'flagged', 'complete']),
    roleClass: z.enum(['received', 'sent', 'draft']),
  })
  .meta({ id: 'PointMessage' })

const person = z.object({ name: z.string(), address: z.string() })
const openedMessage = pointMessage.extend({ subject: z.string(), from: z.array(person), to: z.array(person), cc: z.array(person), sentAt: z.string().optional(), attachments: z.array(z.string()), text: z.string().optional() }).meta({ id: 'OpenedPointMessage' })

/** Restore points of both mailboxes of each pair. */
export function backupRoutes(router: Router, options: SafetyOptions): void {
  const { app } = options
  const backups = () => app().backups()
  const mail = () => createPointMail({ backups: backups(), audit: () => app().audit() })

  router.get('/backups', { schema: { summary: 'How the backup stands', tags: ['backups'], response: { 200: standing } }, config: { needs: 'read' } }, async () => standingOf(options))

  router.post('/backups', { schema: { summary: 'Make the folder and the key of the backup', description: 'The secret half of the key is told, to be kept elsewhere, until somebody says that it is.', tags: ['backups'], response: { 201: backupKey } }, config: { needs: 'administer' } }, async (_request, reply) => {
    const made = await backups().init({ untilKept: true })
    return reply.code(201).header('cache-control', 'no-store').send(made)
  })

  router.get('/backups/key', { schema: { summary: 'The key of the backup that was made here', description: 'Until somebody says that a copy of it is kept; then it is told no more.', tags: ['backups'], response: { 200: z.object({ key: backupKey.optional() }) } }, config: { needs: 'administer' } }, async (_request, reply) => {
    const key = await backups().waitingKey()
    return reply.header('cache-control', 'no-store').send(key === undefined ? {} : { key })
  })

  router.post('/backups/key-copy', { schema: { summary: 'Show that a copy of the key is kept elsewhere', tags: ['backups'], body: z.strictObject({ words: z.string().min(12).max(5000).meta({ description: 'The last 12 characters of the copy, or all of it' }) }), response: { 200: z.object({ isCopy: z.boolean() }) } }, config: { needs: 'administer' } }, async (request) => ({ isCopy: await backups().showKeyCopy({ words: request.body.words }, whoAsks(request)) }))

  router.post('/backups/key-kept', { schema: { summary: 'Say that a copy of the key is kept elsewhere', description: 'Written into the audit. What the gate asks for is that a copy is shown.', tags: ['backups'], body: z.strictObject({}), response: { 204: z.null() } }, config: { needs: 'administer' } }, async (request, reply) => {
    await backups().keyKept(whoAsks(request))
    return reply.code(204).send(null)
  })

  const page = z.strictObject({ pair: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().optional() })
  router.get('/backups/points', { schema: { summary: 'Restore points, the newest first', tags: ['backups'], querystring: page, response: { 200: z.object({ points: z.array(restorePoint), next: z.string().optional() }) } }, config: { needs: 'read' } }, async ({ query: { pair, limit, cursor } }) => {
    const keyOf = ({ takenAt, id }: { readonly takenAt: string; readonly id: string }): string => `${takenAt} ${id}`
    const all = (await (await backups().repository()).points(pair)).toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1)).filter((point) => cursor === undefined || keyOf(point) < cursor)
    const shown = all.slice(0, limit)
    const last = shown.at(-1)
    return { points: shown.map(pointShown), ...(last === undefined || all.length === shown.length ? {} : { next: keyOf(last) }) }
  })

  router.post('/backups/points', { schema: { summary: 'Take a restore point of a pair now', tags: ['backups'], body: z.strictObject({ pair: z.string(), pinned: z.boolean().default(false) }), response: { 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const { pinned } = request.body
    const { name: pair } = knownPair(app(), request.body.pair)
    const by = whoAsks(request)
    const job = beginJob(options, 'back-up', { pair, by, wish: { pinned } }, async ({ signal, tell }) => {
      const { point, read, known, bytes, unreadable, vanished } = await backups().take(pair, { why: 'asked', pinned, by, signal, onProgress: ({ phase, ...rest }) => tell({ phase, ...rest }) })
      return { point: pointShown(point), read, known, bytes, unreadable: unreadable.length, vanished }
    })
    return reply.code(202).send(job)
  })

  router.post('/backups/verification', { schema: { summary: 'Read the whole backup back', tags: ['backups'], response: { 202: began } }, config: { needs: 'operate' } }, async (request, reply) => {
    const job = beginJob(options, 'verify', { by: whoAsks(request), wish: {} }, async ({ signal, tell }) => {
      const proof = await backups().verify({ signal, onProgress: (done, total) => tell({ phase: 'reading-back', done, total }) })
      return { ...proof, damage: proof.damage.slice(0, DAMAGE_SHOWN) }
    })
    return reply.code(202).send(job)
  })

  router.post('/backups/prune', { schema: { summary: 'Drop restore points that `backup.keep` does not keep', tags: ['backups'], body: z.strictObject({ isDryRun: z.boolean() }), response: { 202: began } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { isDryRun } = request.body
    const by = whoAsks(request)
    const job = beginJob(options, 'prune', { by, wish: { isDryRun } }, async ({ signal, tell }) => {
      const { dropped, ...report } = await backups().prune({ isDryRun, by, signal, onProgress: (done, total) => tell({ phase: 'pruning', done, total }) })
      return { isDryRun, ...report, dropped: dropped.map(pointShown) }
    })
    return reply.code(202).send(job)
  })

  router.patch('/backups/points/:point', { schema: { summary: 'Keep a restore point whatever its age, or no longer', tags: ['backups'], params: inPoint, body: z.strictObject({ pinned: z.boolean() }), response: { 200: restorePoint } }, config: { needs: 'operate' } }, async (request) => pointShown(await backups().pin(request.params.point, request.body.pinned, whoAsks(request))))

  const exportQuery = z.strictObject({ format: z.enum(['eml', 'mbox', 'maildir']).default('eml'), side: side.optional() })
  router.get('/backups/points/:point/export', { schema: { summary: 'A restore point as plain mail, in an archive (tar) that is made while it is sent', tags: ['backups'], params: inPoint, querystring: exportQuery, produces: ['application/x-tar'] }, config: { needs: 'administer' } }, async (request, reply) => {
    const { point: id } = request.params
    const { format, side: only } = request.query
    // An answer that has begun cannot become an error.
    const point = await (await backups().repository()).point(id)
    await options.agreed(request, { deed: 'archive-read', pair: point.pair, about: '' })
    const by = whoAsks(request)
    const stream = tarStream((to, signal) => backups().export({ point: id, to, format, by, signal, ...(only === undefined ? {} : { side: only }) }))
    return reply.type('application/x-tar').header('content-disposition', `attachment; filename="tongbu-${point.id}-${format}.tar"`).header('cache-control', 'no-store').send(stream)
  })

  router.get('/backups/points/:point/folders', { schema: { summary: 'The folders of a restore point', tags: ['backups'], params: inPoint, response: { 200: z.object({ left: z.array(z.string()), right: z.array(z.string()) }) } }, config: { needs: 'operate' } }, async ({ params }) => {
    const { left, right } = await mail().folders(params.point)
    return { left: [...left], right: [...right] }
  })

  const listQuery = z.strictObject({ side: side.optional(), folder: z.string().max(2000).optional(), since: moment.optional(), until: moment.optional(), limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.coerce.number().int().min(0).default(0) })
  router.get('/backups/points/:point/messages', { schema: { summary: 'The messages of a restore point, by what is known without opening them', tags: ['backups'], params: inPoint, querystring: listQuery, response: { 200: z.object({ messages: z.array(pointMessage), next: z.string().optional() }) } }, config: { needs: 'operate' } }, async ({ params, query: { limit, cursor, ...narrowing } }) => {
    const { messages, isAll } = await mail().list(params.point, { ...defined(narrowing), after: cursor, most: limit })
    return { messages: messages.map(messageShown), ...(isAll ? {} : { next: String(cursor + messages.length) }) }
  })

  router.post('/backups/points/:point/messages/opened', { schema: { summary: 'Open one message of a restore point; who did is recorded first', tags: ['backups'], params: inPoint, body: z.strictObject({ side, id: z.string().max(2000) }), response: { 200: openedMessage } }, config: { needs: 'administer' } }, async (request, reply) => {
    const { pair } = await (await backups().repository()).point(request.params.point)
    await options.agreed(request, { deed: 'archive-read', pair, about: '' })
    const { subject, from, to, cc, sentAt, attachments, text, ...message } = await mail().show(request.params.point, request.body, whoAsks(request))
    const people = (those: typeof from) => those.map(({ name, address }) => ({ name, address }))
    reply.header('cache-control', 'no-store')
    return { ...messageShown(message), subject, from: people(from), to: people(to), cc: people(cc), attachments: [...attachments], ...(sentAt === undefined ? {} : { sentAt }), ...(text === undefined ? {} : { text: text.slice(0, TEXT_SHOWN) }) }
  })
}

/** Characters of a text. */
const TEXT_SHOWN = 20_000

const messageShown = ({ id, side: on, folder, receivedAt, size, marks: { read, flag }, roleClass }: PointMessage): z.input<typeof pointMessage> => ({ id, side: on, folder, receivedAt, read, flag, roleClass, ...(size === undefined ? {} : { size }) })

async function standingOf({ app }: SafetyOptions): Promise<z.input<typeof standing>> {
  const backups = app().backups()
  const names = app().pairs().map(({ name }) => name)
  const nothing = names.map((pair) => ({ pair, isLate: true }))
  if (!backups.isConfigured) return { state: 'none', pairs: nothing }
  try {
    const place = await backups.place()
    const each = await Promise.all(names.map(async (pair) => ({ pair, ...(await backups.standing(pair)) })))
    const { verified, keyCopyShown } = each[0] ?? {}
    return {
      state: 'ready',
      ...place,
      ...(verified === undefined ? {} : { verified }),
      ...(keyCopyShown === undefined ? {} : { keyCopyShown }),
      keyWaits: (await backups.waitingKey()) !== undefined,
      pairs: each.map(({ pair, last, isLate }) => ({ pair, isLate, ...(last === undefined ? {} : { last: pointShown(last) }) })),
    }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    const hasNoKey = error.code === 'BACKUP_KEY' && error.message.startsWith('There is no key file')
    return { state: hasNoKey ? 'not-begun' : 'broken', problem: { code: error.code, message: error.message }, pairs: nothing }
  }
}
