import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { winmailDat } from '../../src/mime/test/winmail.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, NAME, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { assertInStep, AT, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const COUNT = 20

/** A mail whose files are in a winmail.dat. */
function winmail(name: string, dat: Buffer): Buffer {
  const [head = ''] = toldMail(name).toString('latin1').split('\r\n\r\n')
  const typed = head.replace(/Content-Type: .*\r\nContent-Transfer-Encoding: 8bit/, 'Content-Type: multipart/mixed; boundary=b')
  const part = '--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Disposition: attachment; filename="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
  return Buffer.from(`${typed}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee files\r\n${part}${dat.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`, 'latin1')
}

const datOf = (n: number): Buffer => winmailDat([{ short: 'QUOTE~1.XLS', long: `报价单 ${n}.xlsx`, bytes: Buffer.alloc(1000 + n, n) }, { short: 'PLAN.DWG', bytes: Buffer.alloc(50, n) }])

for (const advancedMail of [false, true]) {
  test(`AC-19: every winmail.dat arrives byte for byte, is counted, and the files in it are listed (${advancedMail ? 'imported' : 'rebuilt'})`, async () => {
    using scratch = openScratch()
    const database = `sqlite:${scratch.path('tongbu.db')}`
    const pair = await openSandboxPair({ database, advancedMail })
    const { people, sandbox } = pair
    try {
      for (let n = 0; n < COUNT; n++) await people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', winmail(`with-${n}`, datOf(n)), UNREAD, AT)
      await people.dingtalk.put('inbox', winmail('broken', datOf(99).subarray(0, -5)), UNREAD, AT)
      await people.dingtalk.put('inbox', toldMail('without'), UNREAD, AT)
      const report = await pair.sync()
      assert.deepEqual(report.findings.filter(({ kind }) => kind === 'wrapped').map(({ count }) => count), [COUNT + 1])
      assert.doesNotMatch(JSON.stringify(report), /报价单|PLAN/, 'names are content')
      await assertInStep(pair, COUNT + 2)
      for (const { internetMessageId, mime } of [...mailboxesOf(sandbox).outlook, ...mailboxesOf(sandbox).dingtalk]) {
        const n = Number(/with-(\d+)@/.exec(internetMessageId ?? '')?.[1])
        if (!Number.isNaN(n)) assert.ok(mime().toString('latin1').replaceAll('\r\n', '').includes(datOf(n).toString('base64')), internetMessageId)
      }
      await pair.closeApp()

      writeFileSync(scratch.path('tongbu.yaml'), configText(sandbox, { database }))
      const verified = await runTongbu(['verify', NAME, '--content', '--config', scratch.path('tongbu.yaml')])
      assert.equal(verified.code, 0, verified.stdout + verified.stderr)
      for (let n = 0; n < COUNT; n++) assert.equal(verified.stdout.split(`报价单 ${n}.xlsx (${(1000 + n).toLocaleString('en-US')} bytes), PLAN.DWG (50 bytes)`).length, 2, `listed once: ${n}`)
      assert.match(verified.stdout, /报价单 99\.xlsx \(1,099 bytes\).*, and perhaps more: it is damaged/)
      assert.ok(mailboxesOf(sandbox).outlook.some(({ internetMessageId }) => internetMessageId === messageIdOf('without')))
    } finally {
      await pair.close()
    }
  })
}
