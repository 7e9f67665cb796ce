import type { Deaf } from '../domain/deaf.ts'
import type { HeadTelling } from '../domain/audit-head.ts'
import type { ConnectionLook } from '../domain/connection-look.ts'
import type { SyncError } from '../domain/errors.ts'
import type { Side } from '../domain/side.ts'

/**
 * Why a pair is to run. `push`, `idle`: a cloud told of a change, to our address or over a connection of ours. `turn`: a long run let
 * another pair have its turn. `start`, `asked`: even a pair that waits for a person is tried.
 */
export type Why = 'start' | 'push' | 'idle' | 'poll' | 'retry' | 'turn' | 'asked'

/** That a pair is to run, at the latest at `dueAt`. Times are in milliseconds since 1970. */
export interface Wish {
  readonly pair: string
  readonly why: Why
  readonly since: number
  readonly dueAt: number
}

/** Nothing is done for a pair, or without `pair` for any of them, until it is taken back or `until` has passed. */
export interface Pause {
  readonly pair?: string
  /** Who or what asked for it. */
  readonly by: string
  readonly since: number
  readonly until?: number
}

/** A subscription to change notifications that was made and not ended. */
export interface KeptSubscription {
  readonly pair: string
  readonly side: Side
  readonly id: string
  readonly expiresAt: number
  /** What each of its notifications must carry. */
  readonly clientState: string
}

/**
 * How a pair stands, for whoever operates it. `in-step`: nothing to do. `behind`: more to do, soon. `waiting`: tried again by itself.
 * `decide`: operations are held. `gate`: not written to before its safety measures hold, which is looked at again by itself. `sign-in` and
 * `stuck`: not tried again until a person acts.
 */
export type StandingState = 'in-step' | 'behind' | 'waiting' | 'decide' | 'gate' | 'sign-in' | 'stuck'

export interface Standing {
  readonly pair: string
  readonly state: StandingState
  /** When it came to stand so. */
  readonly since: number
  /** A code of `ERROR_CODES`, where an error is why. */
  readonly code?: string
  /** One sentence, safe to show. */
  readonly message?: string
  /** When it is tried again by itself. */
  readonly retryAt?: number
  /** Ways of learning of changes that do not work now, one sentence each: the pair is polled meanwhile. */
  readonly deaf?: readonly Deaf[]
  /** Whether both clouds tell of changes by themselves, as another process says that listens. */
  readonly isTold?: boolean
  /** When both mailboxes were last listed whole. */
  readonly listedAt?: number
  /** Runs in a row that ended early or left something undone. */
  readonly failures?: number
  /** When a run last carried something over. */
  readonly changedAt?: number
  /** Looks in a row that found changes of which no cloud had told, though both should. */
  readonly untold?: number
}

/** What a person decided about held operations while the service runs. */
export interface Decision {
  readonly pair: string
  readonly hold: string
  readonly decision: 'apply' | 'discard'
}

/** How the changes of a pair are heard of now. */
export interface Hearing {
  /** Whether both clouds tell of changes by themselves. */
  readonly isTold: boolean
  /** See `Standing`. */
  readonly deaf: readonly Deaf[]
}

/** One turn of a process at the queue. */
export interface QueueTurn {
  /** Runs at the same time. */
  readonly most: number
  /** Does one run. A rejection puts it back, for a little later. */
  readonly perform: (wish: Wish) => Promise<void>
  /** Nothing is taken any more once it aborts. */
  readonly ending: AbortSignal
  /** Told of what keeps the process from the queue; it is tried again. */
  readonly onFailure: (error: SyncError) => void
}

/** Runs that wait for whichever process is free. Runs of one pair never overlap. Every method may throw `STORE_FAILURE`. */
export interface PairQueue {
  /** Replaces what waits for the same pair and of the same kind: asked for, heard of by one way, or planned. Only what is planned may so come later than it would have. */
  add(wish: Wish): Promise<void>
  /** Does what falls due; resolves once `ending` has aborted and what was under way has ended. Goes on by itself after a failure of the database. */
  work(turn: QueueTurn): Promise<void>
  /** How many pairs are due now and wait for a process: those that wait for a run of their own to end do not count. */
  waiting(): Promise<number>
  /** What was heard of and waits, also behind a run of the same pair; `since` is when it was last heard of. */
  heard(): Promise<readonly Pick<Wish, 'pair' | 'why' | 'since'>[]>
  /** Forgets what waits for a pair that is given up. One that is being done is not interrupted. */
  forget(pair: string): Promise<void>
  /** How many processes are there to do them. */
  workers(): Promise<number>
  /** Makes this process the one that listens; answers what is aborted when another may be it. Nothing while another is. */
  lead(): Promise<AbortSignal | undefined>
}

/** What the service remembers. Every method may throw `STORE_FAILURE`. */
export interface ServiceStore {
  pauses(): Promise<readonly Pause[]>
  /** Replaces a pause of the same pair. */
  pause(pause: Pause): Promise<void>
  /** Takes back the pause of one pair, or that of all together. */
  resume(pair: string | undefined): Promise<void>
  wishes(): Promise<readonly Wish[]>
  /** Replaces the wish of that pair. */
  wish(wish: Wish): Promise<void>
  /** Forgets the wish of a pair if it is the one from `since`. */
  fulfil(pair: string, since: number): Promise<void>
  decisions(): Promise<readonly Decision[]>
  /** Replaces the decision about that pair. */
  decide(decision: Decision): Promise<void>
  /** Forgets the decision about this hold. */
  decided(pair: string, hold: string): Promise<void>
  subscriptions(): Promise<readonly KeptSubscription[]>
  /** Replaces the one of the same pair and side. */
  keepSubscription(subscription: KeptSubscription): Promise<void>
  forgetSubscription(pair: string, side: Side): Promise<void>
  /** Of one pair, or of all. */
  standings(pair?: string): Promise<readonly Standing[]>
  setStanding(standing: Standing): Promise<void>
  /** From then on every standing of the pair tells so, beside what it says itself. Nothing happens where it has none. */
  setHearing(pair: string, hearing: Hearing): Promise<void>
  /** How the heads of the audit were last told outside, of each place that was ever tried. */
  headTellings(): Promise<readonly HeadTelling[]>
  /** Replaces the one of the same place. */
  setHeadTelling(telling: HeadTelling): Promise<void>
  /** What was found when both clouds were last asked, about one pair or about all. */
  looks(pair?: string): Promise<readonly ConnectionLook[]>
  /** Replaces the one of the same pair. */
  keepLook(look: ConnectionLook): Promise<void>
  /** Writes something small: whether the database can be written. */
  probe(now: number): Promise<void>
}
