import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '../../src/store/open-store.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { assertNothingSent, AT, live, mailboxesOf, toldMail, UNREAD } from '../acceptance/told-mail.ts'

test('an administrator sees what giving a pair up would do, does it, has the proof in a file, and is told what to revoke', async () => {
  const pair = await openSandboxPair()
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-uninstall-'))
  try {
    const [config, database, report] = [join(folder, 'my.yaml'), join(folder, 'my.db'), join(folder, 'report.json')]
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${database}` }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    for (const name of ['secret offer', 'b', 'c']) await pair.people.dingtalk.put('inbox', toldMail(name), UNREAD, AT)
    await pair.people.outlook.put('inbox', toldMail('d'), UNREAD, AT)
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    pair.writes()

    const asked = await tongbu('uninstall', '--copies', 'remove', '--report', join(folder, 'dry.json'))
    assert.equal(asked.code, 64, 'nothing is done without --yes')
    assert.match(asked.stdout, /anna: this is what giving it up would do, copies to trash\. Nothing was written\.\n\nMessages to move to trash \(4\)\n/)
    assert.match(asked.stdout, /Outlook: take the origin mark off the message of 2026-01-05 08:00 in "Inbox" — the pair is given up/)
    assert.match(asked.stdout, /Stays\n {2}1 × DingTalk: has the origin header inside its MIME/)
    assert.ok(asked.stdout.includes(`Next: tongbu uninstall --copies remove --report ${join(folder, 'dry.json')} --yes`), asked.stdout)
    assert.equal(pair.writes(), 0)

    const nowhere = await tongbu('uninstall', '--yes', '--report', join(folder, 'no', 'report.json'))
    assert.deepEqual([nowhere.code, pair.writes()], [64, 0], 'a report that cannot be written is told of before anything is done')

    const holder = await openStore(`sqlite:${database}`, { clock: systemClock })
    const locked = await tongbu('uninstall', 'anna', '--yes')
    await holder.close()
    assert.notEqual(locked.code, 0)
    assert.match(locked.stderr, /Another Tongbu process uses this database/)
    assert.equal(pair.writes(), 0)

    const left = await tongbu('uninstall', 'anna', '--copies', 'remove', '--yes', '--by', 'Wong Siu Ming', '--report', report)
    assert.equal(left.code, 0, left.stdout + left.stderr)
    assert.match(left.stdout, /anna: is given up, .*Nothing of it is left but what is listed here\.\n {2}on DingTalk: 1 sent to trash\n {2}on Outlook: 3 sent to trash, 3 freed of our marks\n/)
    assert.match(left.stdout, /Proof\n {2}DingTalk: 4 messages listed afresh, no mark of ours that can be taken off, 1 with the header in MIME, no subscription\.\n {2}Outlook: 4 messages listed afresh, .*none with the header in MIME/)
    const [, head = ''] = /Head: ([0-9a-f]{64})/.exec(left.stdout) ?? []
    assert.match(left.stdout, new RegExp(`Revoke now, since Tongbu cannot\n[\\s\\S]*az ad app delete --id ${pair.sandbox.ready.accounts.outlook.clientId}\n[\\s\\S]*三方客户端安全密码`))
    assert.match(left.stdout, /Next: take the pair anna out of the configuration/)
    assert.ok(!left.stdout.includes('secret offer') && !left.stdout.includes(pair.sandbox.ready.accounts.outlook.clientSecret))

    const written = JSON.parse(readFileSync(report, 'utf8')).pairs[0]
    assert.deepEqual([written.pair, written.proof.holds, written.proof.remembered, written.audit.head], ['anna', true, {}, head])
    assert.equal(statSync(report).mode & 0o777, 0o600)
    assert.equal((await tongbu('audit', 'verify', '--head', head)).code, 0)
    assert.match((await tongbu('status')).stdout, /paused since .* \(uninstall\)\. Next: tongbu resume anna/)
    const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
    assert.deepEqual([live(dingtalk).length, live(outlook).length, dingtalk.length, outlook.length], [3, 1, 4, 4])
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
