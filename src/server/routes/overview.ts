import { z } from 'zod'
import type { App } from '../../app.ts'
import { ERROR_CODES, isErrorCode } from '../../domain/error-codes.ts'
import type { EventKind } from '../../domain/feed-event.ts'
import { toInstant } from '../../domain/instant.ts'
import type { CrossedHour } from '../../events/ports.ts'
import type { Clock } from '../../platform/clock.ts'
import type { ToldDelay } from '../../platform/keep-delays.ts'
import type { Standing } from '../../service/ports.ts'
import { quantilesOf } from '../quantiles.ts'
import type { Router } from '../router.ts'
import { STATES } from './pairs.ts'

export interface OverviewOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => Pick<App, 'pairs' | 'beside' | 'status' | 'events' | 'windowShare' | 'isShared'>
  readonly clock: Clock
  /** Delays of this process since it began. */
  readonly delays: () => readonly ToldDelay[]
}

const HOUR_MS = 3_600_000
const WEEK_HOURS = 7 * 24
const MOST_DELAYS = 2000
/** What takes a question for each pair is asked again after so long, in milliseconds. */
const FRESH_MS = 15_000
const MOST_WAITING = 50
/** Standings in which nothing goes on before somebody acts. */
const NEED_SOMEBODY: ReadonlySet<Standing['state']> = new Set(['decide', 'gate', 'sign-in', 'stuck'])

const quantiles = { count: z.int(), p50: z.number(), p95: z.number() }
const many = z.object({ left: z.int(), right: z.int() })

const overview = z
  .object({
    states: z.partialRecord(z.enum(STATES), z.int()).meta({ description: 'Pairs by how they stand' }),
    waits: z.array(z.object({ pair: z.string(), state: z.enum(STATES), since: z.iso.datetime(), code: z.string().optional(), message: z.string().optional(), cure: z.string().optional() })).meta({ description: 'Pairs that wait for a person, longest first' }),
    messages: z.int().meta({ description: 'Messages that both sides hold' }),
    setAside: z.int(),
    holds: z.int(),
    windowShare: z.number().meta({ description: 'Share of the tightest window of Microsoft that is used now, 0–1' }),
    months: z.array(z.object({ pair: z.string(), used: z.number(), limit: z.number(), spentOn: z.string().optional() })).meta({ description: 'Calls to the DingTalk API in this month, of each allowance that differs' }),
    byDirection: z.array(z.object({ to: z.enum(['left', 'right']), what: z.enum(['messages', 'changes']), ...quantiles })).meta({ description: 'Milliseconds from a change to its settled write, of the last changes within 24 hours' }),
    byChannel: z.array(z.object({ channel: z.string(), ...quantiles })).meta({ description: 'The same by how it was heard of; of this process, since it began' }),
    isShared: z.boolean().meta({ description: 'Workers in other processes may carry changes too. How those were heard of is in their own metrics: `tongbu_propagation_seconds` at /metrics of each' }),
  })
  .meta({ id: 'Overview' })

const hours = z.object({ hours: z.array(z.object({ hour: z.string().meta({ description: 'Its beginning, UTC' }), messages: many.meta({ description: 'Messages that were carried to each side' }), changes: many.meta({ description: 'Marks, moves and deletions that were carried' }) })) })

/** How everything stands, and how fast it goes. */
export function overviewRoutes(router: Router, { app, clock, delays }: OverviewOptions): void {
  const counted = remembering(clock, FRESH_MS, countsOf)
  router.get('/overview', { schema: { summary: 'How everything stands', tags: ['overview'], response: { 200: overview } }, config: { needs: 'read' } }, async () => {
    const now = clock.now()
    const service = await app().beside()
    const paused = (await service.pauses()).filter(({ until }) => (until ?? Infinity) > now)
    const standings = new Map((await service.standings()).map((standing) => [standing.pair, standing]))
    const stood = app().pairs().map(({ name }) => ({ name, standing: standings.get(name), isPaused: paused.some(({ pair }) => (pair ?? name) === name) }))
    const states: Partial<Record<(typeof STATES)[number], number>> = {}
    for (const { standing, isPaused } of stood) {
      const state = isPaused ? 'paused' : (standing?.state ?? 'new')
      states[state] = (states[state] ?? 0) + 1
    }
    const waits = stood.flatMap(({ standing, isPaused }) => (standing === undefined || isPaused || !NEED_SOMEBODY.has(standing.state) ? [] : [standing]))
    return {
      states,
      waits: waits.sort((a, b) => a.since - b.since).slice(0, MOST_WAITING).map(waitOf),
      ...(await counted(app())),
      windowShare: app().windowShare(),
      byDirection: await speeds(app(), now),
      byChannel: channels(delays()),
      isShared: app().isShared,
    }
  })

  const crossed = createHours()
  router.get('/overview/hours', { schema: { summary: 'What was carried, hour by hour, for seven days', tags: ['overview'], response: { 200: hours } }, config: { needs: 'read' } }, async () => ({ hours: hoursOf(await crossed(app(), clock.now())) }))
}

