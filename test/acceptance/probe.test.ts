import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NAME, openSandboxPair } from '../support/sandbox-pair.ts'

const SIGNAL = new AbortController().signal

for (const [name, options] of [['IMAP alone', {}], ['the OpenAPI too', { openapi: true }], ['exact copies', { importMime: 'on', advancedMail: true }]] as const) {
  test(`a two-way test puts a message into each mailbox, sees it arrive equal and its marks come back, and leaves nothing (${name})`, async (t) => {
    const pair = await openSandboxPair(options)
    t.after(() => pair.close())
    await pair.people.dingtalk.put('inbox', Buffer.from('Message-ID: <waits@x.test>\r\nFrom: chen@factory.example\r\nSubject: waits\r\n\r\ntext\r\n'), { read: false, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))
    const before = await pair.sandbox.compare()
    const probed = await (await pair.app()).probes().probe(NAME, { signal: SIGNAL, by: 'Chan Tai Man' })
    assert.deepEqual(probed.directions.map(({ from, outcome, differences, marksBack }) => [from, outcome, differences, marksBack?.came]), [['left', 'arrived', [], true], ['right', 'arrived', [], true]])
    assert.deepEqual([probed.isClean, probed.place], [true, 'simulation'])
    const after = await pair.sandbox.compare()
    assert.deepEqual(after, before, 'only what was there before is there, and it was not carried')
    assert.deepEqual(pair.sandbox.shared.ledger.outbound(), [])
    const report = await pair.sync()
    assert.deepEqual([report.stoppedBy, report.quiet, (await pair.sandbox.compare()).equal], [undefined, true, true])
    assert.equal((await (await pair.app()).status(NAME)).counts.bindings.live, 1)
  })
}

test('it comes after the safety measures, unless somebody permits it by name, which is kept', async (t) => {
  const pair = await openSandboxPair({ gate: 'on' })
  t.after(() => pair.close())
  const app = await pair.app()
  await assert.rejects(app.probes().probe(NAME, { signal: SIGNAL }), { code: 'GATE_CLOSED' })
  assert.equal(await app.probes().last(NAME), undefined)
  const probed = await app.probes().probe(NAME, { signal: SIGNAL, by: 'Chan Tai Man', beforeGate: true })
  assert.ok(probed.isClean)
  assert.deepEqual(await app.probes().last(NAME), probed)
  const records = await (await app.audit()).search(NAME, { kind: 'probe', most: 10 })
  assert.deepEqual(records.map(({ by }) => by), ['Chan Tai Man'])
})

test('what a mailbox makes of it is told, and nothing is put into a side that is never written to', async (t) => {
  const odd = await openSandboxPair({ outlook: { rebuild: 'unstable' } })
  t.after(() => odd.close())
  const { facts } = await (await odd.app()).probes().probe(NAME, { signal: SIGNAL })
  assert.deepEqual(facts.flatMap(({ on, what, answer }) => (answer ? [] : `${on} ${what}`)), ['right keeps-bytes', 'right reads-the-same-twice'])
  const oneWay = await openSandboxPair({ policy: { readOnly: 'dingtalk' } })
  t.after(() => oneWay.close())
  await assert.rejects((await oneWay.app()).probes().probe(NAME, { signal: SIGNAL }), { code: 'BAD_CONFIG' })
})
