import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')

const mail = (name: string): Buffer => Buffer.from([`Message-ID: <${name}@undo.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${name}`, '', 'text', ''].join('\r\n'))

test('a person who finds a mistake in what a sync did is told how to take it back, sees it first, and does it', async () => {
  const pair = await openSandboxPair()
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-undo-'))
  try {
    const config = join(folder, 'my.yaml')
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${join(folder, 'my.db')}` }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    const { dingtalk, outlook } = pair.people
    for (const name of ['secret offer', 'b', 'c']) await dingtalk.put('inbox', mail(name.replace(' ', '-')), UNREAD, AT)
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    for (const message of await dingtalk.messages()) await dingtalk.move(message, 'trash')
    await outlook.put('inbox', mail('d'), UNREAD, AT)

    const synced = await tongbu('sync', '--until-quiet')
    const [, command = '', run = ''] = /(tongbu undo (\S+) --pair anna)/.exec(synced.stdout) ?? []
    assert.ok(command !== '', synced.stdout)
    const listed = await tongbu('runs')
    assert.match(listed.stdout, new RegExp(`RUN +ENDED +DID\n${run} +20\\S+Z +on DingTalk: 1 copied; on Outlook: 3 sent to trash`))
    assert.ok((await tongbu('status')).stdout.includes(run), 'status names the last run')

    const first = await tongbu('undo', run, '--dry-run')
    assert.match(first.stdout, /anna: 3 steps to take back run \S+\. Nothing was written\.\n\nMessages to move \(3\)\n  Outlook: move the message of 2026-01-05 08:00 in "Deleted Items" to "Inbox" — an earlier run is taken back/)
    assert.match(first.stdout, /Stays as it is\n {2}on DingTalk: 1 copied/)
    assert.ok(!first.stdout.includes('secret'), 'no subject is shown')
    const places = async () => (await outlook.messages()).map((message) => message.folder).sort()
    assert.deepEqual(await places(), ['inbox', 'trash', 'trash', 'trash'])

    const undone = await tongbu('undo', run)
    assert.equal(undone.code, 0, undone.stderr)
    assert.match(undone.stdout, /is taken back, .*\n {2}on Outlook: 3 moved\n[\s\S]*Next: tongbu sync anna/)
    assert.deepEqual(await places(), ['inbox', 'inbox', 'inbox', 'inbox'])
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    assert.equal((await tongbu('verify')).code, 0)
    assert.deepEqual((await dingtalk.messages()).map((message) => message.folder), ['inbox', 'inbox', 'inbox', 'inbox'])
    assert.match((await tongbu('runs', '--last', '2')).stdout, /undo on Outlook: 3 moved/)

    const unknown = await tongbu('undo', 'another', '--json')
    assert.deepEqual([unknown.code, JSON.parse(unknown.stdout).pairs[0].error.code], [3, 'UNKNOWN_RUN'])
    assert.match(unknown.stderr, /Next: Run `tongbu runs`/)
    assert.deepEqual(pair.sandbox.shared.ledger.outbound().filter(({ client }) => client === pair.sandbox.ready.accounts.outlook.clientId), [])
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