const waitOf = ({ pair, state, since, code, message }: Standing): z.infer<typeof overview>['waits'][number] => ({
  pair,
  state,
  since: new Date(since).toISOString(),
  ...(code === undefined ? {} : { code }),
  ...(message === undefined ? {} : { message }),
  ...(code !== undefined && isErrorCode(code) ? { cure: ERROR_CODES[code].cure } : {}),
})

type Asked = ReturnType<OverviewOptions['app']>

async function countsOf(app: Asked): Promise<Pick<z.infer<typeof overview>, 'messages' | 'setAside' | 'holds' | 'months'>> {
  const sum = { messages: 0, setAside: 0, holds: 0 }
  const months = new Map<string, z.infer<typeof overview>['months'][number]>()
  for (const { name } of app.pairs()) {
    const { counts, setAside, openHolds, month } = await app.status(name)
    sum.messages += counts.bindings.live
    sum.setAside += setAside.length
    sum.holds += openHolds.length
    // Pairs of one app draw on one allowance.
    if (month !== undefined && !months.has(`${month.used} ${month.limit}`)) months.set(`${month.used} ${month.limit}`, { pair: name, ...month })
  }
  return { ...sum, months: [...months.values()].sort((a, b) => b.used / b.limit - a.used / a.limit).slice(0, 10) }
}

/** Asks again only after a while, or of another application. */
function remembering<Answer>(clock: Clock, freshMs: number, ask: (app: Asked) => Promise<Answer>): (app: Asked) => Promise<Answer> {
  let last: { readonly app: Asked; readonly at: number; readonly answer: Promise<Answer> } | undefined
  return (app) => {
    if (last === undefined || last.app !== app || clock.now() - last.at > freshMs) last = { app, at: clock.now(), answer: ask(app) }
    last.answer.catch(() => (last = undefined))
    return last.answer
  }
}

const isMessage = (kind: EventKind): boolean => kind === 'item.copied' || kind === 'item.restored' || kind === 'item.recovered'
const isChange = (kind: EventKind): boolean => kind === 'item.marked' || kind === 'item.moved' || kind === 'item.trashed' || kind === 'item.conflict'

async function speeds(app: Asked, now: number): Promise<z.infer<typeof overview>['byDirection']> {
  const told = await app.events().delays(toInstant(now - 24 * HOUR_MS) ?? '', MOST_DELAYS)
  return (['left', 'right'] as const).flatMap((to) =>
    (['messages', 'changes'] as const).flatMap((what) => {
      const of = quantilesOf(told.filter(({ on, kind }) => on === to && (what === 'messages' ? isMessage : isChange)(kind)).map(({ tookMs }) => tookMs))
      return of === undefined ? [] : [{ to, what, ...of }]
    }),
  )
}

function channels(told: readonly ToldDelay[]): z.infer<typeof overview>['byChannel'] {
  return [...new Set(told.map(({ channel }) => channel))].sort().flatMap((channel) => {
    const of = quantilesOf(told.filter((each) => each.channel === channel).map(({ seconds }) => seconds * 1000))
    return of === undefined ? [] : [{ channel, ...of }]
  })
}

const hourOf = (ms: number): string => toInstant(Math.floor(ms / HOUR_MS) * HOUR_MS) ?? ''

/** Hours that have passed do not change, and are asked for once. */
function createHours(): (app: Asked, now: number) => Promise<readonly CrossedHour[]> {
  const known = new WeakMap<Asked, { readonly until: string; readonly crossed: readonly CrossedHour[] }>()
  return async (app, now) => {
    const first = hourOf(now - (WEEK_HOURS - 1) * HOUR_MS)
    const before = known.get(app)
    const from = before === undefined || before.until < first ? first : before.until
    const found = await app.events().crossed(from, hourOf(now + HOUR_MS))
    const all = [...(before?.crossed ?? []).filter(({ hour }) => hour >= first && hour < from), ...found]
    // Whoever wrote at the end of an hour may be seen a moment later.
    const until = hourOf(now - 2 * 60_000)
    known.set(app, { until, crossed: all.filter(({ hour }) => hour < until) })
    return all
  }
}

function hoursOf(crossed: readonly CrossedHour[]): z.infer<typeof hours>['hours'] {
  const all = new Map<string, z.infer<typeof hours>['hours'][number]>()
  for (const { hour, on, kind, many: times } of crossed) {
    const what = isMessage(kind) ? 'messages' : isChange(kind) ? 'changes' : undefined
    if (what === undefined) continue
    const row = all.get(hour) ?? { hour, messages: { left: 0, right: 0 }, changes: { left: 0, right: 0 } }
    row[what][on] += times
    all.set(hour, row)
  }
  return [...all.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1))
}
