import { toInstant, type Instant } from '../domain/instant.ts'
import type { PairStore } from '../engine/ports.ts'
import { troubleText, type Trouble } from '../domain/trouble.ts'
import type { Folder } from '../domain/folder.ts'
import type { Clock } from '../platform/clock.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import { pendingFor, turn, type Alert, type Condition } from './alert.ts'
import type { Channel } from './channel.ts'
import type { KeptMatch, WatchStore } from './ports.ts'
import { isQuiet } from './quiet-hours.ts'
import { lasts, type WatchRule } from './rule.ts'
import { conditionsOf, type InstallationState, type Thresholds } from './states.ts'

export interface WatchRunOptions {
  readonly store: () => Promise<WatchStore>
  /** What is remembered of the messages of a pair. */
  readonly mirror: (pair: string) => Promise<Pick<PairStore, 'itemsByRef' | 'bindingsOf' | 'folders'>>
  /** `etag`: another, once a person has changed the channel. */
  readonly parts: () => Promise<{ readonly rules: readonly WatchRule[]; readonly channels: readonly (Channel & { readonly etag: string })[] }>
  readonly state: () => Promise<InstallationState>
  readonly thresholds: Thresholds
  /** Answers why a channel was not told, if it was not. */
  readonly tell: (channel: Channel, alerts: { readonly raised: readonly Alert[]; readonly resolved: readonly Alert[] }, signal: AbortSignal) => Promise<Trouble | undefined>
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly mayWatch: () => boolean
  /** How often it is looked, in milliseconds: so often a channel is told something at most. */
  readonly everyMs: number
}

/** A channel that fails is tried again at growing intervals. */
const AGAIN = { firstMs: 60_000, mostMs: 3_600_000 }
/** A message that is left alone for so long is not waited for any more. */
const GIVE_UP_MS = 14 * 86_400_000
const TOLD_MS = 2 * 86_400_000

