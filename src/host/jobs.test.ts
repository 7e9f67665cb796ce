import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../domain/errors.ts'
import { systemClock } from '../platform/clock.ts'
import { randomId } from '../platform/ids.ts'
import { spool } from '../platform/spool.ts'
import { TestClock } from '../../test/support/memory-pair.ts'
import { createJobs, type Job, type JobCall } from './jobs.ts'

const ABOUT = { kind: 'verify', by: 'Chan Tai Man', wish: {} }
const open = (clock = new TestClock()) => {
  const failures: unknown[] = []
  return { clock, failures, jobs: createJobs({ clock, newId: randomId, onFailure: (error) => failures.push(error) }) }
}

test('a job tells how far it is, when it will be done, and what came out, to whoever follows it', async () => {
  const { clock, jobs } = open()
  const begun = Promise.withResolvers<JobCall>()
  const result = Promise.withResolvers<string>()
  const { id } = jobs.begin(ABOUT, (call) => {
    begun.resolve(call)
    return result.promise
  })
  const call = await begun.promise
  call.tell({ phase: 'reading', done: 0, total: 100 })
  clock.advance(10_000)
  call.tell({ phase: 'reading', done: 20, total: 100 })
  assert.deepEqual(jobs.find(id)?.progress, { phase: 'reading', done: 20, total: 100, endsAt: clock.now() + 40_000 })
  const told: Job[] = []
  const following = (async () => {
    for await (const job of jobs.follow(id, new AbortController().signal)) told.push(job)
  })()
  result.resolve('whole')
  await following
  assert.deepEqual([told.at(-1)?.state, told.at(-1)?.result], ['done', 'whole'])
})

test('what named somebody is forgotten: a result and a file whole, and of other work only what was asked for', async () => {
  const { jobs } = open(systemClock as unknown as TestClock)
  const run = async (wish: unknown, work: (call: JobCall) => Promise<unknown>): Promise<string> => {
    const { id } = jobs.begin({ ...ABOUT, wish }, work)
    for await (const _ of jobs.follow(id, new AbortController().signal));
    return id
  }
  const names = (text: string): boolean => text.includes('wong@')
  const found = await run({ words: 'x' }, async () => ({ from: 'wong@x.example' }))
  const exported = await run({ person: 'wong@x.example' }, async ({ keep }) => keep({ name: 'a.tar', type: 'application/x-tar', content: await spool((async function* () { yield Buffer.from('x') })()) }))
  const planned = await run({ person: 'wong@x.example' }, async () => ({ rows: 3 }))
  const other = await run({}, async () => 'chen@x.example')
  await jobs.forgetNaming(names)
  assert.deepEqual([found, exported, planned, other].map((id) => jobs.find(id)?.state), [undefined, undefined, 'done', 'done'])
  await jobs.close()
})

test('the same wish is not begun twice while it is under way, and is once it has ended', async () => {
  const { jobs } = open(systemClock as unknown as TestClock)
  let begun = 0
  const work = async (): Promise<void> => void begun++
  const [one, two] = [jobs.begin(ABOUT, work), jobs.begin(ABOUT, work)]
  const other = jobs.begin({ ...ABOUT, wish: { point: 'p' } }, work)
  assert.equal(one.id, two.id)
  assert.notEqual(one.id, other.id)
  for await (const _ of jobs.follow(one.id, new AbortController().signal));
  const again = jobs.begin(ABOUT, work)
  assert.notEqual(again.id, one.id)
  for await (const _ of jobs.follow(again.id, new AbortController().signal));
  await jobs.close()
  assert.equal(begun, 3)
})

test('a job that is cancelled says so, one that fails keeps its error, and what they kept is freed in the end', async () => {
  const { jobs, failures } = open()
  let freed = 0
  const content = { ...(await spool(Buffer.from('x'))), dispose: async () => void freed++ }
  const begun = Promise.withResolvers<void>()
  const waiting = jobs.begin(ABOUT, ({ signal, keep }) => {
    begun.resolve()
    keep({ name: 'a', type: 'b', content })
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  const failing = jobs.begin({ ...ABOUT, wish: 1 }, async () => {
    throw new Error('the disk is gone')
  })
  const known = new SyncError('STORE_FAILURE', 'The database is away.')
  const foreseen = jobs.begin({ ...ABOUT, wish: 2 }, async () => {
    throw known
  })
  await begun.promise
  jobs.cancel(waiting.id)
  for (const { id } of [waiting, failing, foreseen]) for await (const _ of jobs.follow(id, new AbortController().signal));
  assert.equal(jobs.find(waiting.id)?.state, 'cancelled')
  assert.match(String(jobs.find(failing.id)?.error), /the disk is gone/)
  assert.equal(jobs.find(foreseen.id)?.error, known)
  assert.deepEqual(failures, [jobs.find(failing.id)?.error], 'what nobody foresaw is told for the log, and nothing else')
  assert.deepEqual(jobs.all().map(({ id }) => id), [foreseen.id, failing.id, waiting.id])
  await jobs.close()
  assert.deepEqual([freed, jobs.all()], [1, []])
})

test('what has ended long ago is forgotten', async () => {
  const { clock, jobs } = open()
  const { id } = jobs.begin(ABOUT, async () => 1)
  for await (const _ of jobs.follow(id, new AbortController().signal));
  clock.advance(3_599_000)
  assert.equal(jobs.find(id)?.state, 'done')
  clock.advance(3_000)
  assert.equal(jobs.find(id), undefined)
})

test('when the service ends what is under way ends first, and nothing is begun any more', async () => {
  const { jobs } = open()
  let isOver = false
  jobs.begin(ABOUT, async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await new Promise(setImmediate)
    isOver = true
  })
  await new Promise(setImmediate)
  await jobs.close()
  assert.ok(isOver)
  const late = jobs.begin(ABOUT, () => assert.fail('it was begun'))
  for await (const _ of jobs.follow(late.id, new AbortController().signal));
  assert.equal(jobs.find(late.id)?.state, 'cancelled')
})
