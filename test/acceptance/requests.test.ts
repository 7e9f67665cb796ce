import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSandboxPair, NAME, type SandboxPair } from '../support/sandbox-pair.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')
const EACH = 30

const mail = (name: string): Buffer =>
  Buffer.from([`Message-ID: <${name}@requests.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: ${name}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000', '', 'text', ''].join('\r\n'))

/** Requests to Graph by our app since the last call, by kind. */
function requestsOf({ sandbox }: SandboxPair): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { client, cloud, kind, count } of sandbox.shared.ledger.requests()) {
    if (cloud === 'outlook' && client === sandbox.ready.accounts.outlook.clientId) counts.set(kind, (counts.get(kind) ?? 0) + count)
  }
  sandbox.shared.ledger.clear()
  return counts
}

test('a mixed set of changes costs at most 1.1 times the fewest requests to Graph that it can cost', async (t) => {
  const pair = await openSandboxPair()
  const { people, sandbox } = pair
  try {
    for (let n = 0; n < 6 * EACH; n++) await people.dingtalk.put('inbox', mail(`old${String(n).padStart(3, '0')}`), UNREAD, AT)
    await pair.sync()
    const byName = <Message extends { messageId: string }>(messages: readonly Message[]): Message[] => [...messages].sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
    const outlook = byName(await people.outlook.messages())
    const dingtalk = byName(await people.dingtalk.messages())
    for (let n = 0; n < EACH; n++) {
      await people.dingtalk.put('inbox', mail(`to-outlook${n}`), UNREAD, AT)
      await people.outlook.put('inbox', mail(`from-outlook${n}`), UNREAD, AT)
      await people.dingtalk.mark(dingtalk[n]!, { read: true, flagged: true })
      await people.outlook.mark(outlook[EACH + n]!, { read: true })
      await people.dingtalk.move(dingtalk[2 * EACH + n]!, 'junk')
      await people.outlook.move(outlook[3 * EACH + n]!, 'junk')
    }
    const vanished = Math.floor(EACH / 3)
    for (let n = 0; n < vanished; n++) await people.outlook.purge(outlook[4 * EACH + n]!)
    requestsOf(pair)

    const app = await pair.app()
    const report = await app.sync(NAME, { signal: new AbortController().signal })
    assert.equal(report.stoppedBy, undefined)
    const requests = requestsOf(pair)
    const total = [...requests.values()].reduce((sum, count) => sum + count, 0)

    const folders = sandbox.outlook.snapshot(sandbox.ready.accounts.outlook.address).folders.length
    // One each: new from Outlook, new to Outlook, mark and move to Outlook, a confirming look for what vanished; then one delta per folder and one for the tree.
    const fewest = 4 * EACH + vanished + folders + 1
    t.diagnostic(`${total} requests, fewest ${fewest}: ${(total / fewest).toFixed(2)}; ${JSON.stringify(Object.fromEntries(requests))}`)
    assert.ok(total <= fewest * 1.1, `${total} requests where ${fewest} would do: ${JSON.stringify(Object.fromEntries(requests))}`)

    await pair.sync()
    assert.deepEqual((await sandbox.compare()).counts, { 'missing-right': vanished }, 'what left Outlook stays on DingTalk')
  } finally {
    await pair.close()
  }
})
