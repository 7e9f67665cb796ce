import type { AccountsStore } from './accounts/ports.ts'
import type { PairInfo, PairStatus, PlannedRun, Platform, RunOptions, SyncRequest, UndoneRun } from './app-types.ts'
import type { CheckResult, Mailbox } from './connectors/connector.ts'
import type { Config, PairConfig } from './config/config.ts'
import { isOnThisMachine } from './config/endpoints.ts'
import { pairOf } from './config/pair-of.ts'
import { policyOf } from './config/policy-of.ts'
import { SyncError } from './domain/errors.ts'
import type { Operation } from './domain/operation.ts'
import { SIDES, type Side } from './domain/side.ts'
import { explainOperations } from './engine/explain-operations.ts'
import type { PairContext } from './engine/pair-context.ts'
import { planPair } from './engine/plan-pair.ts'
import type { PairStore, RunSummary } from './engine/ports.ts'
import type { Report } from './engine/report.ts'
import { relist } from './engine/relist.ts'
import { syncPair } from './engine/sync-pair.ts'
import { lastReportOf, tellFailure, tellGauges, tellReport, tellSettled, tookMs, type RunCause } from './engine/tell-run.ts'
import { undoRun, type UndoOptions } from './engine/undo-run.ts'
import { verifyPair, type Verification } from './engine/verify-pair.ts'
import { createBackups, type Backups } from './backup-app.ts'
import { checkMachine, diagnose, freeSpace, type Diagnosis } from './checks.ts'
import { Gate, type Preflight } from './gate-app.ts'
import { safetyNetOf } from './safety-net.ts'
import { createKeptStore, type KeptStore } from './kept-store.ts'
import { Mailboxes } from './mailboxes.ts'
import { owningPair, type Patience } from './own-pair.ts'
import { createProbes, type Probes } from './probe-app.ts'
import { createRollbacks, type Rollbacks } from './rollback-app.ts'
import { createTelling, type Telling } from './telling-app.ts'
import { createPrivacy, type Privacy } from './privacy-app.ts'
import { createDecisions, plannedRun, type Decisions } from './decide-app.ts'
import { createTurns } from './turns.ts'
import { NO_TELEMETRY, type Telemetry } from './platform/telemetry.ts'
import type { Explained } from './reconcile/explain.ts'
import type { OpenFront } from './serve.ts'
import type { PairRunner } from './service/pair-runner.ts'
import { asServed } from './service/as-served.ts'
import type { ServiceStore } from './service/ports.ts'
import { createSignIns, vaultOf, type SignIns, type SignInsOptions } from './sign-in-app.ts'
import { uninstallPair, type Uninstalled, type UninstallRequest } from './uninstall.ts'
import { openAudit, type Audit } from './audit-app.ts'

export type { PairInfo, PairStatus, PlannedRun, Platform, RunOptions, SyncRequest, UndoneRun } from './app-types.ts'
export type { Backups } from './backup-app.ts'
export type { Probed, Probes } from './probe-app.ts'
export type { RolledBack, Rollbacks } from './rollback-app.ts'
export type { Rehearsal } from './engine/rehearse.ts'
export type { Diagnosis } from './checks.ts'
export type { RunSummary } from './engine/ports.ts'
export type { AuditLink, AuditQuery, AuditTrail, AuditVerdict } from './store/store.ts'
export type { Preflight, PreflightReport } from './gate-app.ts'
export type { Verification } from './engine/verify-pair.ts'
export type { Uninstalled } from './uninstall.ts'
export type { SignIns, SignInStanding } from './sign-in-app.ts'

