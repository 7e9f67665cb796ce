import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const mail = (name: string): Buffer => Buffer.from([`Message-ID: <${name}@events.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: secret ${name}`, '', 'text', ''].join('\r\n'))

test('a script reads what crossed from the feed, goes on from its cursor, and sees neither a subject nor an address', async () => {
  using scratch = openScratch()
  const pair = await openSandboxPair()
  try {
    const config = scratch.path('tongbu.yaml')
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('events.db')}` }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    const { dingtalk } = pair.people
    await dingtalk.put('inbox', mail('one'), UNREAD, new Date('2026-02-01T00:00:00Z'))
    await tongbu('sync', '--until-quiet')
    const first = await tongbu('events', '--json')
    assert.equal(first.code, 0, first.stderr)
    const { events, next, isMore } = JSON.parse(first.stdout) as { events: { kind: string; on?: string; data?: object }[]; next: string; isMore: boolean }
    assert.deepEqual(events.filter(({ kind }) => kind === 'item.copied' || kind === 'run.ended').map(({ kind, on }) => [kind, on]), [['item.copied', 'right'], ['run.ended', undefined]])
    assert.equal(isMore, false)
    assert.doesNotMatch(first.stdout, /secret|@/)
    assert.match((await tongbu('events', '--after', next)).stdout, /Nothing happened/)
    await dingtalk.put('inbox', mail('two'), UNREAD, new Date('2026-02-01T00:01:00Z'))
    await tongbu('sync', '--until-quiet')
    const then = JSON.parse((await tongbu('events', '--after', next, '--kinds', 'item.copied', '--json')).stdout) as { events: object[] }
    assert.equal(then.events.length, 1)
    const wrong = await tongbu('events', '--after', 'x.1')
    assert.equal(wrong.code, 3)
    assert.match(wrong.stderr, /Begin anew/)
    assert.equal((await tongbu('events', '--kinds', 'item.lost')).code, 64)
  } finally {
    await pair.close()
  }
})
