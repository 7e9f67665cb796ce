import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { openStore } from '../../src/store/open-store.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { AT, toldMail, UNREAD } from './told-mail.ts'

test('who has the content of mail read is recorded, with how much, before it is shown, and nothing of what it says', async () => {
  using scratch = openScratch()
  const pair = await openSandboxPair()
  const [database, config] = [`sqlite:${scratch.path('my.db')}`, scratch.path('my.yaml')]
  writeFileSync(config, configText(pair.sandbox, { database }))
  const tongbu = (...args: string[]) => runHere([...args, '--config', config])
  const reads = async () =>
    (JSON.parse((await tongbu('audit', 'search', '--kind', 'read', '--json')).stdout) as { pairs: { records: Record<string, unknown>[] }[] }).pairs[0]!.records.map(({ by, reason, detail, on, item }) => ({ by, reason, detail, on, item }))
  const nothing = { on: undefined, item: undefined }
  try {
    for (const name of ['secret one', 'secret two']) await pair.people.dingtalk.put('inbox', toldMail(name), UNREAD, AT)
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    assert.equal((await tongbu('verify')).code, 0)
    assert.deepEqual(await reads(), [], 'a comparison of listings reads nothing for a person')

    assert.equal((await tongbu('verify', '--content', '--by', ' 陳大文 ')).code, 0)
    assert.equal((await tongbu('verify', '--content')).code, 0)
    const read = { reason: 'verify --content', detail: '{"messages":2}', ...nothing }
    assert.deepEqual(await reads(), [{ by: 'operator', ...read }, { by: '陳大文', ...read }])

    pair.sandbox.shared.faults.set([{ match: '^outlook GET message/\\$value$', effect: 'refuse', status: 403, code: 'ErrorAccessDenied', times: 99 }])
    assert.notEqual((await tongbu('verify', '--content')).code, 0)
    pair.sandbox.shared.faults.set([])
    assert.deepEqual((await reads())[0], { by: 'operator', reason: 'verify --content', detail: undefined, ...nothing }, 'also where it failed midway')

    const beside = await openStore(database, { clock: systemClock })
    const third = await tongbu('verify', '--content', '--by', 'beside')
    await beside.close()
    assert.deepEqual([third.code, (await reads())[0]?.by], [0, 'beside'], 'also beside the process that owns the database')
    assert.equal((await tongbu('audit', 'verify')).code, 0)
    assert.doesNotMatch((await tongbu('audit', 'export')).stdout, /secret/)
    assert.doesNotMatch((await tongbu('runs', '--json')).stdout, /operator/, 'reading is no run')
  } finally {
    await pair.close()
  }
})
