import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'

/** A sandbox whose pair is guarded as a real one, and the command line in front of it. */
async function scene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-gate-'))
  const pair = await openSandboxPair()
  const config = join(folder, 'tongbu.yaml')
  const text = JSON.parse(configText(pair.sandbox, { database: `sqlite:${join(folder, 'tongbu.db')}` })) as object
  const write = (rest: object = {}): void => writeFileSync(config, JSON.stringify({ ...text, safety: { gate: 'on' }, serve: { port: 0 }, ...rest }))
  write()
  t.after(async () => {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { pair, folder, write, text, config, command: (...args: string[]) => runTongbu([...args, '--config', config]) }
}

const BY = ['--by', 'Chan Tai Man'] as const

test('nothing is written before the measures are met one by one or waived in writing, and every answer is in the audit', async (t) => {
  const { pair, folder, command } = await scene(t)
  await pair.people.dingtalk.put('inbox', Buffer.from('Message-ID: <a@gate.test>\r\nFrom: chen@factory.example\r\nSubject: waits\r\n\r\ntext\r\n'), { read: false, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))
  const written = (): number => pair.sandbox.outlook.snapshot(pair.sandbox.ready.accounts.outlook.address).messages.length

  const refused = await command('sync')
  assert.deepEqual([refused.code, /Nothing is written for "anna" before its safety measures hold; not met: backup, mailbox, sign-in, credentials, rollback\.\nNext: Run `tongbu preflight PAIR`/.test(refused.stderr)], [3, true], refused.stderr)
  const [planned, verified] = await Promise.all([command('plan'), command('verify')])
  assert.deepEqual([planned.code, verified.code], [0, 1])
  assert.equal(written(), 0)

  const blank = await command('preflight', '--form')
  const form = join(folder, 'answers.yaml')
  writeFileSync(form, blank.stdout.replaceAll(/^( +anna):.*$/gm, '$1: yes'))
  const answered = await command('preflight', '--answers', form, ...BY)
  assert.deepEqual([answered.code, /answers of Chan Tai Man taken/.test(answered.stdout)], [3, true], answered.stdout + answered.stderr)
  const nameless = await command('preflight', 'anna', '--waive', 'backup', '--because', 'a test')
  const baseless = await command('preflight', 'anna', '--waive', 'backup', ...BY, '--because', ' ')
  assert.deepEqual([nameless.code, baseless.code], [64, 64])
  for (const measure of ['backup', 'mailbox', 'rollback']) await command('preflight', 'anna', '--waive', measure, ...BY, '--because', 'two test mailboxes')
  const opened = JSON.parse((await command('preflight', '--json')).stdout).pairs[0]
  assert.deepEqual([opened.isOpen, opened.measures.map(({ measure, state }: { measure: string; state: string }) => `${measure} ${state}`)], [true, ['backup waived', 'mailbox waived', 'sign-in met', 'credentials met', 'rollback waived']])

  assert.equal((await command('sync', '--until-quiet')).code, 0)
  assert.equal(written(), 1)
  const { records } = JSON.parse((await command('audit', 'search', '--kind', 'answer', '--json')).stdout).pairs[0]
  const shown = records.filter(({ reason }: { reason: string }) => reason === 'yes').map(({ by, detail }: { by: string; detail: string }) => ({ by, ...(JSON.parse(detail) as { question: string; asks: string; digest: string }) }))
  assert.ok(shown.length >= 8 && shown.every(({ by, asks, digest }: { by: string; asks: string; digest: string }) => by === 'Chan Tai Man' && asks.endsWith('?') && /^[0-9a-f]{16}$/.test(digest) && readFileSync(form, 'utf8').includes(digest)), JSON.stringify(shown))
  const waived = JSON.parse((await command('audit', 'search', '--kind', 'waive', '--json')).stdout).pairs[0].records
  assert.deepEqual(waived.map(({ by }: { by: string }) => by), ['Chan Tai Man', 'Chan Tai Man', 'Chan Tai Man'])
  const withdrawn = await command('preflight', 'anna', '--withdraw', 'backup', ...BY)
  assert.deepEqual([withdrawn.code, /waived by Chan Tai Man on .*because: two test mailboxes \(covers restore-point, rehearsal\)/.test(withdrawn.stdout)], [0, true], withdrawn.stdout)
  assert.equal((await command('sync')).code, 3, 'what is taken back closes it again')
})
