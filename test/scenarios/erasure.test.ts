import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { folderFiles } from '../../src/platform/folder-files.ts'
import { checkTraces } from '../../src/privacy/check-traces.ts'
import { erasePerson, planErasure } from '../../src/privacy/erase-person.ts'
import { exportPerson } from '../../src/privacy/export-person.ts'
import { isTraceless, parseProof, proofText, subjectOf } from '../../src/privacy/proof.ts'
import { deleteEverywhere, openScene, PERSON, REQUEST, TRACES } from '../support/erasure-scene.ts'
import { grep } from '../support/grep-bytes.ts'
import { NAMED, openedIn, SECRET } from '../support/named-person.ts'
import { openScratch } from '../support/scratch.ts'

test('of a person who is erased no byte is left in any file, as a proof says that does not name them', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder)
  assert.ok((await grep(scratch.folder, TRACES)).length > 5, 'the search would find them')
  deleteEverywhere(scene, true)
  await scene.pair.sync()
  const erasure = await erasePerson({ ...REQUEST, mentions: true }, scene.tools)
  assert.equal(erasure.outcome, 'erased')
  if (erasure.outcome !== 'erased') return
  const { proof, salt } = erasure
  assert.deepEqual(await grep(scratch.folder, TRACES), [])
  assert.doesNotMatch(await openedIn(scratch.folder, scene.pair.store!), /wong/i, 'nor in what is sealed')
  assert.ok((await grep(scratch.folder, ['order 3'])).length > 0, 'the others are still there')
  assert.equal(proof.erased['database']?.['rowsOfTheMirror'], 8)
  assert.ok((proof.erased['backup']?.['messages'] ?? 0) >= 4)
  assert.equal(proof.erased['database']?.['countedPeopleUnlinked'], 2, 'one towards each side')
  assert.deepEqual(await scene.tools.store.people(2026), { left: 4, right: 3 }, 'the counts stay')
  assert.deepEqual([isTraceless(proof.check), proof.left], [true, { held: 0, mentions: 0, inMailboxes: 0, unattributed: 0, unreadable: 0 }])
  assert.deepEqual([proof.subject, parseProof(JSON.stringify(proof))], [subjectOf(PERSON, salt), proof])
  for (const text of [JSON.stringify(proof), proofText(proof)]) assert.ok(!/wong|lychee|supplier/i.test(text), text)
  const [record] = await scene.pair.store!.audit.last('test', 1)
  assert.deepEqual([record?.kind, record?.by, record?.reason, record?.detail], ['erase', 'Chan Tai Man', REQUEST.because, JSON.stringify({ proof: proof.digest })])
  const { records, head, broken } = await scene.pair.store!.audit.verify('test')
  assert.deepEqual([proof.audit['test']?.after, broken], [{ records, head }, undefined])
  assert.deepEqual([await scene.tools.store.notes(), isTraceless(await checkTraces({ ...scene.tools, person: PERSON, mentions: true }))], [new Map(), true])
  assert.equal((await scene.repository.verify({ signal: AbortSignal.timeout(60_000) })).damage.length, 0)
  await scene.pair.sync()
  assert.deepEqual(scene.pair.lines('left').length, 13, 'nothing came back and nothing else went')
  await scene.close()
})

