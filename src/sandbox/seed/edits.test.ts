import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSandbox, type Sandbox } from '../sandbox.ts'
import { spamAssassin } from './corpus.ts'
import { EDIT_KINDS, editMailboxes } from './edits.ts'
import { dateOf } from './fill.ts'
import { generatedMail } from './generated.ts'
import { meetPeople } from './people.ts'
import { folderByChance, marksByChance, OUTLOOK_FOLDERS } from './places.ts'
import { generator } from '../faults.ts'

/** Two mailboxes with the same mail in them, as if they had been kept in step. */
async function inStep(): Promise<Sandbox> {
  const sandbox = await startSandbox()
  const people = await meetPeople(sandbox.ready)
  const random = generator(1)
  for (const path of OUTLOOK_FOLDERS) {
    await people.outlook.ensureFolder(path)
    await people.dingtalk.ensureFolder(path.map((name) => name.replaceAll('%', '%25').replaceAll('/', '%2F')))
  }
  const put = async (mime: Buffer) => {
    const folder = folderByChance('outlook', random())
    const marks = marksByChance(random)
    await people.outlook.put(folder, mime, marks, dateOf(mime))
    const there = typeof folder === 'string' ? folder : folder.map((name) => name.replaceAll('%', '%25').replaceAll('/', '%2F'))
    await people.dingtalk.put(there, mime, marks, dateOf(mime))
  }
  for await (const { mime } of spamAssassin(220)) await put(mime)
  for await (const { kind, placements } of generatedMail()) {
    if (kind === 'receipt-requested' || kind === 'charset') await put((placements[0] as { mime: Buffer }).mime)
  }
  await people.close()
  return sandbox
}

test('people edit two mailboxes that were in step', async (t) => {
  const sandbox = await inStep()
  t.after(() => sandbox.close())
  assert.deepEqual((await sandbox.compare()).differences, [])
  const counts = await editMailboxes(sandbox.ready, { seed: 7, count: 100 })
  const { differences } = await sandbox.compare()

  await t.test('every kind of edit was made', () => assert.deepEqual(EDIT_KINDS.filter((kind) => counts[kind] === 0), []))

  await t.test('every edit shows as a difference', () => {
    const of = (kind: string, detail: RegExp) => differences.filter((difference) => difference.kind === kind && detail.test(difference.detail)).length
    assert.ok(of('mark', /^flag/) >= counts.flag)
    assert.ok(of('mark', /^read/) >= counts.read)
    assert.ok(of('mark', /^answered/) > 0)
    assert.ok(of('folder', /left in/) >= counts.move + counts.trash + counts['conflict-move'])
    assert.ok(of('folder', /only/) >= counts['create-folder'] + counts['rename-folder'])
    assert.equal(of('missing-left', /./) + of('missing-right', /./), counts.new + counts['create-folder'] + counts['empty-trash'])
  })

  await t.test('only a person who reads mail on Outlook confirms it', () => {
    const { clientId } = sandbox.ready.accounts.outlookSeed
    assert.deepEqual(sandbox.shared.ledger.outbound().filter(({ client }) => client !== clientId), [])
  })
})

test('a mailbox with few messages gets fewer edits', async (t) => {
  const sandbox = await startSandbox()
  t.after(() => sandbox.close())
  const counts = await editMailboxes(sandbox.ready, { seed: 1, count: 300 })
  assert.equal(counts.read + counts.move + counts.trash, 0)
})
