import { z } from 'zod'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'
import type { Task, Tasks } from '../tasks.ts'

export interface TaskRoutesOptions {
  readonly tasks: Tasks
}

const problem = z.object({ code: z.string(), detail: z.string(), next: z.string() })

export const taskSchema = z
  .object({
    id: z.string(),
    kind: z.string().meta({ description: 'What it does: `undo`, `trash-departed`, …' }),
    pair: z.string().optional(),
    by: z.string().meta({ description: 'Who asked for it' }),
    state: z.enum(['running', 'done', 'failed']),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    progress: z.object({ phase: z.string(), done: z.int(), total: z.int().optional() }).optional(),
    result: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
    problem: problem.optional(),
  })
  .meta({ id: 'Task' })

/** A task as the API tells of it. */
export function taskOf({ startedAt, endedAt, problem: failed, ...task }: Task): z.infer<typeof taskSchema> {
  const state = endedAt === undefined ? 'running' : failed === undefined ? 'done' : 'failed'
  return {
    ...task,
    state,
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
    ...(failed === undefined ? {} : { problem: { code: failed.code, detail: failed.detail, next: failed.next } }),
  }
}

/** What takes long, and how far it is. Of this process, and forgotten with it. */
export function taskRoutes(router: Router, { tasks }: TaskRoutesOptions): void {
  const params = z.object({ task: z.string().max(100) })
  const found = (id: string): Task => {
    const task = tasks.find(id)
    if (task === undefined) throw new ApiError('NOT_THERE', 'There is no such task, or the service was started anew since.')
    return task
  }

  router.get('/tasks', { schema: { summary: 'What was asked for and takes long, newest first', tags: ['tasks'], response: { 200: z.object({ tasks: z.array(taskSchema) }) } }, config: { needs: 'read' } }, async () => ({ tasks: tasks.all().map(taskOf) }))

  router.get('/tasks/:task', { schema: { summary: 'How far one of them is', tags: ['tasks'], params, response: { 200: taskSchema } }, config: { needs: 'read' } }, async ({ params: { task } }) => taskOf(found(task)))

  router.post('/tasks/:task/cancel', { schema: { summary: 'End one early; what it has done stays done', tags: ['tasks'], params, body: z.strictObject({}), response: { 202: taskSchema } }, config: { needs: 'operate' } }, async ({ params: { task } }, reply) => {
    const meant = found(task)
    tasks.cancel(task)
    return reply.code(202).send(taskOf(meant))
  })
}
