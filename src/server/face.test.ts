import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import Fastify, { type RouteOptions } from 'fastify'
import { openScratch } from '../../test/support/scratch.ts'
import { SyncError } from '../domain/errors.ts'
import { addFace, type FaceOptions } from './face.ts'
import { NOTHING_BEHIND } from './face.test-kit.ts'

async function scene(t: TestContext, options: Partial<FaceOptions> = {}) {
  const failures: unknown[] = []
  const routes: RouteOptions[] = []
  const server = Fastify()
  server.addHook('onRoute', (route) => void routes.push(route))
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure: (error) => failures.push(error), ...options }))
  await server.ready()
  t.after(() => server.close())
  return { server, failures, routes }
}

test('every address says whom it lets in', async (t) => {
  using scratch = openScratch()
  for (const name of ['index.html', 'a.js']) writeFileSync(scratch.path(name), name)
  const { routes, server } = await scene(t, { dashboard: scratch.folder })
  assert.ok(routes.length > 2)
  assert.deepEqual(routes.filter(({ config }) => config?.needs === undefined).map(({ url }) => url), [])
  const answers = await Promise.all(['/', '/pairs', '/a.js', '/b.js', '/api/v1/no'].map(async (url) => (await server.inject(url)).statusCode))
  assert.deepEqual(answers, [200, 200, 200, 404, 404], 'what is built is for everybody')
})

test('what is refused is told as a problem with a code and what to do next; what nobody foresaw is told without its words, and kept for the log', async (t) => {
  const { server } = await scene(t)
  const answer = await server.inject('/api/v1/pairs')
  assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
  const { status, code, next } = answer.json()
  assert.deepEqual([answer.statusCode, status, code, next], [409, 409, 'NOT_SET_UP', 'Go through the set-up first.'])
  const unknown = await server.inject('/api/v1/nothing')
  assert.deepEqual([unknown.statusCode, unknown.json().code], [404, 'NOT_THERE'])
  const closed = await scene(t, { app: () => { throw new SyncError('GATE_CLOSED', 'Nothing is written yet.') } })
  assert.deepEqual([(await closed.server.inject('/api/v1/pairs')).statusCode, closed.failures.length], [409, 0])
  const broken = await scene(t, { app: () => { throw new Error('secret-4711') } })
  const failed = await broken.server.inject('/api/v1/pairs')
  assert.deepEqual([failed.statusCode, failed.json().code, failed.body.includes('secret-4711'), broken.failures.length], [500, 'FAILED', false, 1])
})

test('nothing inline is allowed in a page, and no page of others may show it', async (t) => {
  const { server } = await scene(t)
  const policy = String((await server.inject('/api/v1/openapi.json')).headers['content-security-policy'])
  assert.match(policy, /default-src 'self'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /unsafe/)
})

test('the description is readable for programs and for people, and its page holds nothing inline', async (t) => {
  const { server } = await scene(t)
  assert.match((await server.inject('/api/v1/openapi.json')).json().openapi, /^3\.1/)
  const page = await server.inject('/api/docs')
  assert.match(page.body, /<title>Tongbu API<\/title>/)
  assert.doesNotMatch(page.body, /<style|style=|<script(?! src)/)
  for (const [, path] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) assert.equal((await server.inject(path!)).statusCode, 200, path)
})
