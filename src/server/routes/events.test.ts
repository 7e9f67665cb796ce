import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import Fastify from 'fastify'
import { systemClock } from '../../platform/clock.ts'
import { createEvents } from '../../events-app.ts'
import type { NewEvent } from '../../domain/feed-event.ts'
import { openStore } from '../../store/open-store.ts'
import { addFace } from '../face.ts'
import { NOTHING_BEHIND } from '../face.test-kit.ts'

const event = (pair: string, kind: NewEvent['kind'] = 'run.ended'): NewEvent => ({ at: '2026-03-01T00:00:00Z', kind, pair, data: { done: 1 } })

async function scene(t: TestContext) {
  const store = await openStore('sqlite::memory:', { clock: systemClock })
  const events = { ...createEvents({ clock: systemClock, store: async () => store }), get webhooks() { return assert.fail() }, get watch() { return assert.fail() } }
  const server = Fastify({ forceCloseConnections: true })
  await server.register(async (scope) => addFace(scope, { ...NOTHING_BEHIND, onFailure: (error) => assert.fail(String(error)), events: () => events }))
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(async () => {
    await server.close()
    await store.close()
  })
  return { store, server, url: `${url}/api/v1/events`, ask: async (query: string) => (await server.inject(`/api/v1/events${query}`)).json() }
}

/** Reads a stream until `count` events came, as a browser does. */
async function listen(url: string, count: number, headers: Record<string, string> = {}): Promise<{ readonly pairs: string[]; readonly last: string }> {
  const ending = new AbortController()
  const answer = await fetch(url, { headers, signal: ending.signal })
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  let [text, last] = ['', '']
  const pairs: string[] = []
  for await (const part of answer.body ?? assert.fail()) {
    text += Buffer.from(part).toString()
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      last = /^id: (.*)$/m.exec(block)?.[1] ?? last
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (data !== undefined) pairs.push((JSON.parse(data) as { pair: string }).pair)
    }
    if (pairs.length >= count) break
  }
  ending.abort()
  return { pairs, last }
}

test('the feed is read a page at a time, by kind and pair, and from its end', async (t) => {
  const { store, ask } = await scene(t)
  await store.feed.tell([event('a'), event('b', 'hold.opened'), event('c')])
  const first = await ask('?limit=2')
  assert.deepEqual([first.events.map(({ pair }: { pair: string }) => pair), first.isMore, first.events[0].data], [['a', 'b'], true, { done: 1 }])
  assert.equal((await ask(`?after=${first.next}`)).events[0].pair, 'c')
  assert.equal((await ask('?kinds=hold.opened,run.ended&pair=b')).events.length, 1)
  assert.equal((await ask('?after=end')).events.length, 0)
})

test('an unknown kind, too much at once, an unknown field and a cursor that is none are refused with what to do', async (t) => {
  const { ask } = await scene(t)
  const answers = await Promise.all(['?kinds=item.lost', '?limit=5000', '?since=1', '?after=x.1', '/stream?after=x.1'].map(ask))
  assert.deepEqual(answers.map(({ status, code }) => [status, code]), [[400, 'BAD_REQUEST'], [400, 'BAD_REQUEST'], [400, 'BAD_REQUEST'], [410, 'CURSOR_EXPIRED'], [410, 'CURSOR_EXPIRED']])
  assert.equal(answers[0].errors[0].at, 'kinds')
})

test('a stream tells what happens from now on, and a connection that is made anew goes on where the last one ended', async (t) => {
  const { store, url } = await scene(t)
  await store.feed.tell([event('before')])
  const listening = listen(`${url}/stream?kinds=run.ended`, 2)
  await systemClock.wait(300)
  await store.feed.tell([event('a'), event('x', 'hold.opened'), event('b')])
  const { pairs, last } = await listening
  assert.deepEqual(pairs, ['a', 'b'])
  await store.feed.tell([event('c')])
  assert.deepEqual((await listen(`${url}/stream?kinds=run.ended`, 1, { 'last-event-id': last })).pairs, ['c'])
})

test('one address may not open as many streams as it likes, those that end make room, and all end with the server', async (t) => {
  const { server, url } = await scene(t)
  const ending = new AbortController()
  const open = () => fetch(`${url}/stream`, { signal: ending.signal })
  const streams = await Promise.all(Array.from({ length: 10 }, open))
  assert.ok(streams.every(({ status }) => status === 200))
  assert.equal((await open()).status, 429)
  ending.abort()
  for (const tries = { left: 50 }; ; tries.left--) {
    const again = await fetch(`${url}/stream`)
    if (again.status === 200) {
      const reading = again.text()
      await server.close()
      assert.match(await reading, /^: alive\nid: /)
      return
    }
    assert.ok(tries.left > 0)
    await systemClock.wait(20)
  }
})
