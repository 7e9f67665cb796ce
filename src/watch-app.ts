import type { Backups } from './backup-app.ts'
import type { Config } from './config/config.ts'
import { open, seal } from './config/sealed.ts'
import { ensureKey, readSecretsKey, type KeyPlace } from './config/secrets-key.ts'
import type { Mailbox } from './connectors/connector.ts'
import { etagOf, type Changing } from './domain/changing.ts'
import type { EventData } from './domain/feed-event.ts'
import { SyncError } from './domain/errors.ts'
import { toInstant, type Instant } from './domain/instant.ts'
import type { Trouble } from './domain/trouble.ts'
import { SIDES, type Side } from './domain/side.ts'
import { digest } from './engine/digests.ts'
import { matchedBy } from './engine/matched-by.ts'
import type { AuditRecord } from './engine/ports.ts'
import { lastReportOf } from './engine/tell-run.ts'
import type { Clock } from './platform/clock.ts'
import { guardedHttp } from './platform/guarded-http.ts'
import { chance, type NewId } from './platform/ids.ts'
import type { MonthStanding } from './platform/month-budget.ts'
import { networkTroubleCode } from './platform/network-trouble.ts'
import { guardedMail } from './platform/send-mail.ts'
import type { Telemetry } from './platform/telemetry.ts'
import type { Store } from './store/store.ts'
import type { Alert } from './watch/alert.ts'
import { changedChannel, changedRule, differing, fateOfMatches, type ChannelChange, type RuleChange } from './watch/change.ts'
import { tell, type Channel, type EmailWay } from './watch/channel.ts'
import type { SealedPart } from './watch/ports.ts'
import { fits, matchesOf, type Seen, type WatchMatch, type WatchRule } from './watch/rule.ts'
import { watch } from './watch/run.ts'
import type { InstallationState } from './watch/states.ts'
import { sayAlerts, sayTrial } from './words/alerts/say-alerts.ts'

export type { ChannelChange, RuleChange, WayChange } from './watch/change.ts'
export type RuleWish = Omit<WatchRule, 'id' | 'createdAt' | 'by'>
export type ChannelWish = Omit<Channel, 'id' | 'createdAt' | 'by'>

/** `etag`: another after every change, so that nobody overwrites what they have not seen. */
type Versioned<Part> = Part & { readonly etag: string }
export type KeptRule = Versioned<WatchRule>

/** A channel as it may be shown: without what is secret of it. */
export interface ChannelInfo extends Versioned<Omit<Channel, 'to'>> {
  readonly way: Channel['to']['way']
  /** Where it leads, as far as that is no secret: a host, or addresses of recipients. */
  readonly leadsTo: string
  /** Of e-mail: all but the password. */
  readonly mail?: Omit<EmailWay, 'way' | 'password'>
}

/** What a rule would have found. */
export interface RuleTrial {
  /** Messages whose content was read. */
  readonly looked: number
  readonly found: readonly { readonly pair: string; readonly item: string; readonly side: Side; readonly receivedAt: Instant }[]
  /** Whether there were more than were to be read. */
  readonly isCut: boolean
}

/** What a person wants to be told of, and by which channels. `by`: who wants it, for the audit. What is named and is not there throws `UNKNOWN_WATCH`. */
export interface Watch {
  rules(): Promise<readonly KeptRule[]>
  addRule(wish: RuleWish, by: string): Promise<KeptRule>
  /** Messages that it was found to fit are still waited for, unless it becomes about something else. Nothing, where it is not what it was by `etag`. */
  changeRule(id: string, change: RuleChange, changing: Changing): Promise<KeptRule | undefined>
  removeRule(id: string, by: string): Promise<void>
  /** Reads the messages that were received in the last `days` days, the newest first and at most `most`, and says which of them the rule fits. Told to nobody; that they were read is in the audit. */
  tryRule(wish: RuleWish, trial: { readonly days: number; readonly most: number; readonly by: string; readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void }): Promise<RuleTrial>
  channels(): Promise<readonly ChannelInfo[]>
  addChannel(wish: ChannelWish, by: string): Promise<ChannelInfo>
  /** What is secret of it stays where it is not given anew. Nothing, where it is not what it was by `etag`. @throws {SyncError} `BAD_WATCH` */
  changeChannel(id: string, change: ChannelChange, changing: Changing): Promise<ChannelInfo | undefined>
  removeChannel(id: string, by: string): Promise<void>
  /** Sends a message that says that it is a test. Answers why it did not arrive, if it did not. */
  tryChannel(id: string, signal: AbortSignal): Promise<Trouble | undefined>
  /** What lasts, and what was over within two days. */
  alerts(): Promise<readonly Alert[]>
  /** For a run over a pair: which rules fit a message; nothing where there are none. */
  forRun(pair: string): Promise<{ readonly watches?: (seen: Seen) => readonly WatchMatch[] }>
  /** See `watch`. `heartbeatsLost`: times in a row. */
  run(mayWatch: () => boolean, signal: AbortSignal, heartbeatsLost?: () => number): Promise<void>
}