/** Everything that commands and, later, the server do. */
export interface App {
  pairs(): readonly PairInfo[]
  /** Reads both mailboxes and writes to neither. */
  plan(pair: string, options: RunOptions): Promise<PlannedRun>
  /** @throws {SyncError} `HOLD_CHANGED` when the named hold is not open. Everything else that stops a run is in the report. */
  sync(pair: string, options: SyncRequest): Promise<Report>
  verify(pair: string, options: RunOptions & { readonly content?: boolean }): Promise<Verification>
  /** The last `most` runs that changed anything, newest first. From memory alone. */
  runs(pair: string, most: number): Promise<readonly RunSummary[]>
  /** Takes back what one run moved and marked. @throws {SyncError} `UNKNOWN_RUN`. Everything else that stops it is in the report. */
  undo(pair: string, options: RunOptions & UndoOptions): Promise<UndoneRun>
  /** Gives a pair up: see `uninstallPair`. What stops it is in the report. */
  uninstall(pair: string, request: UninstallRequest): Promise<Uninstalled>
  /** The record of everything that was done. From memory alone. */
  audit(): Promise<Audit>
  /** Restore points of both mailboxes of each pair. */
  backups(): Backups
  /** The safety measures, which runs ask for before they write. */
  preflight(): Preflight
  /** Going back to one of them. */
  rollbacks(): Rollbacks
  /** Two-way tests. */
  probes(): Probes
  /** What waits for a person, and what was decided for them. */
  decisions(): Decisions
  /** What is told to whoever listens. */
  events(): Telling
  /** What is owed to the people whose data this is. */
  privacy(): Privacy
  /** Sign-ins of people to the Outlook side of pairs. */
  signIns(): SignIns
  /** From memory alone; asks no cloud. */
  status(pair: string): Promise<PairStatus>
  /** Of one pair, or of all. Problems of one side are its checks, not errors. */
  doctor(pair: string | undefined, options: RunOptions): Promise<readonly Diagnosis[]>
  /** What is found about this machine. */
  machine(): Promise<readonly CheckResult[]>
  /** Names of the migrations that were applied. */
  migrate(): Promise<readonly string[]>
  /** Keeps all pairs in step until `ending` aborts. @throws {SyncError} `STORE_LOCKED` and others where the database is not ours to use */
  serve(ending: AbortSignal, onListening: (url: string) => void, front?: OpenFront): Promise<void>
  /** Does runs of pairs beside other processes, until `ending` aborts. `onWorking`: see `WorkOptions`. @throws {SyncError} `BAD_CONFIG` where the database is SQLite */
  work(ending: AbortSignal, onWorking?: (url: string | undefined) => void): Promise<void>
  /** Who may sign in, to be written beside it too. */
  accounts(): Promise<AccountsStore>
  /** What the service remembers, to be written beside it. */
  beside(): Promise<ServiceStore>
  /** Requests made so far, by `cloud kind`. */
  requests(): Readonly<Record<string, number>>
  /** Share of the tightest provider window that is used now, 0–1. */
  windowShare(): number
  /** Whether several processes may share the work. */
  readonly isShared: boolean
  close(): Promise<void>
}

/** The only place where things are built. Asks nothing of anybody until a method is called. */
export async function openApp(config: Config, platform: Platform): Promise<App> {
  return new Tongbu(config, platform)
}

/** The mailboxes and the memory of one pair, opened once and kept. */
interface OpenPair {
  readonly config: PairConfig
  readonly mailboxes: Readonly<Record<Side, Mailbox>>
}

/** How long a worker waits for a pair that it was given and that is somebody else's for a moment. */
const WORKER_WAITS_MS = 5000

class Tongbu implements App {
  readonly #config: Config
  readonly #platform: Platform
  readonly #pairs = new Map<string, Promise<OpenPair>>()
  readonly #mailboxes: Mailboxes
  readonly #telemetry: Telemetry
  readonly #gate: Gate
  /** When the last run began that ended with nothing left to do, by pair, in milliseconds. */
  readonly #inStepAt = new Map<string, number>()
  readonly #turns = createTurns()
  readonly #backups: Backups
  readonly #endRefresh: () => void
  /** Once more, beside those that runs work with: whoever opens them closes them. */
  readonly #openBeside = async (pair: string) => this.#mailboxes.openBeside(pairOf(this.#config, pair), await (await this.#pairStore(pair, false)).checkpoints('left'))
  readonly #mailboxesOf = async (pair: string) => (await this.#open(pair)).mailboxes
  readonly #signInsOptions: SignInsOptions
  readonly #store: KeptStore
  readonly isShared: boolean
  #patience: Patience

