import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { env } from 'node:process'
import { test } from 'node:test'
import { parseOriginMark } from '../../src/domain/origin-mark.ts'
import type { Difference } from '../../src/sandbox/compare.ts'
import { spamAssassin, type MailSource } from '../../src/sandbox/seed/corpus.ts'
import { fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { ILL_FORMED } from './ill-formed-mail.ts'
import { assertNothingSent, mailboxesOf } from './told-mail.ts'

/** `TONGBU_CORPUS=all` takes every one of the 6,046 real mails, once from either side. Otherwise each position has its own 50. */
const isWhole = env['TONGBU_CORPUS'] === 'all'
const STRIDE = 120

interface Position {
  readonly rebuild: 'mild' | 'harsh' | 'unstable'
  readonly advancedMail: boolean
}

/** The generated mails cross in the mild way in every demo, which `npm test` plays with and without Mail-Advanced. */
const withGenerated = ({ rebuild }: Position): boolean => isWhole || rebuild !== 'mild'

/** Generated mails that were delivered to both sides, with or without a banner. */
const DELIVERED_TWICE = 23

const POSITIONS: readonly Position[] = (['mild', 'harsh', 'unstable'] as const).flatMap((rebuild) => [false, true].map((advancedMail) => ({ rebuild, advancedMail })))

/** Real mails, every `stride`th from `offset`; `names` learns which is which by the digest of its bytes. */
async function* realMail(offset: number, stride: number, names: Map<string, string>): MailSource {
  for await (const mail of spamAssassin(Infinity, { from: offset, every: stride })) {
    names.set(sha256(mail.mime), mail.name)
    yield mail
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Fills both mailboxes by turns, beginning with DingTalk. In the modes that are more than mild, Outlook's mail is made from its parts as migration
 * tools do it, so that Exchange has to rebuild the originals too.
 */
async function fill(pair: SandboxPair, position: Position, source: MailSource): Promise<number> {
  const { switches } = pair.sandbox.outlook
  switches.importMimeAvailable = position.rebuild === 'mild'
  const { dingtalk, outlook } = await fillMailboxes(pair.sandbox.ready, { source, generated: withGenerated(position) })
  switches.importMimeAvailable = true
  return dingtalk + outlook
}

/** Which real mail a difference is about; a copy tells by the digest in its mark. */
function nameOf(pair: SandboxPair, { left, right }: Difference, names: ReadonlyMap<string, string>): string {
  const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
  const message = dingtalk.find(({ id }) => id === left) ?? outlook.find(({ id }) => id === right)
  const origin = parseOriginMark(message?.originMark)?.exact.replace('x1:', '')
  return (message === undefined ? undefined : names.get(origin ?? sha256(message.mime()))) ?? 'a generated mail'
}

async function crossAll(position: Position, offset: number, stride: number, tell: (line: string) => void): Promise<void> {
  const { rebuild, advancedMail } = position
  const pair = await openSandboxPair({ advancedMail, outlook: { rebuild } })
  try {
    const names = new Map<string, string>()
    const stored = await fill(pair, position, realMail(offset, stride, names))
    const report = await pair.sync()
    assert.deepEqual([report.stoppedBy, report.failed, report.holds], [undefined, 0, []])
    const { differences, messages, levels, counts } = await pair.sandbox.compare()
    tell(`${stored} mails, ${messages} on either side, ${JSON.stringify(levels)}, ${JSON.stringify(counts)}`)
    const named = differences.map((difference) => ({ name: nameOf(pair, difference, names), ...difference }))
    assert.deepEqual(named.filter(({ name }) => !(name in ILL_FORMED)), [])
    const unpaired = named.filter(({ kind }) => kind === 'missing-left').length
    assert.equal(messages + unpaired, stored - (withGenerated(position) ? DELIVERED_TWICE : 0))
    await assertQuietFor(pair, 3)
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
  }
}

async function assertQuietFor(pair: SandboxPair, runs: number): Promise<void> {
  pair.writes()
  for (let run = 0; run < runs; run++) {
    assert.equal((await pair.sync()).quiet, true)
    assert.equal(pair.writes(), 0, 'a run with nothing new writes nothing')
  }
}

for (const [at, position] of POSITIONS.entries()) {
  const { rebuild, advancedMail } = position
  test(`T12: real mail${withGenerated(position) ? ', and generated,' : ''} is equal after crossing both ways, ${advancedMail ? 'with' : 'without'} Mail-Advanced, rebuilt in the ${rebuild} way`, async (t) => {
    const runs = isWhole ? [0, 1].map((offset) => [offset, 1] as const) : [[at * 17, STRIDE] as const]
    for (const [offset, stride] of runs) await crossAll(position, offset, stride, (line) => t.diagnostic(line))
  })
}
