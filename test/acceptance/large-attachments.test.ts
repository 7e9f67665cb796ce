import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { howMany } from '../support/how-many.ts'
import { configText, NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { assertInStep, assertNothingSent, mailboxesOf, messageIdOf } from './told-mail.ts'

const MEGABYTE = 1024 * 1024
const TOOK = { maxMessageBytes: 200 * MEGABYTE }

type Mails = Readonly<Record<string, readonly number[]>>

/** Files of one mail, in bytes, by the name of the mail. */
const FITTING: Mails = { 'nothing': [0], 'one byte': [1], '2.9 MB': [2.9 * MEGABYTE], '3.0 MB': [3 * MEGABYTE], '3.1 MB': [3.1 * MEGABYTE], '4.1 MB': [4.1 * MEGABYTE], '24 MB': [24 * MEGABYTE] }
/** As mail they have more than 35 MB; each comes to one side, as it is the other that refuses. */
const TOO_LARGE: Readonly<Record<'dingtalk' | 'outlook', Mails>> = { dingtalk: { '26 MB': [26 * MEGABYTE], '40 times 1 MB': Array(40).fill(MEGABYTE) }, outlook: { '39 MB': [39 * MEGABYTE] } }

/** Bytes of one line of base64, and of a pattern that is encoded once and repeated. */
const LINE_BYTES = 57
const PATTERN_BYTES = LINE_BYTES * 719

const inBase64 = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n'))

/** So many bytes as a part of a mail has them; other ones each time. */
function encodedFile(size: number): Buffer[] {
  const pattern = randomBytes(PATTERN_BYTES)
  const whole = Math.floor(size / PATTERN_BYTES)
  const encoded = inBase64(pattern)
  return [Buffer.alloc(whole * encoded.length, encoded), inBase64(pattern.subarray(0, size - whole * PATTERN_BYTES))]
}

/** A mail with files of these sizes. */
function mailWith(name: string, sizes: readonly number[]): Buffer {
  const head = `Message-ID: ${messageIdOf(name)}\r\nFrom: chen@factory.example\r\nTo: anna@trading.example\r\nSubject: ${name}\r\nDate: Mon, 05 Jan 2026 07:59:57 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`
  const text = '--b\r\nContent-Type: text/plain\r\n\r\nsee the files\r\n'
  const fileHead = (n: number): string => `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${n}.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n`
  const files = sizes.flatMap((size, n) => [Buffer.from(fileHead(n)), ...encodedFile(Math.round(size)), Buffer.from('\r\n')])
  return Buffer.concat([Buffer.from(head + text), ...files, Buffer.from('--b--\r\n')])
}

const deliverTo = ({ ready, ...clouds }: Sandbox, cloud: 'dingtalk' | 'outlook', mails: Mails): void => {
  for (const [name, sizes] of Object.entries(mails)) clouds[cloud].deliver(ready.accounts[cloud].address, mailWith(`${name} from ${cloud}`, sizes))
}

/** The mails are delivered to both mailboxes, under different names. */
function deliver(sandbox: Sandbox, mails: Mails): void {
  deliverTo(sandbox, 'dingtalk', mails)
  deliverTo(sandbox, 'outlook', mails)
}

const withPair = async (database: string, work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair({ database, dingtalk: TOOK, outlook: TOOK })
  try {
    await work(pair)
  } finally {
    await pair.close()
  }
}

test('AC-16: files of every size cross both ways whole, and mail that is larger than the other side takes is listed, left where it is, and crosses once the limit is raised', async () => {
  using scratch = openScratch()
  const database = `sqlite:${scratch.path('tongbu.db')}`
  await withPair(database, async (pair) => {
    const { sandbox } = pair
    const [fitting, refused] = [Object.keys(FITTING).length, Object.values(TOO_LARGE).flatMap((mails) => Object.keys(mails)).length]
    deliver(sandbox, FITTING)
    for (const cloud of ['dingtalk', 'outlook'] as const) deliverTo(sandbox, cloud, TOO_LARGE[cloud])
    const report = await pair.sync()
    assert.equal(report.stoppedBy, undefined)
    assert.deepEqual(report.findings.filter(({ kind }) => kind === 'set-aside').map(({ code, count }) => [code, count]), [['TOO_LARGE', refused]])
    const { dingtalk, outlook } = mailboxesOf(sandbox)
    assert.deepEqual([dingtalk.length, outlook.length], [2 * fitting + Object.keys(TOO_LARGE.dingtalk).length, 2 * fitting + Object.keys(TOO_LARGE.outlook).length])
    for (const { message } of (await (await pair.app()).status(NAME)).setAside) assert.match(message, /^The message has \d+\.\d MB; the other side takes 35\.0 MB\.$/)

    await pair.closeApp()
    // Outlook takes 150 MB in five minutes.
    sandbox.shared.clock.advance(10 * 60_000)
    const raised = loadConfig(configText(sandbox, { database, ...TOOK }), {}, () => '')
    const app = await openApp(raised, { clock: systemClock, newId: randomId, http: systemHttp })
    try {
      const again = await app.sync(NAME, { signal: new AbortController().signal, untilQuiet: true })
      assert.equal(again.stoppedBy, undefined)
      assert.deepEqual(again.findings.filter(({ kind }) => kind === 'set-aside'), [])
    } finally {
      await app.close()
    }
    await assertInStep(pair, 2 * fitting + refused)
  })
})

const DIRECTIONS = (['dingtalk', 'outlook'] as const).slice(0, howMany('LARGE_MAIL_DIRECTIONS', 1, 2))

/** The most bytes that the program had at once while it ran, in a process of its own. */
async function peakOf(config: string): Promise<number> {
  const program = fileURLToPath(new URL('../../bin/tongbu.js', import.meta.url))
  const run = spawn(process.execPath, [program, 'sync', '--until-quiet', '--config', config], { stdio: 'ignore', env: { PATH: process.env['PATH'] } })
  const ended = once(run, 'exit')
  let peak = 0
  while (run.exitCode === null && run.signalCode === null) {
    const status = existsSync(`/proc/${run.pid}/status`) ? readFileSync(`/proc/${run.pid}/status`, 'utf8') : ''
    peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024)
    await sleep(20)
  }
  assert.equal((await ended)[0], 0)
  return peak
}

