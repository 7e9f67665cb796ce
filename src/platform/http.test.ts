import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { systemHttp } from './http.ts'

const signal = new AbortController().signal

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close }
}

test('an answer comes with status, headers and all of its bytes', async () => {
  await using server = await serve((request, response) => request.pipe(response.writeHead(201, { 'x-name': 'value' })))
  const outcome = await systemHttp({ method: 'POST', url: server.url, body: Buffer.alloc(3_000_000, 'x') }, signal)
  assert.ok(outcome.kind === 'answered')
  assert.deepEqual([outcome.status, outcome.header('X-Name'), outcome.header('absent'), outcome.body.size], [201, 'value', undefined, 3_000_000])
  await outcome.body.dispose()
})

test('a redirect is an answer like any other', async () => {
  await using server = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
  const outcome = await systemHttp({ method: 'GET', url: server.url }, signal)
  assert.equal(outcome.kind === 'answered' && outcome.status, 302)
})

test('a connection that is refused proves that nothing was sent', async () => {
  const server = await serve(() => {})
  await server[Symbol.asyncDispose]()
  const outcome = await systemHttp({ method: 'POST', url: server.url, body: 'x' }, signal)
  assert.equal(outcome.kind === 'lost' && outcome.reached, false)
})

test('a connection that is cut, before or within the answer, may have done it', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/within') response.writeHead(200, { 'content-length': '10' }).write('half')
    setImmediate(() => request.socket.destroy())
  })
  for (const path of ['/before', '/within']) {
    const outcome = await systemHttp({ method: 'POST', url: server.url + path, body: 'x' }, signal)
    assert.equal(outcome.kind === 'lost' && outcome.reached, true, path)
  }
})

test('a server that never answers is given up', async () => {
  await using server = await serve(() => {})
  const outcome = await systemHttp({ method: 'GET', url: server.url, timeoutMs: 30 }, signal)
  assert.equal(outcome.kind, 'lost')
})

test('an abort passes as it is', async () => {
  const stop = new AbortController()
  await using server = await serve(() => stop.abort(new Error('stopped')))
  await assert.rejects(systemHttp({ method: 'GET', url: server.url }, stop.signal), /stopped/)
})
