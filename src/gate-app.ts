import { scryptSync } from 'node:crypto'
import { remarksOn, type Remark } from './checks.ts'
import type { Config, PairConfig } from './config/config.ts'
import { isOnThisMachine } from './config/endpoints.ts'
import { pairOf } from './config/pair-of.ts'
import type { Mailbox } from './connectors/connector.ts'
import { fingerprint } from './domain/fingerprint.ts'
import { SyncError } from './domain/errors.ts'
import { toInstant, type Instant } from './domain/instant.ts'
import { SIDES, type Side } from './domain/side.ts'
import { digestOfWords, wordsOf, type Language, type QuestionId } from './gate/catalogue.ts'
import { makeForm, readForm, type Given, type PairQuestions, type ReadForm } from './gate/form.ts'
import { tellsSomething } from './gate/judge-fact.ts'
import type { Names } from './gate/names.ts'
import { narrowingCommands } from './gate/narrowing.ts'
import { NO_SAFETY_NET, type GateStore, type SafetyNet } from './gate/ports.ts'
import { digestOf, type Measure, type PointId, type Subject } from './gate/points.ts'
import type { Fact, GateRecord, Waiver } from './gate/records.ts'
import { recoverySteps } from './gate/recovery-steps.ts'
import { aboutMeasure, aboutPoint, EVIDENCE_MS, isOpen, judgeMeasures, newestOf, type MeasureStanding } from './gate/standing.ts'
import type { Clock } from './platform/clock.ts'
import type { NewId } from './platform/ids.ts'
import type { MonthStanding } from './platform/month-budget.ts'
import type { Store } from './store/store.ts'

export interface PreflightReport {
  readonly pair: string
  readonly left: 'dingtalk' | 'imap'
  /** Whether runs ask for it: not where both clouds are simulated, unless `safety.gate` says so. */
  readonly isEnforced: boolean
  /** Whether runs may write. */
  readonly isOpen: boolean
  readonly openedAt?: Instant
  /** The clock of this machine is before what was recorded last, so that nothing is opened. */
  readonly isClockBehind: boolean
  readonly measures: readonly MeasureStanding[]
  /** What leaves the app no more than it needs; empty where it has no more. */
  readonly narrowing: readonly string[]
  readonly remarks: readonly Remark[]
}

/** What people and machines say about the safety of each pair before it is written to. Writes to no mailbox. */
export interface Preflight {
  /** Asks both clouds what they can tell, and opens the gate where all measures are met or waived. */
  look(pair: string, signal: AbortSignal): Promise<PreflightReport>
  /** From memory alone. */
  standing(pair: string): Promise<PreflightReport>
  /** One form for these pairs, of what is to be said by a person and was not, or is too old. From memory alone. */
  form(pairs: readonly string[], language: Language): Promise<string>
  /** Reads a form back; stores nothing. */
  readForm(text: string): ReadForm
  /** Stores what `by` said. @throws {SyncError} `BAD_CONFIG` for a pair that is not configured */
  answer(answers: readonly Given[], by: string): Promise<void>
  /** `by` takes the responsibility for what is not met of a measure. Answers what that is: nothing is stored where all of it is met. */
  waive(pair: string, measure: Measure, by: string, because: string): Promise<readonly PointId[]>
  /** Takes back what was said about a point, a waiver, or with `all` everything that is remembered. Answers how much that was. */
  withdraw(pair: string, what: string, by: string): Promise<number>
  /** What to do when something went wrong, with the names of this installation. Holds addresses. */
  recoverySteps(pair: string, language?: Language): string
}

export interface GateOptions {
  readonly config: Config
  readonly clock: Clock
  readonly newId: NewId
  /** Default: no backup was ever made. */
  readonly safetyNet?: SafetyNet
  /** A store that can be written beside another process, and one that is only looked at. */
  readonly store: (use: 'beside' | false) => Promise<Store>
  /** Opened for one look, so that nothing is told from memory; whoever looks closes them. */
  readonly openMailboxes: (pair: string) => Promise<Readonly<Record<Side, Mailbox>>>
  /** How the budget of calls in a month stands, where there is one. */
  readonly month: (pair: PairConfig) => Promise<MonthStanding | undefined>
}

/** Keeps pairs from being written to before their safety measures hold. */
export class Gate implements Preflight {
  readonly #options: GateOptions
  readonly #subjects = new Map<string, Subject>()

