import { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { ApiError, problemOf, type Problem } from './problem.ts'

/** Numbers that a task came to, by name. */
export type TaskResult = Readonly<Record<string, number | string | boolean>>

/** Something that was asked for and takes longer than anybody waits for an answer. */
export interface Task {
  readonly id: string
  readonly kind: string
  readonly pair?: string
  readonly by: string
  readonly startedAt: number
  readonly endedAt?: number
  readonly progress?: { readonly phase: string; readonly done: number; readonly total?: number }
  readonly result?: TaskResult
  readonly problem?: Problem
}

export interface NewTask {
  readonly kind: string
  readonly pair?: string
  readonly by: string
  readonly work: (signal: AbortSignal, onProgress: (progress: NonNullable<Task['progress']>) => void) => Promise<TaskResult>
}

export interface TasksOptions {
  readonly clock: Clock
  readonly newId: NewId
  readonly onFailure: (error: unknown) => void
}

/** So many that have ended are remembered. */
const MOST = 200

/** Tasks of this process. What they did is in the audit; that they were there is forgotten with the process. */
export class Tasks {
  readonly #options: TasksOptions
  readonly #tasks = new Map<string, Task>()
  readonly #running = new Map<string, { readonly ending: AbortController; readonly over: Promise<void> }>()

  constructor(options: TasksOptions) {
    this.#options = options
  }

  start({ work, ...about }: NewTask): Task {
    const { clock, newId } = this.#options
    const task: Task = { id: newId(), ...about, startedAt: clock.now() }
    const ending = new AbortController()
    this.#tasks.set(task.id, task)
    this.#running.set(task.id, { ending, over: this.#run(task.id, () => work(ending.signal, (progress) => this.#change(task.id, { progress }))) })
    return task
  }

  find(id: string): Task | undefined {
    return this.#tasks.get(id)
  }

  /** Newest first. */
  all(): readonly Task[] {
    return [...this.#tasks.values()].reverse()
  }

  /** Asks it to end; what it has done stays done. Nothing happens where it has ended. */
  cancel(id: string): void {
    this.#running.get(id)?.ending.abort(new ApiError('NOT_THERE', 'It was cancelled.'))
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    for (const id of this.#running.keys()) this.cancel(id)
    await Promise.all([...this.#running.values()].map(({ over }) => over))
  }

  async #run(id: string, work: () => Promise<TaskResult>): Promise<void> {
    await Promise.resolve()
    try {
      this.#change(id, { result: await work() })
    } catch (error) {
      const known = error instanceof SyncError || error instanceof ApiError ? error : new ApiError('FAILED')
      if (known.code === 'FAILED') this.#options.onFailure(error)
      this.#change(id, { problem: problemOf(known) })
    }
    this.#change(id, { endedAt: this.#options.clock.now() })
    this.#running.delete(id)
    const ended = [...this.#tasks.values()].filter(({ endedAt }) => endedAt !== undefined)
    for (const task of ended.slice(0, Math.max(0, ended.length - MOST))) this.#tasks.delete(task.id)
  }

  #change(id: string, change: Partial<Task>): void {
    const task = this.#tasks.get(id)
    if (task !== undefined) this.#tasks.set(id, { ...task, ...change })
  }
}
