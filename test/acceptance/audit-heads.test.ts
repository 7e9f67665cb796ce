import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { json } from 'node:stream/consumers'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { AT, toldMail, UNREAD } from './told-mail.ts'

test('the service tells an address and a file how far the audit has come, and they show later that it was shortened or computed anew', async () => {
  using scratch = openScratch()
  const posted: { readonly heads: readonly { readonly pair: string; readonly head: string }[] }[] = []
  let status = 503
  const address = createServer(async (request, response) => {
    posted.push((await json(request)) as (typeof posted)[number])
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(address, 'listening')
  const pair = await openSandboxPair()
  const [database, headFile, config, other] = [scratch.path('my.db'), scratch.path('heads.jsonl'), scratch.path('my.yaml'), scratch.path('posted.jsonl')]
  const headUrl = `http://127.0.0.1:${(address.address() as AddressInfo).port}/secret`
  const text = JSON.stringify({ ...JSON.parse(configText(pair.sandbox, { database: `sqlite:${database}` })), serve: { port: 0, idle: false }, audit: { headUrl, headFile } })
  writeFileSync(config, text)
  const tongbu = (...args: string[]) => runHere([...args, '--config', config])
  const edit = (statement: string): void => {
    const db = new DatabaseSync(database)
    db.exec(statement)
    db.close()
  }
  try {
    for (const name of ['one', 'two', 'three']) await pair.people.dingtalk.put('inbox', toldMail(name), UNREAD, AT)
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    const ending = new AbortController()
    const app = await openApp(loadConfig(text, {}, () => ''), { clock: systemClock, newId: randomId, http: systemHttp })
    const tellings = async () => (await (await app.audit()).tellings()).map(({ place, toldAt, problem }) => [place, toldAt !== undefined, problem])
    const serving = app.serve(ending.signal, () => {})
    while ((await tellings()).length < 2) await systemClock.wait(20)
    assert.deepEqual(await tellings(), [['headUrl', false, 'answered 503'], ['headFile', true, undefined]])
    ending.abort(new Error('the end'))
    await serving
    await app.close()

    const failing = await tongbu('status')
    assert.match(failing.stdout, /\naudit: its heads cannot be told to `audit\.headUrl` since 20\S+Z \(never before\): answered 503\. Next: .*tongbu audit head --send\n$/)
    assert.ok(!failing.stdout.includes('secret'))
    assert.equal((await tongbu('audit', 'head', '--send')).code, 75)
    status = 204
    const sent = await tongbu('audit', 'head', '--send')
    assert.deepEqual([sent.code, /PAIR +RECORDS +HEAD\nanna +\d+ +[0-9a-f]{64}\nTold to `audit.headUrl`: last 20\S+Z\.\nTold to/.test(sent.stdout)], [0, true], sent.stdout)
    assert.doesNotMatch((await tongbu('status')).stdout, /audit:/)

    await pair.people.dingtalk.put('inbox', toldMail('four'), UNREAD, AT)
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    assert.equal((await tongbu('audit', 'head', '--send')).code, 0)
    writeFileSync(other, posted.map((body) => `${JSON.stringify(body)}\n`).join(''))
    appendFileSync(other, (await tongbu('audit', 'head', '--json')).stdout)
    for (const file of [headFile, other]) {
      const verified = await tongbu('audit', 'verify', '--heads', file)
      assert.deepEqual([verified.code, /Head: [0-9a-f]{64} All \d heads that were told are in it\.\n/.test(verified.stdout)], [0, true], verified.stdout)
    }

    edit('delete from audit where seq = (select max(seq) from audit)')
    const cut = await tongbu('audit', 'verify', '--heads', headFile)
    assert.deepEqual([cut.code, /anna: \d+ records hold, but a head that was told is not in the chain: records were cut off\.\n  [0-9a-f]{64}, told 20\S+Z with \d+ records\nNext: /.test(cut.stdout)], [1, true], cut.stdout)
    edit('delete from audit')
    const gone = await tongbu('audit', 'verify', '--heads', headFile)
    assert.deepEqual([gone.code, /anna: 0 records hold, but 4 of 4 heads/.test(gone.stdout)], [1, true], gone.stdout)
    appendFileSync(headFile, readFileSync(headFile, 'utf8').split('\n')[0]!.replace('"anna"', '"left-long-ago"'))
    assert.match((await tongbu('audit', 'verify', '--heads', headFile)).stdout, /left-long-ago: 0 records hold, but a head that was told is not in the chain/)
    appendFileSync(headFile, '\n{"pair":"anna"}\n')
    const refused = await tongbu('audit', 'verify', '--heads', headFile)
    assert.deepEqual([refused.code, /Line 6 of the file with heads is none/.test(refused.stderr)], [64, true], refused.stderr)
  } finally {
    await pair.close()
    address.close()
  }
})
