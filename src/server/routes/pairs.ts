import { z } from 'zod'
import type { App } from '../../app.ts'
import { DEAF_CODES } from '../../domain/deaf.ts'
import { ERROR_CODES, isErrorCode } from '../../domain/error-codes.ts'
import { knownPair, pairParams } from '../known-pair.ts'
import type { Router } from '../router.ts'
import { side } from './shapes.ts'

export interface PairsOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'status' | 'runs' | 'decisions'>
}

export const STATES = ['new', 'in-step', 'behind', 'waiting', 'decide', 'gate', 'sign-in', 'stuck', 'paused'] as const

const summaryFields = {
  name: z.string(),
  left: z.enum(['dingtalk', 'imap']),
  right: z.enum(['outlook']),
  state: z.enum(STATES).meta({ description: 'How it stands. `new`: the service has not looked at it yet.' }),
  since: z.iso.datetime().optional(),
  code: z.string().optional().meta({ description: 'Why, where an error is why: a code of docs/errors.md' }),
  message: z.string().optional(),
  inStepAt: z.iso.datetime().optional().meta({ description: 'When a run last began that ended with nothing left to do' }),
  messages: z.int().meta({ description: 'Messages that both sides hold' }),
  holds: z.int(),
  setAside: z.int(),
}

const pairSummary = z.object(summaryFields).meta({ id: 'PairSummary' })

const hold = z
  .object({
    id: z.string().meta({ description: 'Stays the same while the same operations are held' }),
    on: z.enum(['left', 'right']).meta({ description: 'The side where messages would go to trash' }),
    operations: z.int(),
    reason: z.enum(['too-many', 'side-empty', 'folder-unavailable']),
  })
  .meta({ id: 'Hold' })

const finding = z.object({ kind: z.string(), code: z.string(), on: z.enum(['left', 'right']).optional(), message: z.string(), count: z.int() }).meta({ id: 'Finding' })

const counts = z.object({ left: z.int(), right: z.int(), both: z.int(), differ: z.int(), departed: z.int(), deleted: z.int(), underWay: z.int() })

const pairDetail = z
  .object({
    ...summaryFields,
    cure: z.string().optional().meta({ description: 'What to do about it, in English' }),
    retryAt: z.iso.datetime().optional().meta({ description: 'When it is tried again by itself' }),
    paused: z.object({ by: z.string(), since: z.iso.datetime(), all: z.boolean().meta({ description: 'Everything is stopped, and not this pair alone' }) }).optional(),
    deaf: z.array(z.object({ code: z.enum(DEAF_CODES), on: side.optional(), why: z.string().optional().meta({ description: 'The error that it failed with' }), text: z.string().meta({ description: 'The same in English' }) })).meta({ description: 'Ways of learning of changes that do not work now' }),
    policy: z.object({ conflictsWonBy: z.enum(['left', 'right']), departed: z.enum(['keep', 'trash']), drafts: z.boolean(), readOnly: z.enum(['left', 'right']).optional(), noDelete: z.enum(['left', 'right']).optional() }),
    counts,
    month: z.object({ used: z.number(), limit: z.number(), spentOn: z.string().optional().meta({ description: 'The day on which it is spent if it goes on so' }) }).optional().meta({ description: 'Calls to the DingTalk API in this month' }),
    openHolds: z.array(hold),
    findings: z.array(finding).meta({ description: 'What cannot cross, or crosses otherwise than as it is' }),
    lastRun: z.object({ run: z.string(), startedAt: z.string(), endedAt: z.string(), quiet: z.boolean(), failed: z.int(), code: z.string().optional(), message: z.string().optional() }).optional(),
  })
  .meta({ id: 'PairDetail' })

const done = z.record(z.string(), z.int())
const run = z.object({ run: z.string(), from: z.string(), to: z.string(), done: z.object({ left: done, right: done }).meta({ description: 'Writes by the side that was written to and by kind' }), isUndo: z.boolean() }).meta({ id: 'Run' })

const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
  search: z.string().max(200).optional().meta({ description: 'Only pairs whose name has this in it' }),
})

