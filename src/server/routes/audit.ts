import { z } from 'zod'
import { Readable } from 'node:stream'
import { AUDIT_FORMATS, recordLines, TooManyRecords, type RecordsMeant } from '../../audit/records.ts'
import { INSTALLATION } from '../../domain/installation.ts'
import type { AuditLink } from '../../store/store.ts'
import type { Language } from '../../words/languages.ts'
import { beginJob } from '../begin-job.ts'
import { whoOf } from '../plugins/sessions.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import type { SafetyOptions } from '../safety-options.ts'
import { whoAsks } from '../who-asks.ts'
import { began, moment } from './shapes.ts'

const record = z
  .object({
    pair: z.string(),
    seq: z.int().meta({ description: 'Its place in the chain of its pair' }),
    at: z.string(),
    run: z.string(),
    kind: z.string(),
    on: z.enum(['left', 'right']).optional(),
    item: z.string().optional(),
    binding: z.string().optional(),
    reason: z.string(),
    detail: z.string().optional(),
    by: z.string().optional(),
    request: z.string().optional().meta({ description: 'The id of the request at the cloud' }),
    hash: z.string(),
  })
  .meta({ id: 'AuditRecord' })

const narrowing = {
  pair: z.string().max(200).optional().meta({ description: 'Only this pair, also one that is no longer configured; `@tongbu`: what was done with Tongbu itself' }),
  kind: z.string().max(100).optional(),
  by: z.string().max(200).optional().meta({ description: 'Part of the name of the person' }),
  run: z.string().max(200).optional(),
  item: z.string().max(200).optional(),
  since: moment.optional(),
  until: moment.optional(),
}

const searched = z.strictObject({ ...narrowing, limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.string().max(20_000).optional() })

/** The record of everything that was done. */
export function auditRoutes(router: Router, options: SafetyOptions): void {
  const { app } = options
  const chains = async (): Promise<readonly string[]> => (await (await app().audit()).heads()).map(({ pair }) => pair)

  router.get('/audit', { schema: { summary: 'What was done, the newest first', tags: ['audit'], querystring: searched, response: { 200: z.object({ records: z.array(record), next: z.string().optional() }) } }, config: { needs: 'read' } }, async ({ query: { limit, cursor, ...asked } }) => {
    const trail = await app().audit()
    const { pair, ...query } = meant(asked)
    const pairs = pair === undefined ? await chains() : [pair]
    const before = cursor === undefined ? {} : placesIn(cursor)
    const found = await Promise.all(pairs.map(async (each) => (await trail.search(each, { ...query, most: limit + 1, isNewestFirst: true, ...(before[each] === undefined ? {} : { before: before[each] }) })).map((link) => ({ pair: each, ...link }))))
    const all = newestFirst(found)
    const shown = all.slice(0, limit)
    const next = { ...before, ...Object.fromEntries(shown.map((each) => [each.pair, each.seq])) }
    return { records: shown.map(recordShown), ...(all.length > limit ? { next: Buffer.from(JSON.stringify(next)).toString('base64url') } : {}) }
  })

  router.get('/audit/chains', { schema: { summary: 'How far the chain of each pair has come, and where its head was told', tags: ['audit'], response: { 200: z.object({ chains: z.array(z.object({ pair: z.string(), records: z.int(), head: z.string() })), tellings: z.array(z.object({ place: z.string(), toldAt: z.string().optional(), problem: z.string().optional() })) }) } }, config: { needs: 'read' } }, async () => {
    const trail = await app().audit()
    const tellings = await trail.tellings()
    const at = (ms: number | undefined) => (ms === undefined ? {} : { toldAt: new Date(ms).toISOString() })
    return { chains: [...(await trail.heads())], tellings: tellings.map(({ place, toldAt, problem }) => ({ place, ...at(toldAt), ...(problem === undefined ? {} : { problem }) })) }
  })

  router.post('/audit/verification', { schema: { summary: 'Compute every link of every chain anew', tags: ['audit'], response: { 202: began } }, config: { needs: 'read' } }, async (request, reply) => {
    const job = beginJob(options, 'audit-verify', { by: whoAsks(request), wish: {} }, async ({ signal, tell }) => {
      const trail = await app().audit()
      const verdicts = []
      const all = await chains()
      for (const [done, pair] of all.entries()) {
        signal.throwIfAborted()
        tell({ phase: 'verifying', done, total: all.length })
        const { missing, ...verdict } = await trail.verify(pair)
        verdicts.push({ pair, ...verdict, ...(missing === undefined ? {} : { missing: [...missing] }) })
      }
      return { chains: verdicts }
    })
    return reply.code(202).send(job)
  })

  router.get('/audit/export', { schema: { summary: 'The record as a file: lines of JSON, a spreadsheet, or for printing', tags: ['audit'], querystring: z.strictObject({ ...narrowing, format: z.enum(AUDIT_FORMATS).default('jsonl') }), produces: ['application/jsonl', 'text/csv', 'application/pdf'] }, config: { needs: 'read' } }, async (request, reply) => {
    const { format, ...asked } = request.query
    const trail = await app().audit()
    const { pair, ...query } = meant(asked)
    const pairs = pair === undefined ? await chains() : [pair]
    const day = new Date(options.now()).toISOString().slice(0, 10)
    reply.header('content-disposition', `attachment; filename="tongbu-audit-${day}.${format}"`).header('cache-control', 'no-store').type(TYPES[format])
    if (format !== 'pdf') return reply.send(Readable.from(recordLines(trail, pairs, query, format)))
    return reply.send(await printed(options, pairs, query, whoOf(request).language))
  })
}

