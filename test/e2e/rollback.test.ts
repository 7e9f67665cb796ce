import assert from 'node:assert/strict'
import { copyFileSync, existsSync, globSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { keyText, makeKey } from '../../src/backup/key.ts'
import { mailboxesOf, messageIdOf, toldMail, UNREAD } from '../acceptance/told-mail.ts'
import { runHere } from '../support/run-here.ts'
import { configText, NAME, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

test('a person looks at a rollback, does it, fetches one mail back, and is told before anything is written what is wrong', async () => {
  const pair = await openSandboxPair()
  using scratch = openScratch()
  try {
    const [config, folder, keyFile] = [scratch.path('my.yaml'), scratch.path('backup'), scratch.path('key.txt')]
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('my.db')}`, backup: { folder, keyFile } }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    for (const n of [0, 1, 2]) await pair.people[n === 2 ? 'outlook' : 'dingtalk'].put('inbox', toldMail(`m${n}`), UNREAD, new Date(Date.UTC(2026, 0, 5, 8, n)))
    await tongbu('backup', 'init')
    await tongbu('sync')
    const [point] = JSON.parse((await tongbu('backup', 'list', '--json')).stdout).points
    const liveIn = (cloud: 'dingtalk' | 'outlook'): number => mailboxesOf(pair.sandbox)[cloud].filter(({ role }) => role !== 'trash').length

    const dry = await tongbu('rollback', '--to', point.id, '--dry-run')
    assert.match(dry.stdout, new RegExp(`^anna: \\d+ steps to go back to ${point.id}\\. Nothing was written\\.\\n`))
    assert.match(dry.stdout, /Messages to move \(3\)\n {2}\S+: move the message of 2026-01-05 0\d:\d\d in ".+" to ".+" — as it was at the restore point/)
    assert.deepEqual([liveIn('dingtalk'), liveIn('outlook')], [3, 3])
    assert.equal(JSON.parse((await tongbu('status', '--json')).stdout).pairs[0].paused, undefined)

    const done = await tongbu('rollback', NAME, '--to', point.id, '--by', 'Wong')
    assert.equal(done.code, 0, done.stdout + done.stderr)
    assert.match(done.stdout, /^anna: went back to \S+, .*\n {2}on DingTalk: 1 moved, 1 folder deleted\n {2}on Outlook: 2 moved\n {2}the state before is restore point \S+\n\nThe pair is paused/)
    assert.match(done.stdout, /Next: tongbu plan anna .*\n +tongbu resume anna/)
    assert.deepEqual([liveIn('dingtalk'), liveIn('outlook')], [2, 1])
    assert.match((await tongbu('audit', 'search', '--kind', 'restore')).stdout, new RegExp(`to ${point.id}, left and right, ours`))

    for (const message of await pair.people.dingtalk.messages()) if (message.messageId.includes('m0@')) await pair.people.dingtalk.purge(message)
    const one = JSON.parse((await tongbu('rollback', '--to', point.id, '--only', messageIdOf('m0'), '--include-departed', '--no-point', '--json')).stdout).pairs[0]
    assert.deepEqual([one.done.left, one.pointBefore, one.compared.exact], [{ 'restore-message': 1 }, undefined, 1])
    assert.equal(liveIn('dingtalk'), 2)

    for (const [args, code, says] of [
      [['rollback'], 64, /Name a restore point/],
      [['rollback', '--to', point.id, '--include-departed'], 64, /goes with --everything/],
      [['rollback', '--to', '20200101T000000Z-aaaaaa'], 3, /no restore point of that name/],
      [['rollback', '--to', point.id, '--only', '<nobody@nowhere>'], 3, /no such message or folder/],
    ] as const) {
      const { code: ended, stderr } = await tongbu(...args)
      assert.deepEqual([ended, says.test(stderr)], [code, true], stderr)
    }

    copyFileSync(keyFile, scratch.path('right'))
    rmSync(keyFile)
    writeFileSync(keyFile, keyText(await makeKey(), '2026-01-01T00:00:00Z'), { mode: 0o600 })
    pair.writes()
    const wrongKey = await tongbu('rollback', '--to', point.id, '--everything')
    assert.deepEqual([wrongKey.code, /not the one/.test(wrongKey.stderr), pair.writes()], [78, true, 0], wrongKey.stderr)
    renameSync(scratch.path('right'), keyFile)

    renameSync(scratch.path('my.db'), scratch.path('old.db'))
    const blind = await tongbu('rollback', '--to', (JSON.parse((await tongbu('backup', 'list', '--json')).stdout).points.at(-1)).id)
    assert.deepEqual([blind.code, /does not know what was done since/.test(blind.stderr), pair.writes()], [3, true, 0], blind.stderr)
    assert.ok(existsSync(folder) && globSync('packs/*', { cwd: join(folder) }).length > 0)
  } finally {
    await pair.close()
  }
})
