import type { Condition } from './alert.ts'

/** How a pair stands, as far as alerts ask. */
export interface PairState {
  readonly pair: string
  readonly state: string
  readonly code?: string
  readonly isPaused: boolean
  /** When all was in step last, in milliseconds since 1970; absent before the first time. */
  readonly inStepAt?: number
  /** Messages that were set aside within a day. */
  readonly setAside: number
  /** The calls of the month. */
  readonly quota?: { readonly used: number; readonly limit: number; readonly spentOn?: string }
  readonly isBackupLate?: boolean
}

export interface InstallationState {
  readonly pairs: readonly PairState[]
  /** Times in a row that the address outside could not be reached. */
  readonly heartbeatsLost: number
  readonly now: number
}

export interface Thresholds {
  readonly lagMinutes: number
  readonly setAsidePerDay: number
}

/** One heartbeat may be lost. */
const HEARTBEATS = 3

/** What somebody is to be told of how the installation stands. What a person paused is as they want it. */
export function conditionsOf({ pairs, heartbeatsLost, now }: InstallationState, { lagMinutes, setAsidePerDay }: Thresholds): Condition[] {
  const perPair = pairs.flatMap((each): Condition[] => {
    const { pair, state, code, isPaused, inStepAt, setAside, quota, isBackupLate } = each
    const about = (kind: Condition['kind'], data: Condition['data'] = {}): Condition => ({ key: `${kind} ${pair}`, kind, pair, data })
    const lag = inStepAt === undefined ? 0 : Math.floor((now - inStepAt) / 60_000)
    const isRunning = !isPaused && state !== 'gate'
    return [
      ...(state === 'sign-in' ? [about('sign-in', code === undefined ? {} : { code })] : []),
      ...(state === 'stuck' ? [about('stuck', code === undefined ? {} : { code })] : []),
      ...(state === 'decide' ? [about('hold')] : []),
      // A hold keeps a pair from being in step, and is told itself.
      ...(isRunning && state !== 'decide' && state !== 'sign-in' && state !== 'stuck' && lag >= lagMinutes ? [about('lag', { minutes: lag })] : []),
      ...(setAside >= setAsidePerDay ? [about('set-aside', { count: setAside })] : []),
      ...(quota?.spentOn === undefined ? [] : [about('quota', { used: quota.used, limit: quota.limit, spentOn: quota.spentOn })]),
      ...(isBackupLate === true ? [about('backup')] : []),
    ]
  })
  return heartbeatsLost >= HEARTBEATS ? [...perPair, { key: 'heartbeat', kind: 'heartbeat', data: {} }] : perPair
}
