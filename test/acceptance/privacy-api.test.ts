import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseProof } from '../../src/privacy/proof.ts'
import { NAME, withSafetyApi } from '../support/safety-api.ts'
import { toldMail, UNREAD } from './told-mail.ts'

const at = (n: number): Date => new Date(Date.UTC(2026, 0, 5, 8, n))

test('the audit is searched by person, kind and time a page at a time, verified, and taken away as a spreadsheet in which nothing is a formula', async () => {
  await withSafetyApi({}, async ({ send, work, pair }) => {
    const audit = await (await pair.app()).audit()
    const record = (by: string, minute: number) => ({ at: `2026-03-01T00:0${minute}:00Z`, run: 'd1', kind: 'export', by, reason: 'eml' }) as const
    await audit.record(NAME, [record('=HYPERLINK("http://evil.example")', 0), record('陳大文', 2)])
    await audit.record('gone', [record('陳大文', 1), record('Wong', 3)])
    const list = async (query: string) => (await send('GET', `/audit${query}`)).body
    const whole = await list('')
    assert.deepEqual(whole.records.map(({ pair: name, at: when }: { pair: string; at: string }) => `${name} ${when.slice(14, 16)}`), ['gone 03', `${NAME} 02`, 'gone 01', `${NAME} 00`])
    const first = await list('?limit=3')
    const rest = await list(`?limit=3&cursor=${first.next}`)
    assert.deepEqual([...first.records, ...rest.records], whole.records)
    assert.deepEqual([rest.next, (await send('GET', '/audit?cursor=nonsense')).status, (await send('GET', '/audit?since=yesterday')).status, (await send('GET', '/audit?sql=1')).status], [undefined, 400, 400, 400])
    assert.deepEqual((await list(`?by=${encodeURIComponent('大文')}&pair=gone`)).records.length, 1)
    assert.deepEqual((await list('?since=2026-03-01T00:02:00%2B00:00&until=2026-03-01T00:03:00Z')).records.map(({ by }: { by: string }) => by), ['陳大文'])
    const { result } = await work('/audit/verification')
    assert.deepEqual(result.chains.map(({ pair: name, records, broken }: { pair: string; records: number; broken?: object }) => [name, records, broken]), [[NAME, 2, undefined], ['gone', 2, undefined]])

    const csv = await send('GET', '/audit/export?format=csv')
    assert.match(String(csv.headers['content-disposition']), /^attachment; filename="tongbu-audit-\d{4}-\d\d-\d\d\.csv"$/)
    const lines = String(csv.body).trim().split('\r\n')
    assert.equal(lines.length, 5)
    assert.ok(lines.every((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).every((cell) => !/^"?[=+\-@]/.test(cell))), csv.body)
    assert.equal(String((await send('GET', `/audit/export?pair=${NAME}`)).body).trim().split('\n').length, 2)
    assert.equal((await send('GET', '/audit/export?format=pdf')).bytes.subarray(0, 5).toString(), '%PDF-')
    assert.equal((await send('GET', '/audit/export?format=exe')).status, 400)
    assert.deepEqual((await send('GET', '/audit/chains')).body.chains.map(({ pair: name }: { pair: string }) => name), [NAME, 'gone'])
  })
})

test('a person is given what is held about them, and is then erased with a proof that whoever began it can keep', async () => {
  await withSafetyApi({ archive: { keepDays: 100 } }, async ({ send, work, pair, path }) => {
    await send('POST', '/backups')
    const wong = 'wong@supplier.example'
    await pair.people.dingtalk.put('inbox', toldMail('theirs', { from: wong }), UNREAD, at(1))
    await pair.people.dingtalk.put('inbox', toldMail('other'), UNREAD, at(2))
    await pair.sync()
    await work('/backups/points', { pair: NAME })

    const register = (await send('GET', '/privacy/register')).body
    assert.deepEqual([register.mark, register.months.reduce((sum: number, { messages }: { messages: number }) => sum + messages, 0), register.findings.map(({ code }: { code: string }) => code)], [100_000, 2, ['PLACES_MISSING', 'AUTHORITY_MISSING']])
    assert.match(String((await send('GET', '/privacy/register/file?format=csv')).body), /^Month,Pair/)
    const notices = await Promise.all(['en', 'zh-Hant-HK', 'zh-Hans-CN'].map((language) => send('GET', `/privacy/notice?language=${language}`)))
    assert.deepEqual(notices.map(({ body }) => /^(Notice about|關於工作電郵|关于工作邮件)/.exec(body.text)?.[1]), ['Notice about', '關於工作電郵', '关于工作邮件'])

    assert.deepEqual((await send('POST', '/privacy/exports', { person: 'nobody' })).body.errors.map(({ at: where }: { at: string }) => where), ['person'])
    const exported = await work('/privacy/exports', { person: wong })
    assert.deepEqual([exported.state, exported.result.messages], ['done', 2], JSON.stringify(exported))
    const file = await send('GET', `/jobs/${exported.id}/file`)
    writeFileSync(path('a.tar'), file.bytes)
    mkdirSync(path('out'))
    execFileSync('tar', ['-xf', path('a.tar'), '-C', path('out')])
    assert.match(readFileSync(path('out/messages/00001.eml'), 'latin1'), /wong@supplier\.example/)
    assert.ok(readdirSync(path('out')).includes('index.txt'))

    const once = { 'idempotency-key': 'k-1' }
    const rule = await send('POST', '/watch/rules', { name: 'Wong', from: wong, about: 'unread' }, once)
    assert.deepEqual([rule.status, (await send('POST', '/watch/rules', { name: 'Wong', from: wong, about: 'unread' }, once)).body], [201, rule.body])
    const plan = await work('/privacy/erasures/plan', { person: wong })
    assert.deepEqual(plan.result.naming, { watch: { rules: 1 } })
    assert.deepEqual([plan.result.ownPairs, plan.result.present.length > 0, plan.result.places.backup.messages], [[], true, 2], JSON.stringify(plan.result))
    const still = await work('/privacy/erasures', { plan: plan.id, because: 'request 17' })
    assert.equal(still.result.outcome, 'still-present')
    const naming = await work('/privacy/erasures', { plan: plan.id, because: `request of ${wong}`, unattributed: true })
    assert.deepEqual([naming.state, naming.problem.code], ['failed', 'NAMES_PERSON'])
    const erased = await work('/privacy/erasures', { plan: plan.id, because: 'request 17', evenIfPresent: true })
    const { proof } = erased.result
    assert.deepEqual([erased.result.outcome, proof.isTraceless, parseProof(proof.file)?.id], ['erased', true, proof.id])
    assert.ok(!proof.file.includes(wong))
    assert.deepEqual([proof.erased.watch, (await send('GET', '/watch/rules')).body.rules, (await send('GET', `/jobs/${exported.id}`)).status, (await send('GET', `/jobs/${plan.id}`)).status], [{ rules: 1 }, [], 404, 200])
    assert.equal((await send('POST', '/watch/rules', { name: 'Wong', from: wong, about: 'unread' }, once)).headers['idempotency-replayed'], undefined, 'no answer that names them is kept')

    const hold = await send('POST', '/archive/holds', { name: 'case 7', address: 'chen@factory.example', because: 'the court asks' })
    assert.deepEqual([hold.status, hold.body.covered], [201, 2], JSON.stringify(hold.body))
    assert.equal((await send('POST', '/archive/holds', { name: 'case 7', because: 'again' })).status, 409)
    assert.equal((await send('POST', '/archive/holds/case%207/end', { because: 'it is over' })).body.ended.because, 'it is over')
    const found = await work('/archive/exports', { words: ['other'], format: 'pdf' })
    assert.deepEqual([found.result.messages, found.file.type], [1, 'application/x-tar'])
    assert.equal((await send('POST', '/archive/search', { words: ['x'], everything: true })).status, 400)
    assert.equal((await send('GET', '/archive/messages/..%2Fkey')).status, 404)
  })
})

test('a pair is given up as planned, with a proof, and everything that is left for a person to take back', async () => {
  await withSafetyApi({}, async ({ send, work, pair }) => {
    await send('POST', '/backups')
    await pair.people.dingtalk.put('inbox', toldMail('one'), UNREAD, at(1))
    await pair.sync()
    const [person] = (await send('GET', '/people')).body.people
    assert.deepEqual([person.pair, person.addresses.length, person.messages, person.isOpen, person.isEnforced], [NAME, 2, 1, false, false])
    const plan = await work(`/pairs/${NAME}/leaving/plan`, { copies: 'remove' })
    assert.deepEqual([plan.result.proof, plan.result.planned.map(({ kind, on }: { kind: string; on: string }) => `${kind} ${on}`).includes('trash right')], [undefined, true], JSON.stringify(plan.result.planned))
    assert.deepEqual(plan.result.credentials.map(({ kind }: { kind: string }) => kind), ['entra-app', 'client-password'])
    assert.equal((await send('POST', `/pairs/${NAME}/leaving`, { plan: 'nothing' })).status, 404)
    const left = await work(`/pairs/${NAME}/leaving`, { plan: plan.id })
    assert.deepEqual([left.result.proof.holds, left.result.audit.isWhole, left.result.planned], [true, true, []], JSON.stringify(left.result))
    const jobs = (await send('GET', `/jobs?pair=${NAME}`)).body.jobs
    assert.deepEqual(jobs.map(({ kind }: { kind: string }) => kind), ['leave', 'leaving-plan'])
    assert.equal((await send('GET', '/jobs/none')).status, 404)
  })
})