  constructor(config: Config, platform: Platform, patience: Patience = {}) {
    this.#config = config
    this.isShared = /^postgres(ql)?:/.test(config.database)
    this.#platform = platform
    this.#patience = patience
    // Who looks and counts calls, or renews the sign-in of a person, has to write that down.
    const looksAs = config.pairs.some(({ dingtalk, outlook }) => dingtalk?.openapi?.callsPerMonth !== undefined || outlook.signIn === 'person') ? 'beside' : false
    this.#store = createKeptStore({ database: config.database, clock: platform.clock, looksAs })
    this.#telemetry = platform.telemetry ?? NO_TELEMETRY
    this.#signInsOptions = { ...platform, pairOf: (name) => pairOf(config, name), store: () => this.#store.open('beside') }
    this.#mailboxes = new Mailboxes({ ...platform, telemetry: this.#telemetry, ledger: async () => (await this.#store.open(false)).calls, vault: (pair) => vaultOf(pair, this.#signInsOptions), mayWrite: async (pair) => (await this.#store.open(false)).confirm?.(pair) })
    this.#backups = createBackups({ config, clock: platform.clock, newId: platform.newId, telemetry: this.#telemetry, store: () => this.#store.open('beside'), openMailboxes: this.#openBeside })
    this.#gate = new Gate({ config, safetyNet: safetyNetOf(this.#backups, { lastRehearsal: (pair) => this.rollbacks().lastRehearsal(pair) }), ...platform, store: (use) => this.#store.open(use), openMailboxes: this.#openBeside, month: (pair) => this.#mailboxes.monthStanding(pair) })
    this.#endRefresh = this.#telemetry.beforeMetrics(() => tellGauges(this.#telemetry, { inStepAt: this.#inStepAt, now: platform.clock.now(), windowShare: this.#mailboxes.windowShare() }))
  }

  pairs(): readonly PairInfo[] {
    return this.#config.pairs.map((pair) => ({ name: pair.name, left: pair.dingtalk === undefined ? 'imap' : 'dingtalk', right: 'outlook', policy: policyOf(pair) }))
  }

  plan(pair: string, options: RunOptions): Promise<PlannedRun> {
    return this.#owning(pair, options, async (context) => plannedRun(await planPair(context), (operations) => this.#explain(operations, context)))
  }

