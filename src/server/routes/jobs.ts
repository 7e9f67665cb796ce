import { once } from 'node:events'
import { z } from 'zod'
import { SyncError } from '../../domain/errors.ts'
import type { Job, Jobs } from '../../host/jobs.ts'
import { JOB_KINDS, RESULTS, type JobKind } from '../job-results.ts'
import { ApiError, problemOf, problemSchema, type Problem } from '../problem.ts'
import type { Router } from '../router.ts'
import { whoAsks } from '../who-asks.ts'

export interface JobRoutesOptions {
  readonly jobs: Jobs
}

const common = {
  id: z.string(),
  pair: z.string().optional(),
  by: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  progress: z.object({ phase: z.string(), done: z.int(), total: z.int().optional(), endsAt: z.iso.datetime().optional().meta({ description: 'When it will be done, as far as can be told' }) }).optional(),
  problem: problemSchema.optional(),
  file: z.object({ name: z.string(), type: z.string(), bytes: z.int() }).optional().meta({ description: 'What it made, at /jobs/{id}/file' }),
}

const ofKind = <Kind extends JobKind>(kind: Kind) => z.object({ kind: z.literal(kind), ...common, result: RESULTS[kind].optional() })

const [first, ...others] = JOB_KINDS
const job = z.discriminatedUnion('kind', [ofKind(first), ...others.map(ofKind)]).meta({ id: 'Job' })

const params = z.object({ job: z.string() })

/** Long work that a person began: it goes on when the browser is closed, and not when Tongbu ends. */
export function jobRoutes(router: Router, { jobs }: JobRoutesOptions): void {
  const find = (id: string): Job => {
    const found = jobs.find(id)
    if (found === undefined) throw new ApiError('NOT_THERE', 'There is no such work, or it ended too long ago, or the service was started anew since.')
    return found
  }
  router.get('/jobs', { schema: { summary: 'Long work that is under way or ended in the last hour, the newest first', tags: ['jobs'], querystring: z.strictObject({ pair: z.string().optional(), kind: z.enum(JOB_KINDS).optional() }), response: { 200: z.object({ jobs: z.array(job) }) } }, config: { needs: 'read' } }, async (request) => {
    const { pair, kind } = request.query
    const meant = jobs.all().filter((each) => (pair === undefined || each.pair === pair) && (kind === undefined || each.kind === kind))
    return { jobs: meant.map((each) => shown(each, whoAsks(request))) }
  })

  router.get('/jobs/:job', { schema: { summary: 'How far some long work is, and what came out', tags: ['jobs'], params, response: { 200: job } }, config: { needs: 'read' } }, async (request) => shown(find(request.params.job), whoAsks(request)))

  router.get('/jobs/:job/events', { schema: { summary: 'The same whenever it changes (server-sent events)', tags: ['jobs'], params, produces: ['text/event-stream'] }, config: { needs: 'read' } }, async (request, reply) => {
    const { id } = find(request.params.job)
    const ending = new AbortController()
    request.raw.once('close', () => ending.abort(new Error('the connection ended')))
    reply.hijack()
    const { raw } = reply
    try {
      raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-accel-buffering': 'no' })
      for await (const each of jobs.follow(id, ending.signal)) {
        if ((await request.mayStill?.()) === false) break
        const text = JSON.stringify(job.parse(shown(each, whoAsks(request))))
        if (!raw.write(`data: ${text}\n\n`)) await once(raw, 'drain', { signal: ending.signal })
      }
    } catch {
      // Whoever listens asks again.
    } finally {
      raw.end()
    }
  })

  router.get('/jobs/:job/file', { schema: { summary: 'The file that some long work made', tags: ['jobs'], params, produces: ['application/x-tar'] }, config: { needs: 'administer' } }, async (request, reply) => {
    const { file, by } = find(request.params.job)
    if (file === undefined || by !== whoAsks(request)) throw new ApiError('NOT_THERE', 'It made no file, or one for somebody else.')
    return reply.type(file.type).header('content-disposition', `attachment; filename="${file.name}"`).header('content-length', file.content.size).header('cache-control', 'no-store').send(file.content.open())
  })

  router.delete('/jobs/:job', { schema: { summary: 'End some long work: what it has done stays, and asking again does the rest', tags: ['jobs'], params, response: { 204: z.null() } }, config: { needs: 'operate' } }, async ({ params: { job: id } }, reply) => {
    find(id)
    jobs.cancel(id)
    return reply.code(204).send(null)
  })
}

/** Results that only whoever began it is shown: an erasure tells them a secret. */
const PRIVATE: ReadonlySet<string> = new Set<JobKind>(['erase', 'person-export', 'erasure-plan'])

const at = (ms: number): string => new Date(ms).toISOString()

/** For `reader`. The schema takes what fits the kind. */
function shown({ id, kind, pair, by, state, startedAt, endedAt, progress, result, error, file }: Job, reader: string): z.input<typeof job> {
  const isShown = !PRIVATE.has(kind) || by === reader
  const plain = {
    ...{ id, kind, by, state, startedAt: at(startedAt) },
    ...(pair === undefined ? {} : { pair }),
    ...(endedAt === undefined ? {} : { endedAt: at(endedAt) }),
    ...(progress === undefined ? {} : { progress: { phase: progress.phase, done: progress.done, ...(progress.total === undefined ? {} : { total: progress.total }), ...(progress.endsAt === undefined ? {} : { endsAt: at(progress.endsAt) }) } }),
    ...(error === undefined ? {} : { problem: problemShown(error) }),
    ...(result === undefined || !isShown ? {} : { result }),
    ...(file === undefined || !isShown ? {} : { file: { name: file.name, type: file.type, bytes: file.content.size } }),
  }
  return plain as z.input<typeof job>
}

const problemShown = (error: unknown): Problem => problemOf(error instanceof SyncError || error instanceof ApiError ? error : new ApiError('FAILED'))
