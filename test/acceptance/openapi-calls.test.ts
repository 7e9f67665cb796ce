import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const FEW = 10
/** More than one call lists. */
const MANY = 110

const mail = (name: string): Buffer =>
  Buffer.from([`Message-ID: <${name}@calls.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${name}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000', '', 'text', ''].join('\r\n'))

/** Calls of our app to the OpenAPI since the last time. */
function callsOf({ sandbox }: SandboxPair): number {
  const { appId } = sandbox.ready.accounts.dingtalk
  const made = sandbox.shared.ledger.requests().reduce((sum, { cloud, client, kind, count }) => sum + (cloud === 'alimail' && client === appId && !/token/.test(kind) ? count : 0), 0)
  sandbox.shared.ledger.clear()
  return made
}

/** Makes changes of every kind, one at a time, and tells how many calls the run after each of them costs. */
async function costs(pair: SandboxPair, turn: string): Promise<Record<string, number>> {
  const { people, sandbox } = pair
  const { address } = sandbox.ready.accounts.dingtalk
  const store = sandbox.dingtalk.mailbox(address)
  const inbox = store.folderOf('inbox').messages
  const oldest = (): (typeof inbox)[number] => inbox.find(({ tags }) => tags.length === 0) ?? assert.fail('the inbox is empty')
  const inOutlook = (await people.outlook.messages()).filter(({ folder, messageId }) => folder === 'inbox' && messageId.startsWith('old'))
  const [toMark, toMove, toTrash] = inOutlook
  assert.ok(toMark && toMove && toTrash)
  const changes: Readonly<Record<string, () => unknown>> = {
    nothing: () => {},
    'new in DingTalk': () => sandbox.dingtalk.deliver(address, mail(`dingtalk${turn}`)),
    'new in Outlook': () => people.outlook.put('inbox', mail(`outlook${turn}`), UNREAD, new Date('2026-01-05T08:00:00Z')),
    'mark in DingTalk': () => store.setFlags(oldest(), oldest().flags | 1),
    'mark in Outlook': () => people.outlook.mark(toMark, { read: true, flagged: true }),
    'move in DingTalk': () => store.move(oldest(), store.folderOf('junk')),
    'move in Outlook': () => people.outlook.move(toMove, 'junk'),
    'trash in DingTalk': () => store.move(oldest(), store.folderOf('trash')),
    'trash in Outlook': () => people.outlook.move(toTrash, 'trash'),
    'tag in DingTalk': () => store.setTags(oldest(), ['11']),
    'tag removed in DingTalk': () => inbox.filter(({ tags }) => tags.length > 0).map((message) => store.setTags(message, [])),
  }
  const app = await pair.app()
  const told: Record<string, number> = {}
  for (const [name, change] of Object.entries(changes)) {
    await change()
    callsOf(pair)
    const report = await app.sync(NAME, { signal: new AbortController().signal })
    assert.equal(report.stoppedBy, undefined)
    assert.equal(Object.values(report.done).flatMap((kinds) => Object.values(kinds)).reduce((sum, count) => sum + count, 0), name === 'nothing' ? 0 : 1, name)
    told[name] = callsOf(pair)
  }
  return told
}

test('what a run costs of the OpenAPI depends on what changed and not on how much mail there is', async (t) => {
  const pair = await openSandboxPair({ openapi: true })
  const { sandbox } = pair
  const { address } = sandbox.ready.accounts.dingtalk
  let delivered = 0
  const fill = async (most: number): Promise<void> => {
    for (; delivered < most; delivered++) sandbox.dingtalk.deliver(address, mail(`old${delivered}`), { receivedAt: Date.parse('2026-01-05T08:00:00Z') + delivered * 1000 })
    await pair.sync()
  }
  try {
    await fill(FEW)
    const few = await costs(pair, 'few')
    await fill(MANY)
    const many = await costs(pair, 'many')
    t.diagnostic(`${FEW} messages: ${JSON.stringify(few)}; ${MANY} messages: ${JSON.stringify(many)}`)
    for (const [name, calls] of Object.entries(many)) {
      // A message that is not among the newest of the inbox is asked for by itself when its tags change.
      assert.ok(calls <= (few[name] ?? 0) + (name.startsWith('tag') ? 1 : 0), `${name}: ${calls} calls, and ${few[name]} where there is less mail`)
      assert.ok(calls <= 3, `${name}: ${calls} calls`)
    }
    assert.deepEqual((await sandbox.compare()).counts, {})
    assert.deepEqual(sandbox.shared.ledger.outbound(), [])
  } finally {
    await pair.close()
  }
})
