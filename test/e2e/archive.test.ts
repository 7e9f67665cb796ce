import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../src/platform/clock.ts'
import { parseMailbox } from '../support/parse-mbox.ts'
import { readPdf } from '../support/read-pdf.ts'
import { runHere } from '../support/run-here.ts'
import { runTongbu } from '../support/run-tongbu.ts'
import { configText, NAME, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const mail = (name: string, subject: string, body: string): Buffer => Buffer.from([`Message-ID: <${name}@archive.example>`, 'From: Chen <chen@factory.example>', 'To: anna@trading.example', `Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8', '', body, ''].join('\r\n'))

test('a person finds, reads and exports what was deleted long ago, keeps it by a hold, and all of that is in the audit', async () => {
  const pair = await openSandboxPair()
  using scratch = openScratch()
  try {
    const config = scratch.path('my.yaml')
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('my.db')}`, backup: { folder: scratch.path('backup'), keyFile: scratch.path('key.txt') }, archive: { keepDays: 1 } }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    const json = async (...args: string[]) => JSON.parse((await tongbu(...args, '--json')).stdout)
    const { dingtalk } = pair.people
    const bodies = { invoice: mail('a', 'Invoice 17\u001b[31m', 'Please pay.\u001b]0;evil\u0007\r\nFrom now on'), customs: mail('b', '=?utf-8?B?6Zec56iF6YCa55+l?=', '請於本月底前繳\r\n納關稅') }
    for (const body of Object.values(bodies)) await dingtalk.put('inbox', body, UNREAD, new Date('2026-01-05T08:00:00Z'))

    assert.equal((await tongbu('backup', 'init')).code, 0)
    assert.equal((await tongbu('backup', 'run')).code, 0)
    for (const each of await dingtalk.messages()) await dingtalk.purge(each)
    assert.equal((await json('backup', 'run')).pairs[0].point.sides.left.messages, 0)

    const [found] = (await json('archive', 'search', '繳納關稅', '--from', 'factory.example', '--by', 'Anna')).messages
    assert.equal(found.subject, '關稅通知')
    const table = await tongbu('archive', 'search', '--most', '1')
    assert.match(table.stdout, /^REF +RECEIVED.*\n[0-9a-f]{16} +2026-01-05T08:00:00Z +Chen .*\n… and more/)
    const [invoice] = (await json('archive', 'search', 'invoice')).messages
    const shown = await runTongbu(['archive', 'show', invoice.ref, '--by', 'Anna', '--config', config])
    assert.match(shown.stdout, /Subject: +Invoice 17.*\nFrom: +Chen <chen@factory.example>[\s\S]*Please pay/)
    assert.equal(shown.stdout.includes('\u001b'), false, 'a message cannot speak to the terminal')

    const exported = await tongbu('archive', 'export', '--subject', 'invoice', '--format', 'mbox', '--out', scratch.path('out'), '--by', 'Anna')
    assert.match(exported.stdout, /^1 message /, exported.stderr)
    assert.deepEqual(parseMailbox(readFileSync(join(scratch.path('out'), NAME, 'archive.mbox'), 'latin1')), [bodies.invoice.toString('latin1').replaceAll('\r\n', '\n')])
    const lines = await tongbu('archive', 'export', '--format', 'jsonl', '--out', scratch.path('lines'))
    assert.deepEqual([lines.code, readFileSync(scratch.path('lines/contents.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line).text.trim().slice(0, 6)).sort()], [0, ['Please', '請於本月底前']])

    assert.equal((await tongbu('archive', 'export', '繳納關稅', '--format', 'pdf', '--out', scratch.path('print'))).code, 0)
    const printed = (await readPdf(readFileSync(scratch.path('print/archive.pdf')))).pages.join(' ')
    for (const words of ['關稅通知', 'chen@factory.example', '請於本月底前繳', 'Page 1']) assert.ok(printed.includes(words), `${words} in ${printed}`)

    assert.equal((await tongbu('archive', 'hold', 'add', 'claim-17')).code, 64, 'nobody says why')
    const held = await tongbu('archive', 'hold', 'add', 'claim-17', '--address', 'CHEN@factory.example', '--until', '2026-01-06', '--by', 'Anna', '--because', 'claim 17')
    assert.match(held.stdout, /keeps messages of CHEN@factory.example, before 2026-01-06T00:00:00Z until.*\nIt covers 2 messages now/)
    assert.match((await tongbu('archive', 'hold')).stdout, /claim-17 .*Anna +claim 17/)
    assert.match((await tongbu('archive', 'show', invoice.ref)).stdout, /Kept by: +legal hold claim-17/)
    assert.deepEqual((({ due, held: byHold }) => [due, byHold])(await json('archive', 'prune')), [0, 2])
    assert.equal((await tongbu('archive', 'hold', 'end', 'claim-17', '--by', 'Anna', '--because', 'settled')).code, 0)
    assert.match((await tongbu('archive', 'prune', '--dry-run')).stdout, /^0 messages would be dropped\. 2 are kept for now/, 'they were archived today')

    assert.equal((await tongbu('archive', 'show', 'ffffffffffffffff')).code, 3)
    assert.match((await tongbu('archive', 'index', '--rebuild')).stdout, /^0 messages taken in; 2 read into the index/)
    const trail = (await json('audit', 'search')).pairs[0].records.map(({ kind, by = '', reason, detail = '' }: Record<string, string>) => [kind, by, reason, detail].join(' '))
    for (const record of ['read Anna archive search {"messages":1}', 'read Anna archive show {"messages":1}', 'read operator archive search {"messages":1}', 'export Anna archive export mbox {"messages":1}', 'hold Anna legal hold claim-17 ', 'release Anna legal hold claim-17 ']) assert.ok(trail.includes(record), `${record} in ${trail.join('; ')}`)
  } finally {
    await pair.close()
  }
})

test('an archive that is switched on later has what older restore points hold, and no prune takes it away before', async () => {
  const pair = await openSandboxPair()
  using scratch = openScratch()
  try {
    const config = scratch.path('my.yaml')
    const backup = { folder: scratch.path('backup'), keyFile: scratch.path('key.txt'), keep: { daily: 1, weekly: 0, monthly: 0 } }
    const write = (archive?: { keepDays: number }): void => writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('my.db')}`, backup, ...(archive === undefined ? {} : { archive }) }))
    let days = 0
    const clock = { ...systemClock, now: () => systemClock.now() + days * 86_400_000 }
    const tongbu = (...args: string[]) => runHere([...args, '--config', config], { clock })
    const { dingtalk } = pair.people
    await dingtalk.put('inbox', mail('a', 'only in the first point', 'text'), UNREAD, new Date('2026-01-05T08:00:00Z'))
    write()
    await tongbu('backup', 'init')
    await tongbu('backup', 'run')
    for (const each of await dingtalk.messages()) await dingtalk.purge(each)
    days = 2
    assert.equal((await tongbu('backup', 'run')).code, 0)
    const early = await tongbu('archive', 'search', 'first')
    assert.deepEqual([early.code, /The configuration has no `archive`/.test(early.stderr)], [78, true])

    write({ keepDays: 30 })
    days = 4
    const pruned = await tongbu('backup', 'prune')
    assert.match(pruned.stdout, /1 restore point dropped/, pruned.stderr)
    assert.match((await tongbu('archive', 'search', 'first')).stdout, /only in the first point/)

    write()
    await tongbu('backup', 'prune')
    write({ keepDays: 30 })
    assert.match((await tongbu('archive', 'search', 'first')).stdout, /only in the first point/, 'nor does one while the archive is switched off')
    days = 40
    assert.match((await tongbu('archive', 'prune')).stdout, /^1 message dropped/)
    assert.match((await tongbu('archive', 'search', 'first')).stdout, /^Nothing in the archive fits/)
  } finally {
    await pair.close()
  }
})