// Each direction takes ten seconds: the others are for the long run and P6 of the benchmark.
for (const outlookImap of [false, true].slice(0, howMany('LARGE_MAIL_WAYS', 1, 2))) {
  const how = outlookImap ? 'appended to Outlook' : 'rebuilt in Outlook'
  test(`AC-16: a mail of 150 MB costs at most 64 MB more memory (${how})`, { skip: existsSync('/proc/self/status') ? false : 'this system does not tell how much memory a process has' }, async (t) => {
    using scratch = openScratch()
    const sandbox = await startSandbox({ dingtalk: TOOK, outlook: TOOK, outlookImap })
    try {
      const config = scratch.path('tongbu.yaml')
      writeFileSync(config, configText(sandbox, { database: `sqlite:${scratch.path('tongbu.db')}`, outlookImap, ...TOOK }))
      deliver(sandbox, { small: [1000] })
      const small = await peakOf(config)
      for (const from of DIRECTIONS) {
        sandbox[from].deliver(sandbox.ready.accounts[from].address, mailWith(`large from ${from}`, [109 * MEGABYTE]))
        const large = await peakOf(config)
        t.diagnostic(`from ${from}: ${Math.round(small / MEGABYTE)} MB with small mails, ${Math.round(large / MEGABYTE)} MB with a large one`)
        assert.ok(large - small <= 64 * MEGABYTE, `${Math.round((large - small) / MEGABYTE)} MB more from ${from}`)
      }
      assert.deepEqual((await sandbox.compare()).differences, [])
      assert.equal(mailboxesOf(sandbox).outlook.length, 2 + DIRECTIONS.length)
      assertNothingSent(sandbox)
    } finally {
      await sandbox.close()
    }
  })
}
