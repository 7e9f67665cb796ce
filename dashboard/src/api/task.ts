import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from './client.ts'
import type { Task } from './schema.ts'

const LOOK_MS = 700

/** A task that was begun, looked at until it has ended. */
export const useTask = (begun: Task | undefined) =>
  useQuery({
    queryKey: ['task', begun?.id],
    enabled: begun !== undefined,
    queryFn: () => dataOf(api.GET('/api/v1/tasks/{task}', { params: { path: { task: begun?.id ?? '' } } })),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'running' ? LOOK_MS : false),
  })

/** Waits until a task has ended. @throws {Error} where it failed, in its own words */
export async function untilDone(begun: Task): Promise<Task> {
  for (let task = begun; ; ) {
    if (task.state === 'done') return task
    if (task.state === 'failed') throw new TaskFailed(task)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    task = await dataOf(api.GET('/api/v1/tasks/{task}', { params: { path: { task: begun.id } } }))
  }
}

/** A task that did not come to its end. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed'
  readonly problem: NonNullable<Task['problem']>

  constructor({ problem }: Task) {
    super(problem?.detail ?? '')
    this.problem = problem ?? { code: 'FAILED', detail: '', next: '' }
  }
}
