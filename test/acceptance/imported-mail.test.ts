import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { parseOriginMark } from '../../src/domain/origin-mark.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { dateOf } from '../../src/sandbox/seed/fill.ts'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openGraphReader, type GraphMessage } from './graph-reader.ts'
import { assertInStep, mailboxesOf } from './told-mail.ts'

const COUNT = 500

interface Original {
  readonly mime: Buffer
  readonly sha256: string
  readonly read: boolean
  readonly receivedAt: Date
}

/** Every twelfth of the real mails: all kinds, of ten senders' programs and more, none twice. */
async function* realMail(): AsyncGenerator<Original> {
  const random = generator(500)
  const seen = new Set<string>()
  for await (const { mime } of spamAssassin(Infinity, { every: 12 })) {
    const sha256 = createHash('sha256').update(mime).digest('hex')
    if (seen.has(sha256)) continue
    seen.add(sha256)
    yield { mime, sha256, read: random() < 0.6, receivedAt: dateOf(mime) }
    if (seen.size === COUNT) return
  }
}

const headerOf = (mime: Buffer): string => mime.toString('latin1', 0, mime.indexOf('\r\n\r\n') + 2)

/** Values of a header field, unfolded, in order. */
const fieldsOf = (mime: Buffer, name: string): string[] =>
  [...headerOf(mime).matchAll(new RegExp(`^${name}:[ \\t]*((?:.*\\r\\n)(?:[ \\t].*\\r\\n)*)`, 'gim'))].map(([, value = '']) => value.replace(/\s+/g, ' ').trim())

/** What stands in angle brackets; senders put other things beside it. */
const idsOf = (values: readonly string[]): string[] => values.flatMap((value) => value.match(/<[^<>\s]+@[^<>\s]+>/g) ?? [])

/** The Message-ID where it is written as it should be. */
const messageIdOf = ({ mime }: Original): string | undefined => fieldsOf(mime, 'Message-ID').find((id) => /^<[^<>\s"]+>$/.test(id))

async function copyAll(pair: SandboxPair): Promise<Map<string, Original>> {
  const originals = new Map<string, Original>()
  for await (const original of realMail()) {
    originals.set(original.sha256, original)
    await pair.people.dingtalk.put('inbox', original.mime, { read: original.read, flagged: false, answered: false }, original.receivedAt)
  }
  assert.equal(originals.size, COUNT)
  const report = await pair.sync()
  assert.equal(report.stoppedBy, undefined)
  assert.equal(report.failed, 0)
  assert.equal(report.done.right.copy, COUNT)
  return originals
}

/** What Graph shows of each copy beside its original, found by the digest in the copy's mark. */
async function readBack(pair: SandboxPair, originals: ReadonlyMap<string, Original>) {
  const marks = new Map(mailboxesOf(pair.sandbox).outlook.map(({ id, originMark }: SnapshotMessage) => [id, parseOriginMark(originMark)]))
  const graph = await openGraphReader(pair.sandbox)
  const copies = await graph.messages()
  assert.equal(copies.length, COUNT)
  const both = copies.map((copy) => ({ copy, original: originals.get(marks.get(copy.id)?.exact.replace('x1:', '') ?? '') }))
  assert.equal(new Set(both.map(({ original }) => original)).size, COUNT, 'each original has one copy')
  return { graph, both: both as { copy: GraphMessage; original: Original }[] }
}

const second = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** The sent date where the Date header is one that any program can read. */
function sentOf({ mime }: Original): string | undefined {
  const [text = ''] = fieldsOf(mime, 'Date')
  const time = Date.parse(text.replace(/\([^)]*\)/g, '').trim())
  return time > Date.UTC(1990, 0) && time < Date.UTC(2030, 0) ? second(new Date(time)) : undefined
}

function assertEnvelope(copy: GraphMessage, original: Original): void {
  const id = messageIdOf(original)
  assert.equal(copy.isDraft, false)
  assert.equal(copy.isRead, original.read)
  assert.equal(copy.receivedDateTime, second(original.receivedAt))
  if (id !== undefined) assert.equal(copy.internetMessageId, id)
  assert.equal(copy.sentDateTime, sentOf(original) ?? copy.sentDateTime)
}

const withPair = async (advancedMail: boolean, work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair({ advancedMail })
  try {
    await work(pair)
  } finally {
    await pair.close()
  }
}

test('AC-01: 500 real mails come to Outlook as received mail with their dates, Message-ID, References and read mark', async (t) => {
  await withPair(false, async (pair) => {
    const { graph, both } = await readBack(pair, await copyAll(pair))
    const told = { id: 0, sent: 0, references: 0 }
    for (const { copy, original } of both) {
      assertEnvelope(copy, original)
      const references = idsOf(fieldsOf(original.mime, 'References'))
      told.id += messageIdOf(original) === undefined ? 0 : 1
      told.sent += sentOf(original) === undefined ? 0 : 1
      told.references += references.length > 0 ? 1 : 0
      const rebuilt = await graph.mime(copy.id)
      assert.deepEqual(idsOf(fieldsOf(rebuilt, 'References')), references)
    }
    t.diagnostic(JSON.stringify(told))
    assert.ok(told.id > 480 && told.sent > 480 && told.references > 60, JSON.stringify(told))
    await assertInStep(pair, COUNT)
  })
})

test('AC-01: where MIME may be imported, the same 500 mails keep every Received line and all their bytes', async () => {
  await withPair(true, async (pair) => {
    const { graph, both } = await readBack(pair, await copyAll(pair))
    for (const { copy, original } of both) {
      assertEnvelope(copy, original)
      const mime = await graph.mime(copy.id)
      assert.deepEqual(fieldsOf(mime, 'Received'), fieldsOf(original.mime, 'Received'))
      assert.ok(withoutMark(mime).equals(original.mime), copy.internetMessageId)
    }
    await assertInStep(pair, COUNT)
  })
})

/** Our copies carry one header line of their own, the first. */
function withoutMark(mime: Buffer): Buffer {
  const mark = /^X-Tongbu-Origin:.*\r\n(?:[ \t].*\r\n)*/.exec(headerOf(mime))
  assert.ok(mark !== null, 'the copy has its mark')
  return mime.subarray(mark[0].length)
}
