import type { StandingState } from './ports.ts'

/** Whether the service does what it is there for. Holds no name of a pair: it may be read from outside. */
export interface Readiness {
  readonly ready: boolean
  /** Why not, one sentence each. */
  readonly reasons: readonly string[]
  /** Pairs by state. */
  readonly pairs: Readonly<Partial<Record<StandingState | 'paused', number>>>
}

export interface ReadinessFacts {
  readonly standings: readonly { readonly state: StandingState | 'paused'; readonly isHealthy: boolean }[]
  readonly storeProblem: string | undefined
  readonly isStopped: boolean
  readonly isEnding: boolean
  /** Others are to do the work, and nobody does. */
  readonly isLeftAlone: boolean
  /** Another service listens, and this one waits to take its place. */
  readonly isStandby: boolean
}

/** Ready: the database answers, nobody stopped everything, and not all pairs fail. */
export function readinessOf({ standings, storeProblem, isStopped, isEnding, isLeftAlone, isStandby }: ReadinessFacts): Readiness {
  const reasons: string[] = []
  if (isEnding) reasons.push('It is ending.')
  if (isStandby) reasons.push('Another service listens; this one takes its place when it ends.')
  if (isLeftAlone) reasons.push('No worker is running; start `tongbu worker`.')
  if (storeProblem !== undefined) reasons.push(storeProblem)
  if (isStopped) reasons.push('Everything was stopped by a person; `tongbu resume --all` takes it back.')
  const tried = standings.filter(({ state }) => state !== 'paused')
  if (tried.length > 0 && tried.every(({ isHealthy }) => !isHealthy)) reasons.push('No pair can be kept in step; `tongbu status` says why.')
  const pairs: Partial<Record<StandingState | 'paused', number>> = {}
  for (const { state } of standings) pairs[state] = (pairs[state] ?? 0) + 1
  return { ready: reasons.length === 0, reasons, pairs }
}