export interface WatchOptions {
  readonly config: Pick<Config, 'webhooks' | 'watch' | 'pairs' | 'backup'>
  readonly clock: Clock
  readonly newId: NewId
  readonly telemetry: Telemetry
  readonly keyPlace: KeyPlace | undefined
  readonly store: (use: false | 'beside') => Promise<Store>
  readonly mailboxes: (pair: string) => Promise<Readonly<Record<Side, Mailbox>>>
  readonly month: (pair: string) => Promise<MonthStanding | undefined>
  readonly backups: Pick<Backups, 'isConfigured' | 'standing'>
}

const LOOK_MS = 30_000
/** How often the backup folder is looked at, which may be on a slow disk. */
const BACKUP_LOOK_MS = 10 * 60_000
const DAY_MS = 86_400_000

interface Parts {
  readonly rules: readonly KeptRule[]
  readonly channels: readonly Versioned<Channel>[]
}

/** Opens nothing before it is asked. */
export function createWatch(options: WatchOptions): Watch {
  const { config, clock, newId, telemetry, store } = options
  const tools = { http: guardedHttp(config.webhooks), sendMail: guardedMail(config.webhooks), clock, newId, trouble: networkTroubleCode }
  const keyPlace = (): KeyPlace => {
    if (options.keyPlace === undefined) throw new SyncError('SECRETS_KEY', 'There is no place for the key that secrets are sealed with.')
    return options.keyPlace
  }
  const backupLate = lateBackups(options)
  const now = (): Instant => toInstant(clock.now()) ?? ''
  const record = (reason: string, by: string, detail: EventData): readonly AuditRecord[] => [{ at: now(), run: `d${newId()}`, kind: 'watch', by, reason, detail: JSON.stringify(detail) }]

  const parts = async (): Promise<Parts> => {
    const sealed = await (await store(false)).watch.parts()
    const opened = sealed.map(({ id, kind, sealed: text }) => ({ kind, part: { ...(JSON.parse(open(readSecretsKey(keyPlace()), `watch.${id}`, text)) as object), etag: etagOf(text) } as unknown }))
    return { rules: opened.flatMap(({ kind, part }) => (kind === 'rule' ? [part as KeptRule] : [])), channels: opened.flatMap(({ kind, part }) => (kind === 'channel' ? [part as Versioned<Channel>] : [])) }
  }
  const sealedPart = async (kind: 'rule' | 'channel', part: WatchRule | Channel): Promise<SealedPart> => ({ id: part.id, kind, sealed: seal((await ensureKey(keyPlace())).key, `watch.${part.id}`, JSON.stringify(part)), createdAt: part.createdAt })
  const keep = async <Part extends WatchRule | Channel>(kind: 'rule' | 'channel', part: Part, by: string): Promise<Versioned<Part>> => {
    const kept = await sealedPart(kind, part)
    await (await store('beside')).watch.keepPart(kept, record(`${kind} added`, by, { [kind]: part.id }))
    return { ...part, etag: etagOf(kept.sealed) }
  }
  const change = async <Part extends WatchRule | Channel>(kind: 'rule' | 'channel', id: string, { by, etag }: Changing, turned: (before: Part) => Promise<{ readonly next: Part; readonly matches: 'forgotten' | number }>): Promise<Versioned<Part> | undefined> => {
    const { watch: kept } = await store('beside')
    const before = (await kept.parts()).find((part) => part.id === id && part.kind === kind)
    if (before === undefined) throw unknown(kind)
    if (etag !== undefined && etag !== etagOf(before.sealed)) return undefined
    const was = JSON.parse(open(readSecretsKey(keyPlace()), `watch.${id}`, before.sealed)) as Part
    const { next, matches } = await turned(was)
    const changes = differing(was, next)
    if (changes.length === 0) return { ...was, etag: etagOf(before.sealed) }
    const part = await sealedPart(kind, next)
    return (await kept.changePart(part, before.sealed, matches, record(`${kind} changed`, by, { [kind]: id, changed: changes.join(' ') }))) ? { ...next, etag: etagOf(part.sealed) } : undefined
  }
  const remove = async (kind: 'rule' | 'channel', id: string, by: string): Promise<void> => {
    const { watch: kept } = await store('beside')
    if (!(await kept.parts()).some((part) => part.id === id && part.kind === kind)) throw unknown(kind)
    await kept.removePart(id, record(`${kind} removed`, by, { [kind]: id }))
  }

  return {
    rules: async () => (await parts()).rules,
    addRule: async (wish, by) => {
      const rule: WatchRule = { ...wish, id: `r${newId()}`, createdAt: now(), by }
      await checkRule(rule, await parts(), config)
      return keep('rule', rule, by)
    },
    changeRule: (id, said, changing) =>
      change<WatchRule>('rule', id, changing, async (before) => {
        const next = changedRule(before, said)
        // What it named before may be gone since.
        await checkRule({ ...next, pairs: said.pairs ?? [], channels: said.channels ?? [] }, await parts(), config)
        return { next, matches: fateOfMatches(before, next) }
      }),
    removeRule: (id, by) => remove('rule', id, by),
    tryRule: (wish, trial) => tryRule({ ...wish, id: 'trial', createdAt: '', by: trial.by }, trial, options),
    channels: async () => (await parts()).channels.map(infoOf),
    addChannel: async (wish, by) => {
      const to = wish.to.way === 'webhook' && wish.to.secret === '' ? { ...wish.to, secret: `whsec_${chance(32).toString('base64')}` } : wish.to
      const channel: Channel = { ...wish, to, id: `c${newId()}`, createdAt: now(), by }
      return infoOf(await keep('channel', channel, by))
    },
    changeChannel: async (id, said, changing) => {
      const changed = await change<Channel>('channel', id, changing, async (before) => ({ next: changedChannel(before, said), matches: 0 }))
      return changed === undefined ? undefined : infoOf(changed)
    },
    removeChannel: (id, by) => remove('channel', id, by),
    tryChannel: async (id, signal) => {
      const channel = (await parts()).channels.find((each) => each.id === id)
      if (channel === undefined) throw unknown('channel')
      return tell(channel, sayTrial(channel.language), tools, signal)
    },
    alerts: async () => (await store(false)).watch.alerts(),
    forRun: async (pair) => {
      // Rules that cannot be opened must not keep mail from crossing: the service says what is wrong with the key.
      const rules = await parts().then((all) => all.rules, () => [])
      return rules.length === 0 ? {} : { watches: (seen) => matchesOf(rules, pair, seen) }
    },
    run: (mayWatch, signal, heartbeatsLost = () => 0) =>
      watch({ store: async () => (await store('beside')).watch, mirror: async (pair) => (await store(false)).pair(pair), parts, state: () => stateOf(options, backupLate, heartbeatsLost()), thresholds: config.watch, tell: (channel, alerts, until) => tell(channel, sayAlerts(channel.language, alerts), tools, until), clock, telemetry, mayWatch, everyMs: LOOK_MS }, signal),
  }
}

