import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { AT, toldMail, UNREAD } from '../acceptance/told-mail.ts'

const SUBJECTS = ['Quarterly-figures-of-Shenghe', '季度報表', 'Salary-of-Anna']

test('a support bundle tells how everything stands, and no address, subject, folder, Message-ID or secret of the mailboxes is in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-bundle-'))
  const database = `sqlite:${join(folder, 'tongbu.db')}`
  const pair = await openSandboxPair({ database, dingtalk: { maxMessageBytes: 20_000 } })
  const { people, sandbox } = pair
  try {
    for (const subject of SUBJECTS) await people.dingtalk.put('inbox', toldMail(subject, { id: `<${Buffer.from(subject).toString('hex')}@case.example>` }), UNREAD, AT)
    await people.outlook.put('inbox', toldMail('too-large', { body: 'x'.repeat(30_000) }), UNREAD, AT)
    await pair.sync()
    await pair.closeApp()
    const config = configText(sandbox, { database })
    writeFileSync(join(folder, 'my.yaml'), config)

    const told = await runTongbu(['support-bundle', '--config', 'my.yaml', '--out', 'bundle.json'], { cwd: folder })
    assert.deepEqual([told.code, told.stderr], [0, ''])
    const text = readFileSync(join(folder, 'bundle.json'), 'utf8')
    const bundle = JSON.parse(text)
    assert.deepEqual(Object.keys(bundle), ['madeAt', 'versions', 'configuration', 'machine', 'pairs'])
    assert.match(bundle.versions.tongbu, /^\d+\.\d+\.\d+/)
    const [anna] = bundle.pairs
    assert.deepEqual([anna.name, anna.counts.bindings.live, anna.lastReport.done.right.copy], ['anna', 3, 3])
    assert.deepEqual(anna.setAside.map(({ code }: { code: string }) => code), ['TOO_LARGE'])
    assert.ok(anna.audit.some(({ kind }: { kind: string }) => kind === 'copy'))

    const { accounts } = sandbox.ready
    const secret = [
      ...SUBJECTS, 'too-large', '@', 'case.example', 'factory.example', 'chen',
      accounts.outlook.address.split('@')[1], accounts.dingtalk.address.split('@')[1], accounts.outlook.clientSecret, accounts.outlook.clientId, accounts.dingtalk.imapPassword, 'Inbox', folder,
    ]
    for (const hidden of secret) assert.ok(hidden !== undefined && !text.includes(hidden), `${hidden} is in the bundle`)

    const piped = await runTongbu(['support-bundle', 'anna', '--config', 'my.yaml', '--json'], { cwd: folder })
    assert.equal(JSON.parse(piped.stdout).pairs.length, 1)
    assert.equal(piped.stdout.trim().split('\n').length, 1)
    const nowhere = await runTongbu(['support-bundle', '--config', 'my.yaml', '--out', 'no/such/folder.json'], { cwd: folder })
    assert.equal(nowhere.code, 64)
    assert.deepEqual(sandbox.shared.ledger.outbound(), [])
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
