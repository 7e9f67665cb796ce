import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import type { Finding } from '../../src/engine/report.ts'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import { openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { isSealed, PROTECTIONS, protectedMail, verifies, type Protection } from './signed-mail.ts'
import { assertInStep, AT, mailboxesOf, UNREAD } from './told-mail.ts'

const COUNT = 50
const protectionOf = (n: number): Protection => PROTECTIONS[n % PROTECTIONS.length] ?? 'smime'

/** 50 mails on one side, ten of each kind, and a run. */
async function cross(pair: SandboxPair, from: Cloud) {
  for (let n = 0; n < COUNT; n++) {
    const mail = protectedMail(n, protectionOf(n))
    assert.equal(verifies(mail, n, protectionOf(n)), true, 'the original verifies')
    assert.equal(await pair.people[from].put('inbox', mail, UNREAD, AT), true)
  }
  const report = await pair.sync()
  assert.equal(report.failed, 0)
  return report
}

const numberOf = (message: SnapshotMessage): number => Number(/signed\.(\d+)@/.exec(message.internetMessageId ?? '')?.[1])

/** Our copies carry one header line of their own. */
const withoutMark = (mime: Buffer): Buffer => Buffer.from(mime.toString('latin1').replace(/^X-Tongbu-Origin:.*\r\n(?:[ \t].*\r\n)*/m, ''), 'latin1')

function assertExact(copies: readonly SnapshotMessage[]): void {
  assert.equal(copies.length, COUNT)
  for (const copy of copies) {
    const n = numberOf(copy)
    const mime = withoutMark(copy.mime())
    assert.ok(mime.equals(protectedMail(n, protectionOf(n))), `${protectionOf(n)} ${n} byte for byte`)
    assert.equal(verifies(mime, n, protectionOf(n)), true, `${protectionOf(n)} ${n} verifies`)
  }
}

const withPair = async (options: SandboxPairOptions, work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair(options)
  try {
    await work(pair)
  } finally {
    await pair.close()
  }
}

test('AC-02: 50 signed mails verify in Outlook where MIME may be imported, and none is listed', async () => {
  await withPair({ advancedMail: true }, async (pair) => {
    const { findings } = await cross(pair, 'dingtalk')
    assertExact(mailboxesOf(pair.sandbox).outlook)
    assert.deepEqual(findings.filter(({ kind }) => kind === 'carried'), [])
    await assertInStep(pair, COUNT)
  })
})

test('AC-02: 50 signed mails verify in Outlook where MIME may not be imported but put in over IMAP, and none is listed', async () => {
  await withPair({ outlookImap: true }, async (pair) => {
    const { findings } = await cross(pair, 'dingtalk')
    assertExact(mailboxesOf(pair.sandbox).outlook)
    assert.deepEqual(findings.filter(({ kind }) => kind === 'carried'), [])
    const requests = pair.sandbox.shared.ledger.requests()
    assert.deepEqual(requests.filter(({ cloud, write }) => cloud === 'outlook-imap' && write).map(({ kind, status, count }) => [kind, status, count]), [['APPEND', 'OK', COUNT]])
    await assertInStep(pair, COUNT)
  })
})

test('AC-02: 50 signed mails verify in DingTalk after coming from Outlook', async () => {
  await withPair({}, async (pair) => {
    const { findings } = await cross(pair, 'outlook')
    assertExact(mailboxesOf(pair.sandbox).dingtalk)
    assert.deepEqual(findings.filter(({ kind }) => kind === 'carried'), [])
    await assertInStep(pair, COUNT)
  })
})

for (const attachOriginal of ['sealed', 'signed'] as const) {
  const mustCarry = (n: number): boolean => attachOriginal === 'signed' || isSealed(protectionOf(n))

  test(`AC-02: where Outlook must rebuild them, mails that are ${attachOriginal} carry their original byte for byte and are counted`, async () => {
    await withPair({ attachOriginal }, async (pair) => {
      const { findings } = await cross(pair, 'dingtalk')
      const copies = mailboxesOf(pair.sandbox).outlook
      assert.equal(copies.length, COUNT)
      for (const copy of copies) await assertCarries(copy, numberOf(copy), mustCarry(numberOf(copy)))
      const carried = Array.from({ length: COUNT }, (_, n) => n).filter(mustCarry).length
      assert.deepEqual(countsOf(findings, 'carried'), [carried])
      assert.deepEqual(countsOf(findings, 'rebuilt'), carried === COUNT ? [] : [COUNT - carried], 'the others are counted too')
      await assertInStep(pair, COUNT)
      assert.deepEqual((await pair.sync()).findings, findings, 'listed again, not more')
    })
  })
}

const countsOf = (findings: readonly Finding[], kind: Finding['kind']): number[] => findings.filter((finding) => finding.kind === kind).map(({ count }) => count)

async function assertCarries(copy: SnapshotMessage, n: number, mustCarry: boolean): Promise<void> {
  const protection = protectionOf(n)
  const { attachments } = await simpleParser(copy.mime())
  const [carried, ...others] = attachments.filter(({ filename }) => filename === 'original-message.eml')
  assert.deepEqual(others, [])
  assert.equal(carried !== undefined, mustCarry, `${protection} ${n}`)
  if (carried === undefined) return
  assert.ok(carried.content.equals(protectedMail(n, protection)), `${protection} ${n} byte for byte`)
  assert.equal(verifies(carried.content, n, protection), true)
}
