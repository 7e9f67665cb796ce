import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditLink } from '../../src/app.ts'
import type { Clock } from '../../src/platform/clock.ts'
import type { SeenMessage } from '../../src/sandbox/seed/dingtalk-person.ts'
import { NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { AT, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const recordsOf = async (pair: SandboxPair): Promise<AuditLink[]> => await (await (await pair.app()).audit()).search(NAME, { most: 1000 })

/** Ids of what our app wrote in Outlook, in the order of the writes; parts of large files go to an address of their own. */
function writtenIn({ sandbox }: SandboxPair, kind = /^(?!PUT upload)/): string[] {
  const { clientId } = sandbox.ready.accounts.outlook
  return sandbox.shared.ledger.writes().flatMap((write) => (write.cloud === 'outlook' && write.client === clientId && kind.test(write.kind) ? [write.requestId ?? ''] : []))
}

const toldBy = (records: readonly AuditLink[]): string[] => records.flatMap(({ request }) => request?.split(' ') ?? [])

const RECEIPT = Buffer.from('Disposition-Notification-To: li.wen@shenghe.example\r\n')

/** A mail with a file that is too large for one request. */
function largeMail(): Buffer {
  const head = toldMail('large').toString('utf8').replace('text/plain; charset=utf-8', 'multipart/mixed; boundary=b').split('\r\n\r\n')[0] ?? ''
  const file = Buffer.alloc(4 * 1024 * 1024, 'drawing ').toString('base64').replace(/.{76}/g, '$&\r\n')
  return Buffer.from([head, '', '--b', 'Content-Type: application/octet-stream; name=a.bin', 'Content-Transfer-Encoding: base64', '', file, '--b--', ''].join('\r\n'))
}

for (const advancedMail of [false, true]) {
  test(`the audit names every request that wrote in Outlook, and no other (${advancedMail ? 'with' : 'without'} Mail-Advanced)`, async () => {
    let offset = 0
    const clock: Clock = { now: () => Date.now() + offset, wait: async () => {} }
    const pair = await openSandboxPair({ advancedMail, clock })
    const syncLater = async (): Promise<void> => {
      offset += 180_000
      pair.sandbox.shared.clock.advance(180_000)
      assert.equal((await pair.sync()).failed, 0)
    }
    try {
      const { dingtalk } = pair.people
      for (const path of [['空的'], ['項目 A'], ['項目 A', '圖紙']]) await dingtalk.ensureFolder(path)
      for (let n = 0; n < 12; n++) await dingtalk.put('inbox', toldMail(`mail ${n}`), { ...UNREAD, flagged: n % 2 === 0, answered: n % 3 === 0 }, AT)
      await dingtalk.put(['項目 A', '圖紙'], Buffer.concat([RECEIPT, toldMail('receipt')]), UNREAD, AT)
      await dingtalk.put('inbox', largeMail(), UNREAD, AT)
      await dingtalk.put('drafts', toldMail('draft'), UNREAD, new Date(clock.now()))
      await syncLater()
      const messages = await dingtalk.messages()
      const named = (name: string): SeenMessage => messages.find(({ messageId }) => messageIdOf(name).includes(messageId)) ?? assert.fail(name)
      await dingtalk.mark(named('mail 1'), { read: true, flagged: true })
      await dingtalk.mark(named('receipt'), { read: true })
      await dingtalk.move(named('mail 2'), 'junk')
      await dingtalk.move(named('mail 3'), 'trash')
      await dingtalk.purge(named('draft'))
      await dingtalk.put('drafts', toldMail('draft', { body: 'once more' }), UNREAD, new Date(clock.now()))
      await dingtalk.renameFolder(['項目 A', '圖紙'], '圖則')
      await dingtalk.deleteFolder(['空的'])
      await syncLater()
      const [{ run } = assert.fail()] = await (await pair.app()).runs(NAME, 1)
      await pair.undo(run)
      const gone = await (await pair.app()).uninstall(NAME, { signal: new AbortController().signal, copies: 'keep' })
      assert.equal(gone.stoppedBy, undefined)

      const records = await recordsOf(pair)
      const kinds = new Set(records.filter(({ on, request }) => on === 'right' && request !== undefined).map(({ kind }) => kind))
      for (const kind of ['copy', 'mark', 'move', 'trash', 'remove-draft', 'strip', 'create-folder', 'change-folder', 'delete-folder'] as const) assert.ok(kinds.has(kind), `${kind}: ${[...kinds].join(' ')}`)
      assert.deepEqual(toldBy(records).sort(), writtenIn(pair).sort())
      assert.deepEqual(records.filter(({ on, request, token }) => on === 'right' && token !== undefined && request === undefined), [], 'every write there has its request')
      assert.deepEqual(records.filter(({ on, request }) => on === 'left' && request !== undefined), [], 'IMAP names none')
      assert.equal((await (await (await pair.app()).audit()).verify(NAME)).broken, undefined)
    } finally {
      await pair.close()
    }
  })
}

test('what finished or removed a copy whose answer was lost is named too', async () => {
  const pair = await openSandboxPair({ advancedMail: true })
  try {
    const { clientId: client } = pair.sandbox.ready.accounts.outlook
    pair.sandbox.shared.faults.set([{ match: '^outlook POST importMime$', client, effect: 'cut-after', skip: 1 }])
    await pair.people.dingtalk.put('inbox', toldMail('lost'), { ...UNREAD, flagged: true }, AT)
    await pair.sync()
    const recovered = (await recordsOf(pair)).find(({ kind }) => kind === 'recovered')
    assert.deepEqual(recovered?.request?.split(' '), writtenIn(pair, /^PATCH message$/).slice(0, 1))
  } finally {
    await pair.close()
  }
})
