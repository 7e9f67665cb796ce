import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** Long after anything that is awaited here should have come. */
const PATIENCE_MS = 60_000

/** A sandbox whose pair is guarded as a real one, and the command line in front of it. */
async function scene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-gate-'))
  const pair = await openSandboxPair()
  const config = join(folder, 'tongbu.yaml')
  const text = JSON.parse(configText(pair.sandbox, { database: `sqlite:${join(folder, 'tongbu.db')}`, gate: 'on' })) as object
  writeFileSync(config, JSON.stringify({ ...text, serve: { port: 0 } }))
  const receive = (name: string) =>
    pair.people.dingtalk.put('inbox', Buffer.from(`Message-ID: <${name}@gate.test>\r\nFrom: chen@factory.example\r\nSubject: ${name}\r\n\r\ntext\r\n`), { read: false, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))
  const written = (): number => pair.sandbox.outlook.snapshot(pair.sandbox.ready.accounts.outlook.address).messages.length
  t.after(async () => {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, config, receive, written, command: (...args: string[]) => runHere([...args, '--config', config]) }
}

const BY = ['--by', 'Chan Tai Man'] as const

test('nothing is written before the measures are met one by one or waived in writing, and every answer is in the audit', async (t) => {
  const { folder, receive, written, command } = await scene(t)
  await receive('waits')
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
  const baseless = await command('preflight', 'anna', '--waive', 'backup', ...BY, '--because', ' ')
  assert.deepEqual([baseless.code, /Say why with --because/.test(baseless.stderr)], [64, true])
  for (const measure of ['backup', 'rollback']) await command('preflight', 'anna', '--waive', measure, ...BY, '--because', 'two test mailboxes')
  const opened = JSON.parse((await command('preflight', '--json')).stdout).pairs[0]
  assert.deepEqual([opened.isOpen, opened.measures.map(({ measure, state }: { measure: string; state: string }) => `${measure} ${state}`)], [true, ['backup waived', 'mailbox met', 'sign-in met', 'credentials met', 'rollback waived']])

  assert.equal((await command('sync', '--until-quiet')).code, 0)
  assert.equal(written(), 1)
  const { records } = JSON.parse((await command('audit', 'search', '--json')).stdout).pairs[0]
  const shown = records.filter(({ reason }: { reason: string }) => reason === 'yes').map(({ by, detail }: { by: string; detail: string }) => ({ by, ...(JSON.parse(detail) as { question: string; asks: string; digest: string }) }))
  assert.ok(shown.length >= 8 && shown.every(({ by, asks, digest }: { by: string; asks: string; digest: string }) => by === 'Chan Tai Man' && asks.endsWith('?') && /^[0-9a-f]{16}$/.test(digest) && readFileSync(form, 'utf8').includes(digest)), JSON.stringify(shown))
  const waived = records.filter(({ kind }: { kind: string }) => kind === 'waive')
  assert.deepEqual(waived.map(({ by }: { by: string }) => by), ['Chan Tai Man', 'Chan Tai Man'])
})

test('what preflight finds and asks is told in the language that is asked for, or that of the configuration', async (t) => {
  const { config, command } = await scene(t)
  const traditional = await command('preflight', '--language', 'zh-Hant-HK')
  assert.equal(traditional.code, 3)
  for (const words of ['anna：閘門已關閉', '1. 兩個電郵信箱的完整加密備份（backup）：未成立', '✗ backup-of-both: ', '? pop-left: 尚未有人回答。', '問題：是否確定沒有程式會以 POP3 從釘釘電郵信箱取走電郵？', '下一步：tongbu preflight anna --form']) assert.ok(traditional.stdout.includes(words), `${words} in ${traditional.stdout}`)
  writeFileSync(config, JSON.stringify({ ...(JSON.parse(readFileSync(config, 'utf8')) as object), language: 'zh-Hans-CN' }))
  const simplified = await command('preflight')
  assert.ok(simplified.stdout.includes('anna：闸门已关闭') && simplified.stdout.includes('? pop-left: 尚未有人回答。'), simplified.stdout)
  assert.equal(JSON.parse((await command('preflight', '--json')).stdout).pairs[0].measures[0].points[0].code, 'backup-none')
})

/** All that is asked is answered, and the backup is waived. */
async function meetAllButRollback(config: string): Promise<void> {
  const app = await openApp(loadConfig(readFileSync(config, 'utf8'), {}, () => ''), { clock: systemClock, newId: randomId, http: systemHttp })
  const preflight = app.preflight()
  await preflight.look('anna', new AbortController().signal)
  const form = (await preflight.form(['anna'], 'en')).replaceAll(/^( +anna):.*$/gm, '$1: yes')
  await preflight.answer(preflight.readForm(form).answers, BY[1])
  await preflight.waive('anna', 'backup', BY[1], 'two test mailboxes')
  await app.close()
}

test('the service keeps a pair that is not ready waiting, and begins without a restart once it is', async (t) => {
  const { config, receive, written, command } = await scene(t)
  await receive('waits')
  await meetAllButRollback(config)
  const service = spawn(process.execPath, [MAIN, 'serve', '--config', config], { stdio: ['ignore', 'pipe', 'ignore'] })
  t.after(() => void service.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: service.stdout }), 'line')) as [string]
  const url = /http:\/\/\S+(?=\/readyz)/.exec(line)?.[0] ?? assert.fail(line)
  const until = async (what: string, check: () => Promise<boolean> | boolean): Promise<void> => {
    for (const end = Date.now() + PATIENCE_MS; !(await check()); await sleep(50)) assert.ok(Date.now() < end, `waited in vain: ${what}`)
  }
  await until('that it waits', async () => (await (await fetch(`${url}/metrics`)).text()).includes('tongbu_pairs{state="gate"} 1'))
  const status = await command('status')
  assert.match(status.stdout, /waits since \S+ for its safety measures; nothing is written to either mailbox\. .*Next: tongbu preflight anna/)
  assert.equal(written(), 0)

  const waived = await command('preflight', 'anna', '--waive', 'rollback', ...BY, '--because', 'two test mailboxes')
  assert.deepEqual([waived.code, /the gate is open since[^]*waived by Chan Tai Man on .*because: two test mailboxes \(covers restore-point, rehearsal\)/.test(waived.stdout)], [0, true], waived.stdout)
  await until('the mail on the other side', () => written() === 1)
  service.kill('SIGTERM')
  assert.deepEqual(await once(service, 'exit'), [0, null])
})
