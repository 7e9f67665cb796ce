import type { SyncError } from '../domain/errors.ts'
import { isRemote, type Operation } from '../domain/operation.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import { priorityOf } from './priority.ts'
import { remember } from './remember.ts'
import { RemoteWork, type ApplyOptions, type Progress } from './remote-work.ts'

export interface Applied {
  readonly done: readonly Operation[]
  /** Operations that did not come about: set aside, or to be planned again. */
  readonly failed: number
  /** Writes whose answer was lost: recovery must look before anything more is planned. */
  readonly unanswered: number
  /** What may take its time was left undone, because there is something new to look at. */
  readonly gaveWay: boolean
  /** What stopped the rest, if anything did. */
  readonly stoppedBy?: SyncError
}

/**
 * Carries operations out: memory-only ones in one commit, then windows of remote ones, each journaled before the first of its
 * writes is sent. Operations on one binding keep their order; everything else runs side by side, what somebody may be waiting
 * for first. Where a side is full copying to it stops, and all else goes on.
 */
export async function apply(operations: readonly Operation[], mirror: Mirror, context: PairContext, options: ApplyOptions = {}): Promise<Applied> {
  const memory = operations.filter((operation) => !isRemote(operation))
  if (memory.length > 0) await mirror.commit(remember(memory, mirror, context))
  const remote = urgentFirst(operations.filter(isRemote), mirror, context)
  const result: Progress = { done: [...memory], failed: 0, unanswered: 0, gaveWay: false, full: new Map() }
  const tell = (): void => context.onProgress({ phase: 'applying', pass: 0, done: result.done.length, total: operations.length })
  tell()
  const stoppedBy = await new RemoteWork(mirror, context, result, { ...options, tell }).carryOut(remote)
  if (stoppedBy !== undefined) return { ...result, stoppedBy }
  const [full] = [...result.full.values(), ...(options.short?.values() ?? [])]
  return full === undefined ? result : { ...result, stoppedBy: full }
}

function urgentFirst(operations: readonly Operation[], mirror: Mirror, context: PairContext): Operation[] {
  const isUrgent = (operation: Operation): boolean => priorityOf(operation, mirror, context) === 'interactive'
  return [...operations.filter(isUrgent), ...operations.filter((operation) => !isUrgent(operation))]
}
