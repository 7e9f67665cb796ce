import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Calls a function that a module exports in a thread of its own: the test runner follows every promise of its own thread, which
 * takes as long as the work itself. What goes in and out must be plain data.
 * @throws the failure of the function
 */
export async function inThread<Given, Answer>(module: URL, work: (given: Given) => Promise<Answer>, given: Given): Promise<Answer> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { module: module.href, name: work.name, given } })
  const [{ answer }] = (await once(worker, 'message')) as [{ answer: Answer }]
  await once(worker, 'exit')
  return answer
}
