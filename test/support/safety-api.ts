import Fastify from 'fastify'
import { createJobs } from '../../src/host/jobs.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { randomId } from '../../src/platform/ids.ts'
import { addFace } from '../../src/server/face.ts'
import type { GuardedDeed } from '../../src/accounts/second-person.ts'
import { NOTHING_BEHIND } from '../../src/server/face.test-kit.ts'
import { NAME, openSandboxPair, type SandboxPair, type SandboxPairOptions } from './sandbox-pair.ts'
import { openScratch } from './scratch.ts'

export interface Answer {
  readonly status: number
  /** What an answer holds is what the test looks at. */
  readonly body: ReturnType<typeof JSON.parse>
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, unknown>>
}

/** Both simulated clouds, the application over them with a backup and an archive, and its API. */
export interface SafetyApi {
  readonly pair: SandboxPair
  readonly path: (name: string) => string
  /** What a second person would have been asked about. */
  readonly asked: readonly GuardedDeed[]
  send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Begins long work and waits for its end. */
  work(url: string, body?: object): Promise<Answer['body']>
}

/** Lends the API to a test, and takes everything down afterwards. */
export async function withSafetyApi(options: SandboxPairOptions, work: (api: SafetyApi) => Promise<void>): Promise<void> {
  using scratch = openScratch()
  const pair = await openSandboxPair({ database: `sqlite:${scratch.path('my.db')}`, backup: { folder: scratch.path('backup'), keyFile: scratch.path('key.txt') }, ...options })
  const failures: unknown[] = []
  const jobs = createJobs({ clock: systemClock, newId: randomId, onFailure: (error) => failures.push(error) })
  const app = await pair.app()
  const server = Fastify()
  const asked: GuardedDeed[] = []
  const safety = { app: () => app, version: '1', now: () => systemClock.now(), agreed: async (_request: unknown, deed: GuardedDeed) => void asked.push(deed) }
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure: (error) => failures.push(error), app: () => app, events: () => app.events(), jobs, safety }))
  const send: SafetyApi['send'] = async (method, url, body, headers = {}) => {
    const answer = await server.inject({ method, url: `/api/v1${url}`, headers, ...(body === undefined ? {} : { body }) })
    const isJson = String(answer.headers['content-type']).includes('json') && !String(answer.headers['content-type']).includes('jsonl')
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body, bytes: answer.rawPayload, headers: answer.headers }
  }
  try {
    await work({
      pair,
      path: (name) => scratch.path(name),
      asked,
      send,
      work: async (url, body) => {
        const begun = await send('POST', url, body)
        if (begun.status !== 202) throw new Error(`${url}: ${begun.status} ${JSON.stringify(begun.body)}`)
        for await (const _ of jobs.follow(begun.body.job, new AbortController().signal));
        return (await send('GET', `/jobs/${begun.body.job}`)).body
      },
    })
    if (failures.length > 0) throw failures[0]
  } finally {
    await jobs.close()
    await server.close()
    await pair.close()
  }
}

export { NAME }