const TYPES = { jsonl: 'application/jsonl; charset=utf-8', csv: 'text/csv; charset=utf-8', pdf: 'application/pdf' } as const

async function printed({ app, now, version }: SafetyOptions, pairs: readonly string[], query: RecordsMeant, language: Language): Promise<Buffer> {
  const { printAudit } = await import('../../audit/print-audit.ts')
  const pieces: Uint8Array[] = []
  const clouds = (name: string) => app().pairs().find((pair) => pair.name === name) ?? { name, left: name === INSTALLATION ? 'Tongbu' : 'dingtalk', right: name === INSTALLATION ? 'Tongbu' : 'outlook' }
  try {
    await printAudit({ trail: await app().audit(), pairs: pairs.map(clouds), query, installation: 'this installation', version, language, at: now(), signal: new AbortController().signal, write: (bytes) => void pieces.push(bytes) })
  } catch (error) {
    throw error instanceof TooManyRecords ? new ApiError('TOO_MUCH', `${error.message} Narrow it by pair, time or kind, or take the spreadsheet, which has no limit.`) : error
  }
  return Buffer.concat(pieces)
}

type Asked = { readonly [Name in keyof typeof narrowing]?: string | undefined }

function meant({ kind, pair, ...rest }: Asked): RecordsMeant & { readonly pair?: string } {
  const given = Object.fromEntries(Object.entries({ pair, ...rest }).filter(([, value]) => value !== undefined && value !== ''))
  return { ...given, ...(kind === undefined || kind === '' ? {} : { kind: kind as NonNullable<RecordsMeant['kind']> }) }
}

/** Records of several chains as one list; each chain stays in its own order, whatever its clock said. */
function newestFirst(chains: readonly (readonly (AuditLink & { readonly pair: string })[])[]): (AuditLink & { readonly pair: string })[] {
  const rest = chains.map((chain) => [...chain])
  const all: (AuditLink & { readonly pair: string })[] = []
  for (;;) {
    const [newest] = rest.filter(({ length }) => length > 0).sort((a, b) => ((a[0]?.at ?? '') < (b[0]?.at ?? '') ? 1 : -1))
    const next = newest?.shift()
    if (next === undefined) return all
    all.push(next)
  }
}

/** @throws {ApiError} `BAD_REQUEST` */
function placesIn(cursor: string): Readonly<Record<string, number>> {
  try {
    return z.record(z.string(), z.int()).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new ApiError('BAD_REQUEST', undefined, [{ at: 'cursor', message: 'is none of this list' }])
  }
}

const recordShown = ({ token: _token, tookMs: _took, ...shown }: AuditLink & { readonly pair: string }): z.input<typeof record> => shown
