import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseKey } from '../../src/backup/key.ts'
import { grep } from '../support/grep-bytes.ts'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')
const PERSON = 'wong@supplier.example'

const mail = (name: string, from: string): Buffer => Buffer.from([`Message-ID: <${name}@privacy.example>`, `From: ${from}`, 'To: anna@trading.example', `Subject: ${name}`, '', 'text', ''].join('\r\n'))

test('a person asks for what is held about them and then to be erased, and can check the proof', async () => {
  const pair = await openSandboxPair()
  using scratch = openScratch()
  try {
    const config = scratch.path('my.yaml')
    const settings = { ...JSON.parse(configText(pair.sandbox, { database: `sqlite:${scratch.path('my.db')}`, backup: { folder: scratch.path('backup'), keyFile: scratch.path('key.txt') }, archive: { keepDays: 30 } })), privacy: { company: 'Sheng He Trading', places: { left: 'Hangzhou', right: 'Hong Kong' } } }
    writeFileSync(config, JSON.stringify(settings))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    const { dingtalk, outlook } = pair.people
    for (const name of ['litchi-one', 'litchi-two']) await dingtalk.put('inbox', mail(name, `Wong <${PERSON}>`), UNREAD, AT)
    await outlook.put('inbox', mail('order', 'chen@factory.example'), UNREAD, AT)
    await tongbu('backup', 'init')
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    assert.equal((await tongbu('backup', 'run')).code, 0)

    const exported = await tongbu('privacy', 'export', '--person', PERSON, '--to', scratch.path('wong'), '--by', 'Chan Tai Man')
    assert.match(exported.stdout, /^[24] messages, 4 rows and \d+ audit records are in/, exported.stderr)
    assert.match(readFileSync(scratch.path('wong/index.txt'), 'utf8'), /what is remembered about such messages \(4\)/)
    const [first = ''] = readdirSync(scratch.path('wong/messages'))
    assert.match(readFileSync(scratch.path(`wong/messages/${first}`), 'utf8'), /From: .*wong@supplier\.example/i)

    await tongbu('archive', 'search', 'litchi')
    assert.equal((await tongbu('archive', 'hold', 'add', 'claim-17', '--address', PERSON, '--by', 'Anna', '--because', 'claim 17')).code, 0)
    assert.match((await tongbu('erase', '--person', PERSON, '--dry-run')).stdout, /backup: 0 messages; 4 kept by a legal hold\n {2}database, pair anna: 0 rows/)
    assert.equal((await tongbu('archive', 'hold', 'end', 'claim-17', '--by', 'Anna', '--because', 'settled')).code, 0)

    const planned = await tongbu('erase', '--person', PERSON, '--dry-run')
    assert.match(planned.stdout, /database, pair anna: 4 rows[\s\S]*Still in the mailboxes\n {2}anna, DingTalk: 2 messages\n {2}anna, Outlook: 2 messages[\s\S]*Nothing was erased\.$/m, planned.stderr)
    const asked = ['erase', '--person', PERSON, '--by', 'Chan Tai Man', '--because', 'request 17', '--report', scratch.path('proof.json')]
    const refused = await tongbu(...asked)
    assert.deepEqual([refused.code, /Next: delete them in both mailboxes/.test(refused.stdout)], [3, true], refused.stderr)

    for (const person of [dingtalk, outlook]) for (const message of await person.messages()) if (message.messageId.startsWith('litchi')) await person.purge(message)
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    const erased = await tongbu(...asked)
    assert.equal(erased.code, 0, `${erased.stdout}${erased.stderr}`)
    const salt = /kept nowhere: (\S+)/.exec(erased.stdout)?.[1] ?? ''
    const left = (await grep(scratch.folder, [PERSON, 'litchi-one', 'litchi-two'], await parseKey(readFileSync(scratch.path('key.txt'), 'utf8')))).filter((hit) => !hit.includes('/wong/') && !/wong@.*\/archive-holds/.test(hit))
    assert.deepEqual(left, [])
    const checked = await tongbu('erase', '--check', scratch.path('proof.json'), '--person', PERSON, '--salt', salt)
    assert.deepEqual([checked.code, checked.stdout.startsWith('No trace.')], [0, true], checked.stderr)

    const register = await tongbu('privacy', 'register')
    assert.match(register.stdout, /Between DingTalk \(Hangzhou\) and Outlook \(Hong Kong\)[\s\S]*\d{4}-\d{2} +anna +Outlook +2 /)
    assert.match((await tongbu('privacy', 'notice', '--language', 'zh-Hant-HK')).stdout, /Sheng He Trading 在自己的伺服器上/)
  } finally {
    await pair.close()
  }
})
