import assert from 'node:assert/strict'
import { Agent, get, request, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import Fastify from 'fastify'
import { signalOf } from './caller-gone.ts'

test('who goes away before the answer is noticed, also after all that they sent was read', async (t) => {
  const server = Fastify()
  const gone = Promise.withResolvers<string>()
  const begun = Promise.withResolvers<void>()
  server.post('/', async (_request, reply) => {
    const signal = signalOf(reply)
    signal.addEventListener('abort', () => gone.resolve(String(signal.reason)))
    begun.resolve()
    await gone.promise
    return {}
  })
  t.after(() => server.close())
  const asking = request(await server.listen({ port: 0, host: '127.0.0.1' }), { method: 'POST', headers: { 'content-type': 'application/json' } })
  asking.on('error', () => {}).end('{}')
  await begun.promise
  asking.destroy()
  assert.match(await gone.promise, /whoever asked is gone/)
})

test('nothing stays on a connection that brings one request after the other', async (t) => {
  const server = Fastify()
  server.get('/', async ({ socket }, reply) => {
    signalOf(reply)
    return { listeners: socket.listenerCount('close') }
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => {
    agent.destroy()
    return server.close()
  })
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const listeners = async (): Promise<number> => {
    const answer = await new Promise<IncomingMessage>((resolve) => get(url, { agent }, resolve))
    return JSON.parse(Buffer.concat(await answer.toArray()).toString()).listeners
  }
  const first = await listeners()
  for (let more = 0; more < 5; more++) assert.equal(await listeners(), first)
})
