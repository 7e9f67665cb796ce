import assert from 'node:assert/strict'
import { openDingtalkMailbox } from '../../src/connectors/dingtalk/dingtalk-mailbox.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import type { PairStore } from '../../src/engine/ports.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { People } from '../../src/sandbox/seed/people.ts'
import { openStore } from '../../src/store/open-store.ts'

const NAME = 'anna'

/** Where the process dies: at its n-th write request to a cloud, before that is done or when it is done and the answer on its way. */
export interface Kill {
  readonly atWrite: number
  readonly when: 'before' | 'after'
}

const UNREAD = { read: false, flagged: false, answered: false }

const mime = (name: string, body = `Body of ${name}`, id: string | null = `<${name}@story.example>`): Buffer =>
  Buffer.from(
    [
      ...(id === null ? [] : [`Message-ID: ${id}`]),
      'From: =?utf-8?B?6Zmz5aSn5paH?= <chen@factory.example>',
      'To: anna@trading.example',
      `Subject: ${name}`,
      'Date: Mon, 05 Jan 2026 08:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
      '',
    ].join('\r\n'),
  )

/** A message that does not fit into one request to Outlook: an attachment of 3.5 MB. */
function large(name: string): Buffer {
  const bytes = Buffer.alloc(3_500_000, name)
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
  const head = mime(name).toString().split('\r\n\r\n')[0]?.replace('Content-Type: text/plain; charset=utf-8', 'Content-Type: multipart/mixed; boundary=b')
  return Buffer.from(
    `${head}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee attachment\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\n${lines}\r\n--b--\r\n`,
  )
}

/** Mail on both sides, one run, then edits of every kind on both sides. */
export async function prepare(people: People, sync: () => Promise<unknown>): Promise<void> {
  const at = new Date('2026-01-05T08:00:00Z')
  await people.dingtalk.ensureFolder(['供應商'])
  for (const n of [1, 2, 3, 4, 5, 6]) await people.dingtalk.put('inbox', mime(`d${n}`), UNREAD, at)
  for (const n of [1, 2, 3, 4, 5, 6]) await people.outlook.put('inbox', mime(`o${n}`), UNREAD, at)
  await sync()
  const dingtalk = await people.dingtalk.messages()
  const outlook = await people.outlook.messages()
  const find = (messages: typeof dingtalk, name: string) => {
    const found = messages.find(({ messageId }) => messageId.includes(`${name}@story.example`))
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }
  await people.dingtalk.put('inbox', mime('no id', 'one', null), UNREAD, at)
  await people.dingtalk.put(['供應商'], large('large'), UNREAD, at)
  await people.outlook.put('inbox', mime('new from Outlook'), UNREAD, at)
  await people.dingtalk.mark(find(dingtalk, 'd1'), { read: true, flagged: true })
  await people.outlook.mark(find(outlook, 'o1'), { read: true })
  await people.dingtalk.move(find(dingtalk, 'o2'), ['供應商'])
  await people.outlook.move(find(outlook, 'd2'), 'trash')
  await people.outlook.move(find(outlook, 'o3'), 'junk')
  await people.dingtalk.mark(find(dingtalk, 'd3'), { answered: true })
  await people.outlook.mark(find(outlook, 'd3'), { flagged: true })
  await people.dingtalk.move(find(dingtalk, 'd4'), 'trash')
  await people.outlook.mark(find(outlook, 'd4'), { flagged: true })
  await people.outlook.move(find(outlook, 'o4'), 'trash')
  await people.dingtalk.mark(find(dingtalk, 'o4'), { read: true })
  await people.dingtalk.move(find(dingtalk, 'o5'), 'sent')
  await people.outlook.move(find(outlook, 'o5'), 'junk')
  await people.dingtalk.mark(find(dingtalk, 'o6'), { read: true, answered: true })
  await people.outlook.put('inbox', mime('d5'), UNREAD, at)
  await people.outlook.ensureFolder(['客戶'])
  await people.outlook.put(['客戶'], mime('in a new folder'), UNREAD, at)
  await people.outlook.mark(find(outlook, 'd6'), { read: true })
  await people.dingtalk.put('sent', mime('d7'), UNREAD, at)
  await people.outlook.put('sent', mime('o7'), UNREAD, at)
  await people.dingtalk.ensureFolder(['船務'])
  await people.outlook.folders()
  await people.outlook.renameFolder(['供應商'], '供應商 2026')
}

/** Runs the prepared pair to its end, or to the kill: from then on every request fails and nothing can be committed. @returns how many writes it made. */
export async function runUntilKilled(sandbox: Sandbox, url: string, kill: Kill | undefined): Promise<number> {
  const { ledger, faults } = sandbox.shared
  const [record, next] = [ledger.record.bind(ledger), faults.next.bind(faults)]
  const death = new AbortController()
  let writes = 0
  let begun = 0
  faults.next = (cloud, kind) => {
    const isLast = WRITE_KINDS.test(`${cloud} ${kind}`) && ++begun === kill?.atWrite && kill.when === 'before'
    if (isLast) death.abort()
    return death.signal.aborted ? { match: '', effect: 'cut-before' } : next(cloud, kind)
  }
  ledger.record = (request) => {
    record(request)
    if (request.write && ++writes === kill?.atWrite && kill.when === 'after') death.abort()
  }
  const store = await openStore(url, { clock: systemClock })
  const mailboxes = openMailboxes(sandbox, await store.pair(NAME).checkpoints('left'))
  try {
    const report = await syncPair(
      {
        pair: NAME,
        run: randomId(),
        mailboxes,
        store: mortal(store.pair(NAME), death.signal),
        policy: DEFAULT_POLICY,
        clock: systemClock,
        newId: randomId,
        signal: death.signal,
        onProgress: () => {},
      },
      { untilQuiet: true },
    )
    assert.equal(kill === undefined || death.signal.aborted, true, 'a killed run does not end by itself')
    if (kill === undefined) assert.equal(report.quiet, true)
  } catch (error) {
    if (!death.signal.aborted) throw error
  } finally {
    faults.next = next
    ledger.record = record
    for (const mailbox of Object.values(mailboxes)) await mailbox.close()
    await store.close()
  }
  return writes
}

function openMailboxes({ ready }: Sandbox, remembered: ReadonlyMap<string, string>) {
  const common = { clock: systemClock, settleMs: 0 }
  const { dingtalk, outlook } = ready.accounts
  return {
    left: openDingtalkMailbox({ imap: { ...ready.imap, user: dingtalk.address, password: dingtalk.imapPassword, remembered, ...common } }),
    right: openOutlookMailbox({ ...outlook, graphUrl: ready.graphUrl, loginUrl: ready.loginUrl, http: systemHttp, newId: randomId, importMime: false, ...common }),
  }
}

/** A store that a dead process can no longer use. */
const mortal = (store: PairStore, death: AbortSignal): PairStore =>
  new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      return typeof method !== 'function'
        ? method
        : (...args: unknown[]) => {
            death.throwIfAborted()
            return method.apply(target, args)
          }
    },
  })

const WRITE_KINDS = /^(outlook (POST|PATCH|PUT|DELETE)|imap (APPEND|CREATE|RENAME|STORE|UID STORE|UID COPY|UID MOVE|COPY|MOVE|UID EXPUNGE|EXPUNGE))/