  constructor(options: GateOptions) {
    this.#options = options
  }

  /** The one place where runs are kept from writing. Asks the store only. @throws {SyncError} `GATE_CLOSED` */
  async pass(pair: string, store: GateStore): Promise<void> {
    const config = this.#configOf(pair)
    if (!this.#isEnforced(config)) return
    const subject = this.#subjectOf(config)
    const records = await store.records(pair)
    if (isOpen(subject, records)) return
    const open = judgeMeasures(subject, records).measures.filter(({ state }) => state === 'open').map(({ measure }) => measure)
    const why = open.length > 0 ? `not met: ${open.join(', ')}` : records.some(({ kind }) => kind === 'opening') ? 'an address, a server or a credential has changed since they were met' : 'they were not looked at as a whole yet'
    throw new SyncError('GATE_CLOSED', `Nothing is written for "${pair}" before its safety measures hold; ${why}.`)
  }

  async look(pair: string, signal: AbortSignal): Promise<PreflightReport> {
    const { openMailboxes, month } = this.#options
    const config = this.#configOf(pair)
    const mailboxes = await openMailboxes(pair)
    try {
      const store = await this.#options.store('beside')
      const subject = this.#subjectOf(config)
      const before = await store.gate.records(pair)
      const found = [...((await mailboxes.right.safety?.(addressOf(config), signal)) ?? []), ...(await this.#proofs(pair, subject, before))]
      if (!this.#isBehind(before)) for (const fact of found) await this.#keepFact(store, pair, subject, before, fact)
      await this.#open(store, pair, 'preflight')
      return { ...(await this.standing(pair)), remarks: await remarksOn(mailboxes, await month(config), signal) }
    } finally {
      for (const side of SIDES) await mailboxes[side].close()
    }
  }

  async standing(pair: string): Promise<PreflightReport> {
    const config = this.#configOf(pair)
    const subject = this.#subjectOf(config)
    const records = await (await this.#options.store(false)).gate.records(pair)
    const opening = records.find(({ kind }) => kind === 'opening')
    return {
      pair,
      left: subject.left,
      isEnforced: this.#isEnforced(config),
      isOpen: isOpen(subject, records),
      ...(opening === undefined ? {} : { openedAt: opening.at }),
      isClockBehind: this.#isBehind(records),
      measures: judgeMeasures(subject, records, this.#options.clock.now()).measures,
      narrowing: narrowingCommands(records, subject, this.#namesOf(config)),
      remarks: [],
    }
  }

  async form(pairs: readonly string[], language: Language): Promise<string> {
    const asked: PairQuestions[] = []
    for (const pair of pairs) {
      const { measures } = await this.standing(pair)
      const points = measures.flatMap(({ points: all }) => all.filter(({ isAsked, isMet }) => isAsked && !isMet).map(({ id }) => id as QuestionId))
      asked.push({ pair, left: this.#leftOf(this.#configOf(pair)), points })
    }
    return makeForm(asked, language)
  }

  readForm(text: string): ReadForm {
    return readForm(text, this.#options.config.pairs.map((pair) => ({ pair: pair.name, left: this.#leftOf(pair) })))
  }

  async answer(answers: readonly Given[], name: string): Promise<void> {
    const by = oneLine(name)
    const store = await this.#options.store('beside')
    for (const { pair, point, value, language } of answers) {
      const subject = this.#subjectOf(this.#configOf(pair))
      const words = wordsOf(point, subject.left, language)
      if (words === undefined) continue
      const digest = digestOfWords(words)
      await this.#record(store, pair, { kind: 'answer', by, reason: value, detail: { question: point, language, ...words, digest } })
      await store.gate.keep(pair, { kind: 'answer', point, value, by, words: digest, at: this.#now(), about: aboutPoint(subject, point) })
    }
    for (const pair of new Set(answers.map((each) => each.pair))) await this.#open(store, pair, by)
  }

  async waive(pair: string, measure: Measure, name: string, reason: string): Promise<readonly PointId[]> {
    const [by, because] = [oneLine(name), oneLine(reason)]
    const store = await this.#options.store('beside')
    const subject = this.#subjectOf(this.#configOf(pair))
    const { measures } = judgeMeasures(subject, await store.gate.records(pair), this.#options.clock.now())
    const covers = measures.find((each) => each.measure === measure)?.points.filter(({ isMet }) => !isMet).map(({ id }) => id) ?? []
    if (covers.length === 0) return covers
    const waiver: Waiver = { kind: 'waiver', measure, by, because, covers, at: this.#now(), about: aboutMeasure(subject, measure) }
    await this.#record(store, pair, { kind: 'waive', by, reason: 'waived', detail: { measure, covers, because } })
    await store.gate.keep(pair, waiver)
    await this.#open(store, pair, by)
    return covers
  }

  async withdraw(pair: string, what: string, name: string): Promise<number> {
    const by = oneLine(name)
    const store = await this.#options.store('beside')
    this.#configOf(pair)
    const meant = (await store.gate.records(pair)).filter(
      (record) => what === 'all' || (record.kind === 'answer' && record.point === what) || (record.kind === 'waiver' && record.measure === what),
    )
    for (const record of meant) {
      if (record.kind === 'answer') await this.#record(store, pair, { kind: 'answer', by, reason: 'withdrawn', detail: { question: record.point } })
      if (record.kind === 'waiver') await this.#record(store, pair, { kind: 'waive', by, reason: 'withdrawn', detail: { measure: record.measure } })
      if (record.kind === 'opening') await this.#record(store, pair, { kind: 'answer', by, reason: 'gate-closed', detail: {} })
      await store.gate.forget(pair, record)
    }
    return meant.length
  }

  recoverySteps(pair: string, language: Language = 'en'): string {
    return recoverySteps(this.#namesOf(this.#configOf(pair)), language)
  }

  /** Where all measures hold now, runs may write from now on, until what they are about changes. Nothing is opened by a clock that was set back. */
  async #open(store: Store, pair: string, by: string): Promise<void> {
    const subject = this.#subjectOf(this.#configOf(pair))
    const records = await store.gate.records(pair)
    if (isOpen(subject, records) || this.#isBehind(records)) return
    const { isMet, measures } = judgeMeasures(subject, records, this.#options.clock.now())
    if (!isMet) return
    const points = measures.flatMap((each) => each.points.map(({ id, outcome, from }) => [id, each.state === 'waived' && outcome !== 'ok' ? 'waived' : `${outcome} (${from})`]))
    await this.#record(store, pair, { kind: 'answer', ...(by === 'preflight' ? {} : { by }), reason: 'gate-opened', detail: Object.fromEntries(points) })
    await store.gate.keep(pair, { kind: 'opening', at: this.#now(), about: digestOf(subject) })
    const since = this.#options.clock.now()
    await store.service.wish({ pair, why: 'asked', since, dueAt: since })
  }

  /** What could not be told this time does not take the place of what was told before about the same, as long as that counts. */
  async #keepFact(store: Store, pair: string, subject: Subject, before: readonly GateRecord[], fact: Fact): Promise<void> {
    const about = aboutPoint(subject, fact.check)
    const counts = (at: Instant): boolean => isOpen(subject, before) || this.#options.clock.now() - Date.parse(at) <= EVIDENCE_MS
    const isKnown = before.some((record) => record.kind === 'evidence' && record.fact.check === fact.check && record.about === about && tellsSomething(record.fact, subject) && counts(record.at))
    if (isKnown && !tellsSomething(fact, subject)) return
    await store.gate.keep(pair, { kind: 'evidence', fact, at: this.#now(), about })
  }

  /** What was done with the mailboxes that the pair had before proves nothing about those that it has now. */
  async #proofs(pair: string, subject: Subject, before: readonly GateRecord[]): Promise<readonly Fact[]> {
    const { safetyNet = NO_SAFETY_NET } = this.#options
    const told = async <Proof extends { readonly at: Instant }>(check: ProvenCheck, ask: (pair: string) => Promise<Proof | undefined>) => {
      const since = sinceOf(before, check, aboutPoint(subject, check), this.#now())
      const bound = since === undefined ? {} : { since }
      try {
        const proof = await ask(pair)
        return { ...bound, ...(proof === undefined || proof.at < (since ?? '') ? {} : { proof }) }
      } catch (error) {
        if (!(error instanceof SyncError)) throw error
        return { ...bound, problem: error.message }
      }
    }
    return [
      { check: 'backup-of-both', ...(await told('backup-of-both', safetyNet.backup)) },
      { check: 'restore-point', ...(await told('restore-point', safetyNet.restorePoint)) },
      { check: 'rehearsal', ...(await told('rehearsal', safetyNet.rehearsal)) },
    ]
  }

  async #record(store: Store, pair: string, { detail, ...record }: { readonly kind: 'answer' | 'waive'; readonly by?: string; readonly reason: string; readonly detail: object }): Promise<void> {
    await store.audit.record(pair, [{ at: this.#now(), run: `g${this.#options.newId()}`, detail: JSON.stringify(detail), ...record }])
  }

  #now(): Instant {
    return toInstant(this.#options.clock.now()) ?? ''
  }

  #isBehind(records: readonly GateRecord[]): boolean {
    return this.#options.clock.now() + CLOCK_SLACK_MS < newestOf(records)
  }

  #isEnforced(config: PairConfig): boolean {
    return this.#options.config.safety.gate === 'on' || !isOnThisMachine(config)
  }

  /** @throws {SyncError} `BAD_CONFIG` */
  #configOf(name: string): PairConfig {
    return pairOf(this.#options.config, name)
  }

  #leftOf({ imap }: PairConfig): 'dingtalk' | 'imap' {
    return imap === undefined ? 'dingtalk' : 'imap'
  }

  #subjectOf(config: PairConfig): Subject {
    const known = this.#subjects.get(config.name) ?? subjectOf(config, this.#options.config.database)
    this.#subjects.set(config.name, known)
    return known
  }

  #namesOf(config: PairConfig): Names {
    const server = config.dingtalk?.imap.host ?? config.imap?.host ?? ''
    const { address, tenant, clientId } = config.outlook
    return {
      pair: config.name,
      left: { kind: this.#leftOf(config), address: addressOf(config), server },
      right: { address, tenant, clientId },
      database: placeOf(this.#options.config.database),
    }
  }
}

/** Clocks of machines that share a database differ by a little. */
const CLOCK_SLACK_MS = 300_000

type ProvenCheck = 'backup-of-both' | 'restore-point' | 'rehearsal'

/** See `Proven.since`: it begins at `now` where the mailboxes are others than when they were looked at last. */
function sinceOf(before: readonly GateRecord[], check: ProvenCheck, about: string, now: Instant): Instant | undefined {
  const last = before.find((record) => record.kind === 'evidence' && record.fact.check === check)
  if (last?.kind !== 'evidence') return undefined
  if (last.about !== about) return now
  return 'since' in last.fact ? last.fact.since : undefined
}

/** What a person typed, for a report of lines: no more than a sentence or two, and nothing that moves a cursor. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim().slice(0, 500)

/** Of the left mailbox. */
const addressOf = ({ dingtalk, imap }: PairConfig): string => dingtalk?.address ?? imap?.address ?? ''

const digest = (...parts: readonly unknown[]): string => fingerprint(JSON.stringify(parts), 32)

/** A pair as its safety depends on it. */
function subjectOf({ name, dingtalk, imap, outlook, policy }: PairConfig, database: string): Subject {
  const server = dingtalk?.imap ?? imap
  const left = digest((dingtalk?.address ?? imap?.address ?? '').toLowerCase(), server?.host.toLowerCase(), server?.port, imap?.user, dingtalk?.openapi?.baseUrl, dingtalk?.openapi?.appId)
  return {
    left: imap === undefined ? 'dingtalk' : 'imap',
    parts: {
      left,
      right: digest(outlook.address.toLowerCase(), outlook.tenant.toLowerCase(), outlook.graphUrl, outlook.loginUrl),
      app: digest(outlook.clientId.toLowerCase()),
      // Slow to compute, so that who has only the database cannot try passwords against it.
      password: scryptSync(server?.password ?? '', `tongbu gate ${left}`, 16).toString('hex'),
      place: digest(name, placeOf(database)),
    },
    writesOutlook: policy.readOnly !== 'outlook',
    importsMime: outlook.importMime !== 'off',
  }
}

/** Where a database is, without name and password. */
function placeOf(database: string): string {
  const url = database.startsWith('postgres') ? URL.parse(database) : undefined
  return url === undefined || url === null ? database : `${url.protocol}//${url.host}${url.pathname}`
}