const unknown = (what: string): SyncError => new SyncError('UNKNOWN_WATCH', `There is no ${what} of that id.`)

/** @throws {SyncError} `UNKNOWN_WATCH`, `BAD_WATCH` */
async function checkRule({ pairs = [], channels = [], keywords, from, about, hours }: WatchRule, known: Parts, config: Pick<Config, 'pairs'>): Promise<void> {
  const missing = pairs.find((pair) => !config.pairs.some(({ name }) => name === pair)) ?? channels.find((id) => !known.channels.some((channel) => channel.id === id))
  if (missing !== undefined) throw new SyncError('UNKNOWN_WATCH', `There is no pair or channel called ${missing}.`)
  if (from === undefined && keywords === undefined && about !== 'wrong-side') throw new SyncError('BAD_WATCH', 'A rule that fits every message would tell of each: name a sender or a keyword.')
  if (from !== undefined && !/^[^\s@]*@[^\s@]+$/.test(from)) throw new SyncError('BAD_WATCH', 'The sender is an address, or `@` and a domain.')
  if (about !== 'wrong-side' && (hours < 0 || hours > 720)) throw new SyncError('BAD_WATCH', 'Hours are from 0 to 720.')
}

function infoOf({ to, ...channel }: Versioned<Channel>): ChannelInfo {
  const leadsTo = to.way === 'dingtalk' ? new URL(to.url ?? 'https://oapi.dingtalk.com').host : to.way === 'webhook' ? new URL(to.url).host : to.to.join(', ')
  if (to.way !== 'email') return { ...channel, way: to.way, leadsTo }
  const { way, password: _password, ...mail } = to
  return { ...channel, way, leadsTo, mail }
}

