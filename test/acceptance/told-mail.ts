import assert from 'node:assert/strict'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import type { SandboxPair } from '../support/sandbox-pair.ts'

/** When the mail of the cases was received, unless they say otherwise. */
export const AT = new Date('2026-01-05T08:00:00Z')

export const UNREAD = { read: false, flagged: false, answered: false }

export interface ToldMail {
  /** `null`: no Message-ID at all. Default: `messageIdOf` the name. */
  readonly id?: string | null
  readonly body?: string
  readonly from?: string
  readonly to?: string
  readonly subject?: string
}

/** The Message-ID of a mail of this name, with its brackets. */
export const messageIdOf = (name: string): string => `<${name.replaceAll(' ', '-')}@case.example>`

/** A small mail as a server would deliver it. Equal arguments make equal bytes. */
export function toldMail(name: string, { id = messageIdOf(name), body = `Body of ${name}`, from = 'chen@factory.example', to = 'anna@trading.example', subject = name }: ToldMail = {}): Buffer {
  return Buffer.from(
    [
      ...(id === null ? [] : [`Message-ID: ${id}`]),
      `From: =?utf-8?B?6Zmz5aSn5paH?= <${from}>`,
      `To: ${to}`,
      `Subject: ${subject}`,
      'Date: Mon, 05 Jan 2026 07:59:57 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      body,
      '',
    ].join('\r\n'),
  )
}

/** Both mailboxes as they are inside, DingTalk first. */
export const mailboxesOf = ({ outlook, dingtalk, ready }: Sandbox) => ({
  dingtalk: dingtalk.snapshot(ready.accounts.dingtalk.address).messages,
  outlook: outlook.snapshot(ready.accounts.outlook.address).messages,
})

/** Everything of each message that can be seen from outside, but for ids, which change with a move. */
export const wholeOf = ({ sandbox }: SandboxPair, cloud: 'dingtalk' | 'outlook'): object[] =>
  mailboxesOf(sandbox)[cloud]
    .map(({ internetMessageId, path, role, read, flag, answered, forwarded, tags, receivedAt, mime }) => ({ internetMessageId, path, role, read, flag, answered, forwarded, tags, receivedAt, bytes: mime().toString('latin1') }))
    .sort((a, b) => ((a.internetMessageId ?? '') < (b.internetMessageId ?? '') ? -1 : 1))

/** Messages that are not in the trash. */
export const live = (messages: readonly SnapshotMessage[]): SnapshotMessage[] => messages.filter(({ role }) => role !== 'trash')

/** What every case ends with: both sides equal, one more run that writes nothing, and nothing sent by us. */
export async function assertInStep(pair: SandboxPair, messages?: number): Promise<void> {
  const comparison = await pair.sandbox.compare()
  assert.deepEqual(comparison.differences, [])
  if (messages !== undefined) assert.equal(comparison.messages, messages)
  await assertQuiet(pair)
}

/** One more run writes nothing, and nothing was ever sent by us. */
export async function assertQuiet(pair: SandboxPair): Promise<void> {
  pair.writes()
  const report = await pair.sync()
  assert.equal(report.stoppedBy, undefined)
  assert.equal(report.quiet, true)
  assert.equal(pair.writes(), 0, 'one more run writes nothing')
  assertNothingSent(pair.sandbox)
}

/** Neither mail nor receipt went out because of us. */
export function assertNothingSent({ shared, ready }: Sandbox): void {
  const people: readonly string[] = [ready.accounts.outlookSeed.clientId, ready.accounts.dingtalkSeed.appId, 'seed', 'sandbox-people']
  assert.deepEqual(shared.ledger.outbound().filter(({ client }) => !people.includes(client)), [])
}