  async sync(pair: string, options: SyncRequest): Promise<Report> {
    const { untilQuiet = false, applyHold, discardHold } = options
    const decided = { ...(applyHold === undefined ? {} : { applyHold }), ...(discardHold === undefined ? {} : { discardHold }) }
    let cause: RunCause = options.cause ?? { channel: 'manual', at: this.#platform.clock.now() }
    const takeHint = (): boolean => {
      const hint = options.takeHint?.()
      cause = { ...cause, ...hint }
      return hint !== undefined
    }
    const onSettled: PairContext['onSettled'] = (operation, item) => tellSettled(this.#telemetry, this.#platform.clock, cause, operation, item)
    const run = async (context: PairContext): Promise<Report> => {
      if (options.relist === true) await relist(context)
      if (!this.#inStepAt.has(pair)) cause = { ...cause, isFirst: true }
      const report = await syncPair({ ...context, onSettled, tookMs: (...about) => tookMs(this.#platform.clock, cause, ...about), ...(await this.events().watch.forRun(pair)), takeHint, ...(options.ending === undefined ? {} : { ending: options.ending }) }, { untilQuiet, ...decided })
      await this.#mailboxes.monthStanding(pairOf(this.#config, pair)).catch(() => undefined)
      tellReport(this.#telemetry, report, await context.store.counts().catch(() => undefined))
      return report
    }
    try {
      const beforeIt = () => this.#backups.beforeRun(pair, { ...options, appliesHold: applyHold !== undefined, isServed: options.cause !== undefined })
      const report = await this.#writing(pair, options, run, beforeIt)
      if (report.inStepAt !== undefined) this.#inStepAt.set(pair, Date.parse(report.inStepAt))
      return report
    } catch (error) {
      tellFailure(this.#telemetry, pair, error)
      throw error
    }
  }

  async verify(pair: string, options: Parameters<App['verify']>[1]): Promise<Verification> {
    return verifyPair(await this.#context(pair, options, false), { content: options.content ?? false })
  }

  async runs(pair: string, most: number): Promise<readonly RunSummary[]> {
    return (await this.#pairStore(pair, false)).runs(most)
  }

  async undo(pair: string, options: Parameters<App['undo']>[1]): Promise<UndoneRun> {
    const work = async (context: PairContext): Promise<UndoneRun> => {
      const report = await undoRun(context, options)
      return { ...report, sentences: await this.#explain(report.planned, context) }
    }
    return options.dryRun === true ? this.#owning(pair, options, work) : this.#writing(pair, options, work)
  }

  async uninstall(pair: string, request: UninstallRequest): Promise<Uninstalled> {
    const uninstall = (by: Tongbu) => uninstallPair(pairOf(this.#config, pair), request, { config: this.#config, clock: this.#platform.clock, openStore: () => by.#store.open(true), owning: (work) => by.#owning(pair, request, work), explain: this.#explain.bind(this) })
    return this.#withHands(uninstall)
  }

  preflight(): Preflight {
    return this.#gate
  }

  async audit(): Promise<Audit> {
    return openAudit({ config: this.#config, ...this.#platform, telemetry: this.#telemetry, store: (use) => this.#store.open(use) })
  }

  backups(): Backups {
    return this.#backups
  }

  rollbacks(): Rollbacks {
    return createRollbacks({ backups: this.#backups, clock: this.#platform.clock, store: (use) => this.#store.open(use), owning: (pair, call, work) => this.#owning(pair, call, work), explain: (operations, context) => this.#explain(operations, context) })
  }

  probes(): Probes {
    const config = (pair: string): PairConfig => pairOf(this.#config, pair)
    const pass = async (pair: string): Promise<void> => this.#gate.pass(pair, (await this.#store.open(true)).gate)
    return createProbes({ clock: this.#platform.clock, pass, placeOf: (pair) => (isOnThisMachine(config(pair)) ? 'simulation' : 'tenant'), isOneWay: (pair) => config(pair).policy.readOnly !== undefined, store: () => this.#store.open(false), owning: (...work) => this.#owning(...work) })
  }

  decisions(): Decisions {
    return createDecisions({ store: () => this.#store.open(false), owning: (...work) => this.#owning(...work), writing: (...work) => this.#writing(...work), explain: this.#explain.bind(this) })
  }

  events(): Telling {
    return createTelling({ config: this.#config, ...this.#platform, keyPlace: this.#platform.keyPlace, telemetry: this.#telemetry, store: (use) => this.#store.open(use), mailboxes: this.#mailboxesOf, month: (pair) => this.#mailboxes.monthStanding(pairOf(this.#config, pair)), backups: this.#backups })
  }

  privacy(): Privacy {
    return createPrivacy({ config: this.#config, ...this.#platform, store: (use) => this.#store.open(use), owned: (work) => this.#withHands(async (hands) => work(await hands.#store.open(true), hands.#patience)), turns: this.#turns, openMailboxes: this.#openBeside, backups: this.#backups, archive: this.#backups.archive })
  }

  signIns(): SignIns {
    return createSignIns(this.#signInsOptions)
  }

  async status(pair: string): Promise<PairStatus> {
    const store = await this.#pairStore(pair, false)
    const lastReport = await lastReportOf(store)
    const month = await this.#mailboxes.monthStanding(pairOf(this.#config, pair))
    return {
      pair,
      counts: await store.counts(),
      ...(month === undefined ? {} : { month }),
      ...(lastReport === undefined ? {} : { lastReport }),
      openHolds: lastReport?.holds ?? [],
      setAside: await store.setAside(),
      findings: [...(lastReport?.findings ?? []), ...(await this.privacy().findings())],
      ...(await asServed((await this.#store.open(false)).service, pair, this.#platform.clock.now())),
    }
  }

  async doctor(pair: string | undefined, { signal }: RunOptions): Promise<readonly Diagnosis[]> {
    const names = pair === undefined ? this.#config.pairs.map(({ name }) => name) : [pair]
    return diagnose(names, this.#mailboxesOf, signal)
  }

  async machine(): Promise<readonly CheckResult[]> {
    return checkMachine(this.#config.database, this.#platform.freeBytes)
  }

  async migrate(): Promise<readonly string[]> {
    return (await this.#store.open(true)).migrate()
  }

  async serve(ending: AbortSignal, onListening: (url: string) => void, front?: OpenFront): Promise<void> {
    this.#store.keepFor(this.isShared ? 'beside' : true)
    const { serve } = await import('./serve.ts')
    const runner: PairRunner = { run: (pair, request) => this.sync(pair, { ...request, untilQuiet: true }), mailboxes: this.#mailboxesOf, reopen: (pair) => this.#turns.take(pair, ending, () => this.#closePair(pair)) }
    const options = { config: this.#config, runner, platform: { ...this.#platform, telemetry: this.#telemetry }, beside: [this.events().run, this.#backups.pruneDaily], onListening, ...(front === undefined ? {} : { front }) }
    if (!this.isShared && this.#config.serve.frontOnly) throw new SyncError('BAD_CONFIG', '`serve.frontOnly` needs a PostgreSQL database: with SQLite nobody else can do the work.')
    if (!this.isShared) return serve({ ...options, openStore: () => this.#store.open(true) }, ending)
    // Whoever listens must not own a pair, so whoever works has a memory of its own.
    const worker = this.#config.serve.frontOnly ? undefined : new Tongbu(this.#config, this.#platform)
    const beside = worker && { work: (until: AbortSignal) => worker.work(until).finally(() => worker.close()) }
    await serve({ ...options, openStore: () => this.#store.open('beside'), ...beside }, ending)
  }

  async work(ending: AbortSignal, onWorking?: (url: string | undefined) => void): Promise<void> {
    if (!this.isShared) throw new SyncError('BAD_CONFIG', 'Workers share a PostgreSQL database; with SQLite the service does all the work.')
    const { work } = await import('./serve.ts')
    // Somebody at a dashboard may be looking into the pair: that is no trouble to be told of.
    this.#patience = { waitsBy: this.#platform.clock, forMs: WORKER_WAITS_MS }
    // Another process may have the pair next, and what a connection remembers of it would then be out of date.
    const run: PairRunner['run'] = (pair, request) => this.sync(pair, { ...request, untilQuiet: true }).finally(() => this.#closePair(pair))
    const runner = { run, reopen: (pair: string) => this.#closePair(pair) }
    const options = { config: this.#config, runner, openStore: () => this.#store.open(true), platform: { ...this.#platform, telemetry: this.#telemetry } }
    await work({ ...options, ...(onWorking === undefined ? {} : { onWorking }) }, ending)
  }

  async accounts(): Promise<AccountsStore> {
    return (await this.#store.open('beside')).accounts
  }

  async beside(): Promise<ServiceStore> {
    return (await this.#store.open('beside')).service
  }

  requests(): Readonly<Record<string, number>> {
    return this.#mailboxes.requests()
  }

  windowShare(): number {
    return this.#mailboxes.windowShare() ?? 0
  }

  async close(): Promise<void> {
    this.#endRefresh()
    await this.#backups.close()
    for (const name of this.#pairs.keys()) await this.#closePair(name)
    await this.#store.close()
  }

  async #explain(operations: readonly Operation[], { store, pair }: PairContext): Promise<Explained[]> {
    const { dingtalk } = (await this.#open(pair)).config
    return explainOperations(operations, store, { left: dingtalk === undefined ? 'IMAP' : 'DingTalk', right: 'Outlook' })
  }

  async #context(pair: string, options: RunOptions, exclusive: boolean): Promise<PairContext> {
    const store = await this.#pairStore(pair, exclusive)
    const { config, mailboxes } = await this.#open(pair)
    const { clock, newId } = this.#platform
    const { signal, onProgress = () => {} } = options
    // Begins with a letter: an id that begins with a hyphen would be an option when a person names it.
    return { pair, run: `r${newId()}`, mailboxes, store, policy: policyOf(config), countsPeople: this.#config.privacy.countPeople, clock, newId, signal, onProgress, disk: () => freeSpace(this.#config.database, this.#platform.freeBytes) }
  }

  /** As `#owning`, and writes to its mailboxes. @throws {SyncError} `GATE_CLOSED` */
  async #writing<Result>(pair: string, options: RunOptions, work: (context: PairContext) => Promise<Result>, beforeIt = async (): Promise<void> => {}): Promise<Result> {
    await this.#gate.pass(pair, (await this.#store.open(true)).gate)
    await beforeIt()
    return this.#owning(pair, options, work)
  }

  /** Works on a pair that is nobody else's meanwhile, also behind a closed gate. */
  async #owning<Result>(pair: string, options: RunOptions, work: (context: PairContext) => Promise<Result>): Promise<Result> {
    const own = async (hands: Tongbu): Promise<Result> => owningPair(await hands.#store.open(true), { pair, signal: options.signal, ...hands.#patience }, (signal) => hands.#context(pair, { ...options, signal }, true), work)
    return this.#turns.take(pair, options.signal, () => this.#withHands(own))
  }

  /** Whoever listens while others own the pairs has what owns one done with a memory and connections of its own, given back afterwards; all others do it themselves. */
  async #withHands<Result>(work: (hands: Tongbu) => Promise<Result>): Promise<Result> {
    if (!this.#store.isBeside) return work(this)
    const hands = new Tongbu(this.#config, this.#platform, { waitsBy: this.#platform.clock })
    return work(hands).finally(() => hands.close())
  }

  async #pairStore(pair: string, exclusive: boolean): Promise<PairStore> {
    return (await this.#store.open(exclusive)).pair(pair)
  }

  #open(name: string): Promise<OpenPair> {
    const known = this.#pairs.get(name)
    if (known !== undefined) return known
    const opening = this.#openPair(name)
    this.#pairs.set(name, opening)
    opening.catch(() => this.#pairs.delete(name))
    return opening
  }

  /** Gives back the connections of a pair; its next use opens it anew. */
  async #closePair(name: string): Promise<void> {
    const pair = await this.#pairs.get(name)?.catch(() => undefined)
    this.#pairs.delete(name)
    for (const side of SIDES) await pair?.mailboxes[side].close()
  }

  async #openPair(name: string): Promise<OpenPair> {
    const config = pairOf(this.#config, name)
    const store = await this.#pairStore(name, false)
    const remembered = await store.checkpoints('left')
    const inStepAt = (await lastReportOf(store))?.inStepAt
    if (inStepAt !== undefined) this.#inStepAt.set(name, Date.parse(inStepAt))
    return { config, mailboxes: this.#mailboxes.open(config, remembered) }
  }
}
