import type { Mailbox } from '../../src/connectors/connector.ts'
import { MemoryCloud, type CloudMessage } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox, type MemoryMailboxOptions } from '../../src/connectors/memory/memory-mailbox.ts'
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts'
import { cloudAt, stateOfCloud, type CloudState } from './cloud-state.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import { leavePair, type LeavingOptions, type LeavingReport } from '../../src/engine/leave-pair.ts'
import type { PairContext } from '../../src/engine/pair-context.ts'
import type { PairStore } from '../../src/engine/ports.ts'
import type { Report } from '../../src/engine/report.ts'
import { syncPair, type SyncOptions } from '../../src/engine/sync-pair.ts'
import { probe, type Probed } from '../../src/engine/probe.ts'
import { rehearse, type Rehearsal, type RehearsalOptions } from '../../src/engine/rehearse.ts'
import { rollbackPair, type RollbackOptions, type RollbackReport } from '../../src/engine/rollback.ts'
import { undoRun, type UndoOptions, type UndoReport } from '../../src/engine/undo-run.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'

/** Time that only tests move. */
export class TestClock implements Clock {
  #now: number

  constructor(now: number = Date.parse('2026-03-01T00:00:00Z')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  async wait(ms: number): Promise<void> {
    this.#now += ms
  }

  advance(ms: number): void {
    this.#now += ms
  }
}

export interface MemoryPairOptions {
  readonly policy?: Partial<Policy>
  readonly left?: MemoryMailboxOptions
  readonly right?: MemoryMailboxOptions
  /** Which rules of a person fit a message. Default: there are none. */
  readonly watches?: PairContext['watches']
  /** Whether people are counted. Default: not. */
  readonly countsPeople?: boolean
  /** Default: a database in memory. */
  readonly database?: string
}

/** What a pair is made of, at one moment: as often as wished another pair can go on from it. */
export interface Moment {
  readonly clouds: Record<Side, CloudState>
  readonly now: number
  readonly ids: number
  readonly runs: number
}

/** What stands between the engine and its ports. */
export interface Wrap {
  readonly mailbox?: (mailbox: Mailbox) => Mailbox
  readonly store?: (store: PairStore) => PairStore
}

/** Two mailboxes in memory, kept in step through the real engine and a real database. */
export class MemoryPair {
  readonly clouds: Record<Side, MemoryCloud>
  readonly clock: TestClock
  readonly policy: Policy
  readonly database: string
  readonly #options: MemoryPairOptions
  store: Store | undefined
  #ids: number
  #runs: number

  constructor(options: MemoryPairOptions = {}, from?: Moment) {
    this.#options = options
    this.database = options.database ?? 'sqlite::memory:'
    this.policy = { ...DEFAULT_POLICY, ...options.policy }
    this.clouds = from === undefined ? { left: new MemoryCloud('L'), right: new MemoryCloud('R') } : { left: cloudAt(from.clouds.left), right: cloudAt(from.clouds.right) }
    this.clock = new TestClock(from?.now)
    this.#ids = from?.ids ?? 0
    this.#runs = from?.runs ?? 0
  }