test('what names the person beside their messages goes with them, the rest stays as it is, and the audit tells what was removed', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, { places: [] }, false)
  const { watch, accounts, webhooks, service, audit } = scene.pair.store!
  assert.match(await openedIn(scratch.folder, scene.pair.store!), /wong\.siu/i, 'the search would find them')
  assert.deepEqual((await planErasure(REQUEST, scene.tools)).naming, NAMED)
  deleteEverywhere(scene)
  await scene.pair.sync()
  const erasure = await erasePerson(REQUEST, scene.tools)
  assert.ok(erasure.outcome === 'erased')
  const { database: _database, ...named } = erasure.proof.erased
  assert.deepEqual([named, isTraceless(erasure.proof.check)], [NAMED, true])
  assert.match(proofText(erasure.proof), /accounts: accounts \(2\), tokens \(1\), requests \(1\), links \(1\)\n/)
  assert.deepEqual(await grep(scratch.folder, TRACES.slice(0, 1)), [])
  const opened = await openedIn(scratch.folder, scene.pair.store!)
  assert.doesNotMatch(opened, /wong/i)
  const known = await accounts.known()
  assert.deepEqual([(await watch.parts()).map(({ id }) => id).sort(), known.accounts.map(({ name }) => name), known.tokens, known.links, (await webhooks.list()).map(({ id, name, by }) => [id, name, by]), (await service.pauses()).map(({ by }) => by)], [['c1', 'r2', 'r3'], ['anna'], [], [], [['w2', 'w2', 'somebody']], ['somebody']])
  for (const left of ['bob@trading.example', '清關', '@supplier.example', '"p1"']) assert.ok(opened.includes(left), left)
  const told = (await audit.search('@tongbu', { most: 99 })).map(({ kind, reason, by }) => `${kind} ${reason} ${by}`).sort()
  assert.deepEqual(told, ['account removed', 'account removed', 'token revoked', 'watch channel changed', 'watch channel removed', 'watch rule changed', 'watch rule removed', 'webhook changed', 'webhook removed'].map((deed) => `${deed} Chan Tai Man`))
  await scene.close()
})

test('whoever asks what is held about them is given what names them beside their messages too, without a secret and without others', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, { places: [] }, false)
  const exported = await exportPerson({ ...scene.tools, audit: scene.pair.store!.audit, person: PERSON, mentions: false, by: 'Chan Tai Man', to: folderFiles(scratch.path('wong')) })
  assert.deepEqual([exported.named, exported.rows], [NAMED, 6])
  assert.match(readFileSync(scratch.path('wong/index.txt'), 'utf8'), /^named\.json .*\n +watch: rules \(2\), channels \(2\)\n +accounts: accounts \(2\), tokens \(1\),/m)
  const text = readFileSync(scratch.path('wong/named.json'), 'utf8')
  const { watch, accounts, webhooks, 'set-up': setUp } = JSON.parse(text)
  const account = accounts.accounts.find(({ id }: { id: string }) => id === 'a1')
  assert.deepEqual([account.name, account.tokens[0].name, account.sessions[0].from, accounts.accounts.length], ['Wong.Siu@Supplier.example', 'for n8n', '203.0.113.7', 2])
  assert.deepEqual([watch.rules.map(({ id }: { id: string }) => id), watch.channels.map(({ to }: { to: string[] }) => to)], [['r1', 'r2'], [['Wong.Siu@Supplier.example'], ['Wong.Siu@Supplier.example']]])
  assert.deepEqual(webhooks.webhooks.map((each: Record<string, unknown>) => [each['leadsTo'], each['isNamedInAddress']]), [['hooks.example', true], ['hooks.example', false]])
  assert.deepEqual(setUp.people.map((each: Record<string, unknown>) => [each['name'], each['hasPassword']]), [['p0', true]])
  assert.ok(!text.includes(SECRET) && !text.includes('bob@trading.example'))
  await scene.close()
})

test('the only administrator is not erased before somebody else is one, and nothing else is either', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, { places: [] }, false)
  const { accounts } = scene.pair.store!
  await accounts.change(({ accounts: all }) => ({ change: { accounts: all.map((each) => ({ ...each, role: each.id === 'a1' ? 'administrator' : 'auditor' })) }, audit: [], answer: undefined }))
  await assert.rejects(erasePerson({ ...REQUEST, evenIfPresent: true }, scene.tools), { code: 'LAST_ADMINISTRATOR' })
  assert.deepEqual([(await planErasure(REQUEST, scene.tools)).naming, (await scene.tools.store.rows('test')).length], [NAMED, 32])
  await scene.close()
})