/** The pairs, and how each stands. */
export function pairRoutes(router: Router, { app }: PairsOptions): void {
  const list = z.object({ pairs: z.array(pairSummary), total: z.int().meta({ description: 'How many there are on all pages' }), next: z.string().optional().meta({ description: 'The cursor of the next page' }) })
  router.get('/pairs', { schema: { summary: 'All pairs, and how each stands', tags: ['pairs'], querystring: listQuery, response: { 200: list } }, config: { needs: 'read' } }, async ({ query: { limit, cursor, search = '' } }) => {
    const wanted = search.toLowerCase()
    const meant = app().pairs().map(({ name }) => name).filter((name) => name.toLowerCase().includes(wanted)).sort()
    const names = meant.filter((name) => cursor === undefined || name > cursor)
    const page = names.slice(0, limit)
    const pairs = await Promise.all(page.map((name) => summaryOf(app(), name)))
    return { pairs, total: meant.length, ...(names.length > limit ? { next: page.at(-1) ?? '' } : {}) }
  })

  router.get('/pairs/:pair', { schema: { summary: 'One pair', tags: ['pairs'], params: pairParams, response: { 200: pairDetail } }, config: { needs: 'read' } }, ({ params: { pair } }) => detailOf(app(), pair))

  const runsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) })
  router.get('/pairs/:pair/runs', { schema: { summary: 'The last runs that changed anything, newest first', tags: ['pairs'], params: pairParams, querystring: runsQuery, response: { 200: z.object({ runs: z.array(run) }) } }, config: { needs: 'read' } }, async ({ params: { pair }, query: { limit } }) => {
    knownPair(app(), pair)
    const runs = await app().runs(pair, limit)
    return { runs: runs.map(({ done: { left, right }, ...rest }) => ({ ...rest, done: { left: tally(left), right: tally(right) } })) }
  })

  const folder = z.object({ left: z.string().optional(), right: z.string().optional(), role: z.string().optional() })
  router.get('/pairs/:pair/folders', { schema: { summary: 'Folders of both sides, and which are one', tags: ['pairs'], params: pairParams, response: { 200: z.object({ folders: z.array(folder) }) } }, config: { needs: 'read' } }, async ({ params: { pair } }) => {
    knownPair(app(), pair)
    return { folders: [...(await app().decisions().folders(pair))] }
  })
}

const tally = (done: Readonly<Partial<Record<string, number>>>): Record<string, number> => Object.fromEntries(Object.entries(done).flatMap(([kind, many]) => (many === undefined ? [] : [[kind, many]])))

const iso = (ms: number): string => new Date(ms).toISOString()

type Status = Awaited<ReturnType<App['status']>>

const summaryOf = async (app: Pick<App, 'pairs' | 'status'>, name: string): Promise<z.infer<typeof pairSummary>> => summarize(knownPair(app, name), await app.status(name))

function summarize({ name, left, right }: ReturnType<App['pairs']>[number], { counts: { bindings }, standing, paused, lastReport, openHolds, setAside }: Status): z.infer<typeof pairSummary> {
  return {
    name,
    left,
    right,
    state: paused === undefined ? (standing?.state ?? 'new') : 'paused',
    ...(standing === undefined ? {} : { since: iso(paused?.since ?? standing.since) }),
    ...(standing?.code === undefined ? {} : { code: standing.code }),
    ...(standing?.message === undefined ? {} : { message: standing.message }),
    ...(lastReport?.inStepAt === undefined ? {} : { inStepAt: iso(Date.parse(lastReport.inStepAt)) }),
    messages: bindings.live,
    holds: openHolds.length,
    setAside: setAside.length,
  }
}

async function detailOf(app: Pick<App, 'pairs' | 'status'>, name: string): Promise<z.infer<typeof pairDetail>> {
  const info = knownPair(app, name)
  const status = await app.status(name)
  const { counts: { items, bindings, journal }, standing, paused, month, openHolds, findings, lastReport } = status
  return {
    ...summarize(info, status),
    ...(standing?.code !== undefined && isErrorCode(standing.code) ? { cure: ERROR_CODES[standing.code].cure } : {}),
    ...(standing?.retryAt === undefined ? {} : { retryAt: iso(standing.retryAt) }),
    ...(paused === undefined ? {} : { paused: { by: paused.by, since: iso(paused.since), all: paused.pair === undefined } }),
    deaf: [...(standing?.deaf ?? [])],
    policy: { ...info.policy },
    counts: { left: items.left, right: items.right, both: bindings.live, differ: bindings.differs, departed: bindings.departed, deleted: bindings.tombstone, underWay: journal },
    ...(month === undefined ? {} : { month }),
    openHolds: [...openHolds],
    findings: [...findings],
    ...(lastReport === undefined ? {} : { lastRun: lastRunOf(lastReport) }),
  }
}

const lastRunOf = ({ run: id, startedAt, endedAt, quiet, failed, stoppedBy }: NonNullable<Status['lastReport']>): NonNullable<z.infer<typeof pairDetail>['lastRun']> => ({
  ...{ run: id, startedAt, endedAt, quiet, failed },
  ...(stoppedBy === undefined ? {} : { code: stoppedBy.code, message: stoppedBy.message }),
})