  /** All but the database. */
  moment(): Moment {
    const { left, right } = this.clouds
    return { clouds: { left: stateOfCloud(left), right: stateOfCloud(right) }, now: this.clock.now(), ids: this.#ids, runs: this.#runs }
  }

  newId = (): string => `i${String(++this.#ids).padStart(6, '0')}`

  mailbox(side: Side): Mailbox {
    const style = side === 'left' ? 'listing' : 'delta'
    return openMemoryMailbox(this.clouds[side], this.#options[side] ?? { style })
  }

  async pairStore(): Promise<PairStore> {
    this.store ??= await openStore(this.database, { clock: this.clock })
    return this.store.pair('test')
  }

  /** Forgets everything that was remembered, as if the database had been deleted. */
  async loseState(): Promise<void> {
    await this.store?.close()
    this.store = undefined
  }

  async sync(options: SyncOptions = { untilQuiet: true }, wrap: Wrap = {}): Promise<Report> {
    return syncPair(await this.#context(wrap), options)
  }

  /** Takes a run back, in a run of its own. */
  async undo(options: UndoOptions, wrap: Wrap = {}): Promise<UndoReport> {
    return undoRun(await this.#context(wrap), options)
  }

  /** Gives the pair up. */
  async leave(options: Partial<LeavingOptions> = {}, wrap: Wrap = {}): Promise<LeavingReport> {
    const subscriptions = { remembered: { left: [], right: [] }, isOurs: () => false }
    return leavePair(await this.#context(wrap), { copies: 'keep', shared: [], subscriptions, ...options })
  }

  /** Goes back to a restore point, in a run of its own. */
  async rollback(options: RollbackOptions, backup: NonNullable<PairContext['backup']>, wrap: Wrap = {}): Promise<RollbackReport> {
    return rollbackPair({ ...(await this.#context(wrap)), backup }, options)
  }

  /** Tries a restore, in a run of its own. */
  async rehearse(options: RehearsalOptions, backup: NonNullable<PairContext['backup']>, wrap: Wrap = {}): Promise<Rehearsal> {
    return rehearse({ ...(await this.#context(wrap)), backup }, options)
  }

  /** A two-way test, in a run of its own. */
  async probe(wrap: Wrap = {}): Promise<Probed> {
    return probe(await this.#context(wrap), { place: 'simulation' })
  }

  async #context(wrap: Wrap): Promise<PairContext> {
    const store = await this.pairStore()
    const mailboxes = { left: this.mailbox('left'), right: this.mailbox('right') }
    return {
      pair: 'test',
      run: `run${++this.#runs}`,
      mailboxes: wrap.mailbox === undefined ? mailboxes : { left: wrap.mailbox(mailboxes.left), right: wrap.mailbox(mailboxes.right) },
      store: wrap.store === undefined ? store : wrap.store(store),
      policy: this.policy,
      countsPeople: this.#options.countsPeople ?? false,
      ...(this.#options.watches === undefined ? {} : { watches: this.#options.watches }),
      clock: this.clock,
      newId: this.newId,
      signal: new AbortController().signal,
      onProgress: () => {},
    }
  }

  /** Every message as one line, sorted: equal arrays mean equal mailboxes. */
  lines(side: Side): string[] {
    const cloud = this.clouds[side]
    const path = (id: string | undefined): string => {
      const folder = id === undefined ? undefined : cloud.folders.get(id)
      if (folder === undefined) return ''
      return folder.role ?? `${path(folder.parentId)}/${folder.name}`
    }
    const place = (message: CloudMessage): string => (isInTrash(cloud, message.folderId) ? 'trash' : path(message.folderId))
    return [...cloud.messages.values()].map((message) => `${place(message)} | ${message.mime.replaceAll('\r\n', '~')} | ${JSON.stringify(message.marks)} | ${message.receivedAt}`).sort()
  }

  folderPaths(side: Side): string[] {
    const cloud = this.clouds[side]
    const path = (id: string | undefined): string => {
      const folder = id === undefined ? undefined : cloud.folders.get(id)
      return folder === undefined ? '' : `${path(folder.parentId)}/${folder.role ?? folder.name}`
    }
    return [...cloud.folders.keys()].map(path).sort()
  }

  get revision(): number {
    return SIDES.reduce((sum, side) => sum + this.clouds[side].revision, 0)
  }
}

function isInTrash(cloud: MemoryCloud, folderId: string): boolean {
  for (let id: string | undefined = folderId; id !== undefined; id = cloud.folders.get(id)?.parentId) if (cloud.folders.get(id)?.role === 'trash') return true
  return false
}

/** A small mail. Equal arguments make equal bytes. */
export function mail(name: string, options: { id?: string | null; body?: string; from?: string } = {}): string {
  const id = options.id === undefined ? `<${name}@test>` : options.id
  return [
    ...(id === null ? [] : [`Message-ID: ${id}`]),
    `From: ${options.from ?? 'chen@factory.example'}`,
    'To: anna@trading.example',
    `Subject: ${name}`,
    'Date: Mon, 05 Jan 2026 08:00:00 +0000',
    '',
    options.body ?? `Body of ${name}`,
    '',
  ].join('\r\n')
}
