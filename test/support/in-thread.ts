import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Calls a function that a module exports in a thread of its own: the test runner follows every promise of its own thread, which
 * takes as long as the work itself. What goes in and out must be plain data.
 * @throws the failure of the function
 */
export async function inThread<Given, Answer>(module: URL, work: (given: Given) => Promise<Answer>, given: Given): Promise<Answer> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { module: module.href, name: work.name, given } })
  // Both may come at once where this thread was busy: whoever listened for the end only after the answer would wait for ever.
  const ended = once(worker, 'exit')
  const unanswered = async (): Promise<never> => {
    throw new Error(`${work.name} ended with ${String((await ended)[0])} and no answer: something in it is waited for that never comes`)
  }
  const [{ answer }] = (await Promise.race([once(worker, 'message'), unanswered()])) as [{ answer: Answer }]
  await ended
  return answer
}