/** Whether the backup of a pair is late, as it was within the last ten minutes; nothing where there is none, or the folder cannot be read now. */
function lateBackups({ clock, backups }: Pick<WatchOptions, 'clock' | 'backups'>): (pair: string) => Promise<boolean | undefined> {
  const known = new Map<string, { readonly at: number; readonly isLate: boolean | undefined }>()
  return async (pair) => {
    const before = known.get(pair)
    if (!backups.isConfigured || (before !== undefined && clock.now() - before.at < BACKUP_LOOK_MS)) return before?.isLate
    const standing = await backups.standing(pair).catch(() => undefined)
    const isLate = standing?.last === undefined ? undefined : standing.isLate
    known.set(pair, { at: clock.now(), isLate })
    return isLate
  }
}

async function stateOf({ config, clock, store, month }: WatchOptions, backupLate: (pair: string) => Promise<boolean | undefined>, heartbeatsLost: number): Promise<InstallationState> {
  const { service, pair: pairOf } = await store(false)
  const now = clock.now()
  const [standings, pauses] = [await service.standings(), await service.pauses()]
  const pairs = await Promise.all(
    config.pairs.map(async ({ name: pair }) => {
      const memory = pairOf(pair)
      const standing = standings.find((each) => each.pair === pair)
      const inStepAt = (await lastReportOf(memory))?.inStepAt
      const aside = await memory.setAside()
      // What does not answer now is told elsewhere.
      const [quota, isBackupLate] = [await month(pair).catch(() => undefined), await backupLate(pair)]
      return {
        pair,
        state: standing?.state ?? 'behind',
        ...(standing?.code === undefined ? {} : { code: standing.code }),
        isPaused: pauses.some((pause) => (pause.pair === undefined || pause.pair === pair) && (pause.until ?? Infinity) > now),
        ...(inStepAt === undefined ? {} : { inStepAt: Date.parse(inStepAt) }),
        setAside: aside.filter(({ since }) => now - Date.parse(since) < DAY_MS).length,
        ...(quota === undefined ? {} : { quota }),
        ...(isBackupLate === undefined ? {} : { isBackupLate }),
      }
    }),
  )
  return { pairs, heartbeatsLost, now }
}

async function tryRule(rule: WatchRule, { days, most, by, signal, onProgress = () => {} }: Parameters<Watch['tryRule']>[1], { config, clock, newId, store, mailboxes }: WatchOptions): Promise<RuleTrial> {
  const since = toInstant(clock.now() - days * DAY_MS) ?? ''
  const { pair: pairOf } = await store(false)
  const found: RuleTrial['found'][number][] = []
  let [looked, isCut] = [0, false]
  for (const { name: pair } of config.pairs.filter(({ name }) => rule.pairs?.includes(name) ?? true)) {
    const memory = pairOf(pair)
    const folders = new Map((await memory.folders()).map((folder) => [folder.ref, folder]))
    const all = (await Promise.all(SIDES.map((side) => memory.itemsOf(side)))).flat().filter(({ presence, receivedAt, origin, roleClass }) => presence === 'present' && receivedAt >= since && origin === undefined && roleClass === (rule.about === 'wrong-side' ? 'sent' : 'received'))
    const items = all.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)).slice(0, Math.max(0, most - looked))
    isCut ||= items.length < all.length
    if (items.length === 0) continue
    const { audit } = await store('beside')
    await audit.record(pair, [{ at: toInstant(clock.now()) ?? '', run: `d${newId()}`, kind: 'read', by, reason: 'watch rule tried', detail: JSON.stringify({ messages: items.length }) }])
    const open = await mailboxes(pair)
    for (const [at, item] of items.entries()) {
      const folder = folders.get(item.folder)
      const watches = (seen: Seen): readonly WatchMatch[] => (fits(rule, pair, seen) ? [{ rule: rule.id, item: item.ref, side: item.side, dueAt: '' }] : [])
      await digest(open[item.side], item, folder?.id, signal, async (content) => {
        const { matched = [] } = folder === undefined ? {} : await matchedBy(content, item, folder, { watches, store: memory })
        for (const { side } of matched) found.push({ pair, item: item.ref, side, receivedAt: item.receivedAt })
      })
      onProgress(at + 1, items.length)
    }
    looked += items.length
  }
  return { looked, found, isCut }
}