/** Looks what somebody is to be told of, and tells them, until `signal` aborts. Never rejects. */
export async function watch(options: WatchRunOptions, signal: AbortSignal): Promise<void> {
  const { clock, telemetry, mayWatch, everyMs } = options
  const lines = new Map<string, { failures: number; againAt: number }>()
  for (; !signal.aborted; await clock.wait(everyMs, signal).catch(() => {})) {
    if (!mayWatch()) continue
    try {
      const { rules, channels } = await options.parts()
      if (channels.length === 0) continue
      await look(options, rules)
      for (const channel of channels) await tellChannel(channel, options, lines, signal)
    } catch (error) {
      if (!signal.aborted) telemetry.log('warn', 'alerts wait', { code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' })
    }
  }
}

/** Finds what began and what is over, and writes it down. */
export async function look(options: WatchRunOptions, rules: readonly WatchRule[]): Promise<void> {
  const { clock, store, thresholds } = options
  const watchStore = await store()
  const now = toInstant(clock.now()) ?? ''
  const before = await watchStore.alerts()
  const found = await findMatches(await watchStore.dueMatches(now), rules, options, now)
  const conditions = [...new Map(found.conditions.map((condition) => [condition.key, condition])).values(), ...conditionsOf(await options.state(), thresholds)]
  const { raised, resolved } = turn(before, conditions, now)
  const event = (kind: 'alert.raised' | 'alert.resolved') => ({ key: _key, kind: about, pair, data: { rule: _rule, ...data } }: Alert) => ({ at: now, kind, ...(pair === undefined ? {} : { pair }), data: { about, ...data } })
  if (raised.length + resolved.length > 0) await watchStore.keepAlerts([...raised, ...resolved], [...raised.map(event('alert.raised')), ...resolved.map(event('alert.resolved'))])
  // Afterwards: what is forgotten before it was told would never be.
  await watchStore.setMatches(found.turned)
  await watchStore.trim(toInstant(clock.now() - TOLD_MS) ?? '')
}

interface Found {
  readonly conditions: Condition[]
  readonly turned: Parameters<WatchStore['setMatches']>[0][number][]
}

/** Which of the messages that rules fit are still as they should not be. */
async function findMatches(due: readonly KeptMatch[], rules: readonly WatchRule[], { mirror }: WatchRunOptions, now: Instant): Promise<Found> {
  const found: Found = { conditions: [], turned: [] }
  for (const [pair, matches] of Map.groupBy(due, (match) => match.pair)) {
    const store = await mirror(pair)
    const folders = new Map((await store.folders()).map((folder) => [folder.ref, folder]))
    const partners = new Map((await store.bindingsOf(matches.map(({ item }) => item))).flatMap(({ left, right }) => (left === undefined || right === undefined ? [] : [[left, right] as const, [right, left] as const])))
    const items = new Map((await store.itemsByRef(matches.flatMap(({ item }) => [item, ...[partners.get(item) ?? []].flat()]))).map((item) => [item.ref, item]))
    for (const match of matches) {
      const rule = rules.find(({ id }) => id === match.rule)
      const both = [match.item, partners.get(match.item)].flatMap((ref) => (ref === undefined ? [] : (items.get(ref) ?? [])))
      // The same mail may have been read on both sides before it was known to be one.
      const name = [match.item, partners.get(match.item) ?? match.item].sort()[0] ?? match.item
      const isOld = Date.parse(now) - Date.parse(match.dueAt) > GIVE_UP_MS
      const isOver = rule === undefined || rule.pairs?.includes(pair) === false || isOld || !lasts(rule.about, both, both.some(({ folder }) => isTrash(folders.get(folder), folders)))
      if (isOver || rule.about === 'wrong-side') found.turned.push({ pair, rule: match.rule, item: match.item, state: 'over' })
      else if (match.state === 'waiting') found.turned.push({ pair, rule: match.rule, item: match.item, state: 'lasting' })
      if (!isOver) found.conditions.push({ key: `rule ${rule.id} ${rule.about} ${pair} ${name}`, kind: rule.about, pair, data: { rule: rule.name, hours: rule.hours, side: match.side, item: match.item }, ...(rule.channels === undefined ? {} : { channels: rule.channels }), ...(rule.about === 'wrong-side' ? { isOnce: true } : {}) })
    }
  }
  return found
}

function isTrash(folder: Folder | undefined, folders: ReadonlyMap<string, Folder>): boolean {
  for (let each = folder, depth = 0; each !== undefined && depth < 50; each = each.parent === undefined ? undefined : folders.get(each.parent), depth++) if (each.role === 'trash') return true
  return false
}

async function tellChannel(channel: Channel & { readonly etag: string }, { store, tell, clock, telemetry }: WatchRunOptions, lines: Map<string, { failures: number; againAt: number }>, signal: AbortSignal): Promise<void> {
  // One that a person has changed is tried at once.
  const line = lines.get(channel.etag) ?? { failures: 0, againAt: 0 }
  lines.set(channel.etag, line)
  if (clock.now() < line.againAt || (channel.quiet !== undefined && isQuiet(channel.quiet, clock.now()))) return
  const watchStore = await store()
  const { raised, resolved } = pendingFor(channel.id, channel.kinds, await watchStore.alerts())
  if (raised.length + resolved.length === 0) return
  const problem = await tell(channel, { raised, resolved }, signal)
  telemetry.count('tongbu_alerts_total', { way: channel.to.way, outcome: problem === undefined ? 'told' : 'failed' })
  if (problem !== undefined) {
    line.failures++
    line.againAt = clock.now() + Math.min(AGAIN.mostMs, AGAIN.firstMs * 2 ** Math.min(10, line.failures - 1))
    return telemetry.log('warn', 'alerts not told', { channel: channel.id, problem: troubleText(problem.code, problem.n) })
  }
  line.failures = 0
  const told = (alert: Alert, what: 'raised' | 'resolved'): Alert => ({ ...alert, told: { ...alert.told, [channel.id]: what } })
  await watchStore.keepAlerts([...raised.map((alert) => told(alert, 'raised')), ...resolved.map((alert) => told(alert, 'resolved'))], [])
}
