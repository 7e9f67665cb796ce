import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Fastify from 'fastify'
import { SyncError } from '../../domain/errors.ts'
import { createJobs, type JobCall } from '../../host/jobs.ts'
import { systemClock } from '../../platform/clock.ts'
import { randomId } from '../../platform/ids.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

async function scene(t: TestContext) {
  const failures: unknown[] = []
  const jobs = createJobs({ clock: systemClock, newId: randomId, onFailure: (error) => failures.push(error) })
  const server = Fastify()
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, jobs }))
  t.after(async () => {
    await jobs.close()
    await server.close()
  })
  const begin = (kind: string, work: (call: JobCall) => Promise<unknown>): string => jobs.begin({ kind, pair: 'anna', by: 'anna', wish: kind }, work).id
  const ask = async (method: 'GET' | 'DELETE', path: string) => {
    const answer = await server.inject({ method, url: `/api/v1/jobs${path}` })
    return { status: answer.statusCode, text: answer.body, json: () => answer.json() }
  }
  /** Every state that the stream tells, until it ends. */
  const told = async (id: string) => (await ask('GET', `/${id}/events`)).text.split('\n\n').filter((part) => part !== '').map((part) => JSON.parse(part.replace(/^data: /, '')))
  return { failures, begin, ask, told }
}

const rejecting = (error: Error) => async () => {
  throw error
}

test('a job that failed says why and what to do; what nobody foresaw is logged, and shown without a word of it', async (t) => {
  const { failures, begin, ask, told } = await scene(t)
  const [known, unknown] = [begin('undo', rejecting(new SyncError('STORE_LOCKED', 'A run of "anna" is under way.'))), begin('probe', rejecting(new Error('secret')))]
  const [first, second] = [(await told(known)).at(-1), (await told(unknown)).at(-1)]
  assert.deepEqual([first.state, first.problem.code, first.problem.detail, first.problem.status, first.problem.next.length > 5], ['failed', 'STORE_LOCKED', 'A run of "anna" is under way.', 409, true])
  assert.deepEqual([second.state, second.problem.code, JSON.stringify(second).includes('secret')], ['failed', 'FAILED', false])
  assert.deepEqual(failures.map(String), ['Error: secret'])
  assert.deepEqual((await ask('GET', '?kind=undo')).json().jobs.map(({ id }: { id: string }) => id), [known])
})

test('a job is ended early by whoever asks, and then neither failed nor done', async (t) => {
  const { failures, begin, ask, told } = await scene(t)
  const id = begin('trash-departed', ({ signal, tell }) => {
    tell({ phase: 'applying', done: 1, total: 3 })
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  while ((await ask('GET', `/${id}`)).json().progress === undefined);
  assert.equal((await ask('DELETE', `/${id}`)).status, 204)
  const [ended] = (await told(id)).slice(-1)
  assert.deepEqual([ended.state, ended.progress, ended.problem, failures], ['cancelled', { phase: 'applying', done: 1, total: 3 }, undefined, []])
  assert.deepEqual([(await ask('DELETE', '/none')).status, (await ask('GET', '/none/events')).json().code], [404, 'NOT_THERE'])
})

test('what came out is of the shape of its kind', async (t) => {
  const { begin, told } = await scene(t)
  const { state, kind, result } = (await told(begin('undo', async () => ({ done: 2, failed: 0, left: 1, listed: 0 })))).at(-1)
  assert.deepEqual([state, kind, result], ['done', 'undo', { done: 2, failed: 0, left: 1, listed: 0 }])
})
