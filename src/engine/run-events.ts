import { SIDES, type Side } from '../domain/side.ts'
import type { NewEvent } from '../domain/feed-event.ts'
import type { ChangeSet } from './ports.ts'
import type { Hold, Report } from './report.ts'

/** The fact that names the holds that are open. A run that is stopped early says nothing of them, so its report does not. */
export const OPEN_HOLDS = 'holds'

/** One that waits for a decision, and on which side. */
export interface OpenHold {
  readonly id: string
  readonly on: Side
  /** Absent in what earlier versions wrote. */
  readonly reason?: Hold['reason']
}

/** What a run knows of the holds of its pair. */
export interface RunHolds {
  /** Open when it began. */
  readonly before: readonly OpenHold[]
  /** Open now; absent where it did not come so far as to know. */
  readonly now?: readonly Hold[]
  readonly decided?: { readonly hold: string; readonly decision: 'apply' | 'discard' }
}

/** What a run tells of itself. One that did nothing, and was stopped by nothing new, tells nothing: there is one every minute. */
export function runEvents(report: Report, before: Pick<Report, 'stoppedBy'> | undefined, holds: RunHolds): Pick<ChangeSet, 'events' | 'facts'> {
  const at = { at: report.endedAt, run: report.run }
  const { now, decided } = holds
  const known = new Set(holds.before.map(({ id }) => id))
  const isOpen = (id: string): boolean => now?.some((hold) => hold.id === id) === true
  const isDecided = decided !== undefined && known.has(decided.hold) && now !== undefined && !isOpen(decided.hold)
  const opened = (now ?? []).filter(({ id }) => !known.has(id))
  const open = now?.map(({ id, on, reason }): OpenHold => ({ id, on, reason }))
  const closed = now === undefined ? [] : [...known].filter((id) => !isOpen(id) && !(isDecided && id === decided.hold))
  return {
    events: [
      ...(isDecided ? [{ ...at, kind: 'hold.decided' as const, data: decided }] : []),
      ...closed.map((hold): NewEvent => ({ ...at, kind: 'hold.closed', data: { hold } })),
      ...opened.map(({ id, on, operations, reason }): NewEvent => ({ ...at, kind: 'hold.opened', on, data: { hold: id, operations, reason } })),
      ...ended(report, before),
    ],
    ...(open !== undefined && JSON.stringify(open) !== JSON.stringify(holds.before) ? { facts: { [OPEN_HOLDS]: JSON.stringify(open) } } : {}),
  }
}

function ended(report: Report, before: Pick<Report, 'stoppedBy'> | undefined): NewEvent[] {
  const { run, endedAt, startedAt, quiet, failed, done, stoppedBy } = report
  const written = SIDES.flatMap((side) => Object.values(done[side])).reduce<number>((sum, count) => sum + (count ?? 0), 0)
  if (written === 0 && failed === 0 && stoppedBy?.code === before?.stoppedBy?.code) return []
  const data = { quiet, done: written, failed, seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000, ...(stoppedBy === undefined ? {} : { stoppedBy: stoppedBy.code }) }
  return [{ at: endedAt, kind: 'run.ended', run, data }]
}

/** The holds that this fact names. */
export const holdsIn = (fact: string | undefined): readonly OpenHold[] => (fact === undefined ? [] : (JSON.parse(fact) as OpenHold[]))