test('while messages are in a mailbox nothing is erased, and once they are deleted there their rows are found without any backup', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, { places: [] }, false)
  const planned = await planErasure(REQUEST, scene.tools)
  assert.deepEqual([planned.rows, planned.present, planned.others, planned.unattributed], [{ test: 6 }, [{ pair: 'test', side: 'left', messages: 3 }, { pair: 'test', side: 'right', messages: 3 }], 2, 0])
  const refused = await erasePerson(REQUEST, scene.tools)
  assert.deepEqual(refused, { outcome: 'still-present', plan: planned })
  assert.equal((await scene.tools.store.rows('test')).length, 32)
  deleteEverywhere(scene)
  await scene.pair.sync()
  const erasure = await erasePerson(REQUEST, scene.tools)
  assert.equal(erasure.outcome, 'erased')
  assert.equal((await scene.tools.store.rows('test')).length, 26)
  assert.deepEqual(await grep(scratch.folder, TRACES), [])
  await scene.close()
})

test('what somebody has to keep stays, and so do messages of others that only name the person; both are counted', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, { isHeld: async ({ messageId }) => messageId === '<lychee-1@supplier.example>' })
  deleteEverywhere(scene)
  await scene.pair.sync()
  const erasure = await erasePerson(REQUEST, scene.tools)
  assert.ok(erasure.outcome === 'erased')
  assert.ok(erasure.proof.left.held >= 1 && erasure.proof.left.mentions >= 1)
  const left = await grep(scratch.folder, TRACES)
  assert.ok(left.some((hit) => hit.startsWith('lychee-1@')))
  assert.ok(!left.some((hit) => hit.startsWith('Quotation')))
  assert.ok(isTraceless(erasure.proof.check), 'what is kept on purpose is no trace')
  await scene.close()
})

test('rows of messages that are gone, of which nobody can tell, are told of and erased on request', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, { places: [] }, false)
  deleteEverywhere(scene)
  await scene.pair.sync()
  assert.equal((await planErasure(REQUEST, scene.tools)).unattributed, 6)
  const first = await erasePerson(REQUEST, scene.tools)
  assert.ok(first.outcome === 'erased' && first.proof.left.unattributed === 6)
  const second = await erasePerson({ ...REQUEST, unattributed: true }, scene.tools)
  assert.ok(second.outcome === 'erased' && second.proof.left.unattributed === 0)
  assert.deepEqual(await grep(scratch.folder, TRACES.slice(3, 6)), [])
  await scene.close()
})

test('messages that stay in a mailbox by decision are read again by the next run', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder)
  const erasure = await erasePerson({ ...REQUEST, evenIfPresent: true }, scene.tools)
  assert.ok(erasure.outcome === 'erased' && erasure.proof.left.inMailboxes === 6)
  const before = [scene.pair.lines('left'), scene.pair.lines('right')]
  const report = await scene.pair.sync()
  assert.deepEqual([report.done.left, report.done.right], [{}, {}])
  assert.deepEqual([scene.pair.lines('left'), scene.pair.lines('right')], before)
  assert.equal((await scene.tools.store.rows('test')).length, 34)
  await scene.close()
})

test('a run that moved and marked what was erased since can still be taken back, without it', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder)
  const { left } = scene.pair.clouds
  for (const { id } of left.messages.values()) left.mark(id, { read: true })
  const { run } = await scene.pair.sync()
  deleteEverywhere(scene)
  await scene.pair.sync()
  assert.equal((await erasePerson(REQUEST, scene.tools)).outcome, 'erased')
  const undone = await scene.pair.undo({ of: run })
  assert.deepEqual([undone.stoppedBy, undone.failed, undone.done.right['mark']], [undefined, 0, 14])
  await scene.close()
})

test('a reason that names the person is refused: it would stay', async () => {
  using scratch = openScratch()
  const scene = await openScene(scratch.folder, {}, false)
  await assert.rejects(erasePerson({ ...REQUEST, because: 'asked by WONG.SIU@supplier.example' }, scene.tools), { code: 'NAMES_PERSON' })
  await scene.close()
})
