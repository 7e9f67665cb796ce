import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '../../src/sandbox/faults.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openGraphReader } from './graph-reader.ts'
import { assertInStep, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const COUNT = 12
const CREATES = '^(outlook POST (message|importMime)|imap APPEND)$'
const NEW_FOLDERS = ['^outlook POST mailFolder$', '^imap CREATE$']

const withPair = async (advancedMail: boolean, work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair({ advancedMail })
  try {
    await work(pair)
  } finally {
    pair.sandbox.shared.faults.set([])
    await pair.close()
  }
}

/** Runs until one has nothing more to do; a run that lost an answer may stop early. */
async function syncUntilQuiet(pair: SandboxPair): Promise<void> {
  for (let run = 0; run < 8; run++) if ((await pair.sync()).quiet) return
  assert.fail('never quiet')
}

/** Graph answers the status, IMAP NO with the code where there is one. */
const ANSWERS: Readonly<Record<string, Pick<Fault, 'effect' | 'status' | 'code'>>> = {
  'the connection cut': { effect: 'cut-after' },
  'answered by an error': { effect: 'error-after', status: 503 },
  'said to be refused': { effect: 'error-after', status: 400 },
  'said to be unavailable': { effect: 'error-after', status: 504, code: 'UNAVAILABLE' },
}

for (const advancedMail of [false, true]) {
  for (const [words, answer] of Object.entries(ANSWERS)) {
    test(`AC-24: every create is done and ${words}; nothing is made twice (${advancedMail ? 'imported' : 'rebuilt'})`, async () => {
      await withPair(advancedMail, async (pair) => {
        const { people, sandbox } = pair
        // The first copy finds out how Outlook takes mail.
        await people.dingtalk.put('inbox', toldMail('first'), UNREAD, AT)
        await pair.sync()
        for (const on of ['dingtalk', 'outlook'] as const) {
          await people[on].ensureFolder([`only ${on}`])
          for (let n = 0; n < COUNT; n++) await people[on].put(n % 2 === 0 ? 'inbox' : [`only ${on}`], toldMail(`${on}${n}`, n % 4 === 0 ? { id: null } : {}), UNREAD, AT)
        }
        const folders = NEW_FOLDERS.map((match): Fault => ({ match, ...answer, times: 1 }))
        sandbox.shared.faults.set([{ match: CREATES, ...answer, times: Infinity }, ...folders])
        await syncUntilQuiet(pair)
        const found = (await pair.sync()).findings.filter(({ kind }) => kind !== 'cannot-hold').map(({ kind, count }) => [kind, count])
        // An import that is refused is made anew from its parts, unless it is found to have been done.
        if (advancedMail && answer.status === 400) assert.ok(found.every(([kind]) => kind === 'rebuilt'), 'nothing is said to be left behind')
        else assert.deepEqual(found, advancedMail ? [] : [['rebuilt', COUNT + 1]], 'nothing is said to be left behind')
        await assertInStep(pair, 2 * COUNT + 1)
      })
    })
  }
}

/** A mail of three files, together more than one request takes, one of them more than one part of an upload. */
function largeMail(name: string): Buffer {
  const file = (n: number, bytes: number) =>
    `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=${n}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.alloc(bytes, name + n).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`
  const [head = '', body = ''] = toldMail(name).toString('latin1').split('\r\n\r\n')
  const typed = head.replace(/Content-Type: .*\r\nContent-Transfer-Encoding: 8bit/, 'Content-Type: multipart/mixed; boundary=b')
  return Buffer.from(`${typed}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${body}\r\n${file(1, 60_000)}${file(2, 4_000_000)}${file(3, 70_000)}--b--\r\n`, 'latin1')
}

/** Each request that makes a part of the copy, in order, and the last one, which says that it is whole. */
const STEPS: readonly { readonly match: string; readonly skip?: number }[] = [
  { match: '^outlook POST message$' },
  { match: '^outlook POST attachment$' },
  { match: '^outlook POST attachment$', skip: 1 },
  { match: '^outlook POST .*[uU]pload' },
  { match: '^outlook PUT ' },
  { match: '^outlook PUT ', skip: 1 },
  { match: '^outlook PATCH message$' },
]

test('AC-24: a large message that is cut after the create or before any of its parts is made once, whole, and no half of it stays', async (t) => {
  await withPair(false, async (pair) => {
    const { people, sandbox } = pair
    const hit: string[] = []
    const cuts = STEPS.flatMap((step) => (['cut-before', 'cut-after'] as const).map((effect) => ({ ...step, effect })))
    for (const [n, cut] of cuts.entries()) {
      const label = `${cut.match} ${cut.skip ?? 0} ${cut.effect}`
      await people.dingtalk.put('inbox', largeMail(`large${n}`), UNREAD, AT)
      sandbox.shared.faults.set([{ ...cut, status: 503, times: 1 }])
      const seen = countFaults(sandbox.shared.faults)
      await syncUntilQuiet(pair)
      if (seen() > 0) hit.push(label)
      const copies = mailboxesOf(sandbox).outlook
      assert.equal(copies.length, n + 1, label)
      assert.deepEqual(copies.filter(({ isDraft, originMark }) => isDraft || originMark?.includes('partial') === true), [], label)
    }
    t.diagnostic(`${hit.length} of ${cuts.length} faults hit`)
    assert.deepEqual(hit.length, cuts.length, 'every fault happened')
    const graph = await openGraphReader(sandbox)
    for (const { id } of await graph.messages()) {
      const { value } = (await graph.send('GET', `/messages/${id}/attachments?$select=name,size`)) as { value: { name: string }[] }
      assert.deepEqual(value.map(({ name }) => name).sort(), ['1.bin', '2.bin', '3.bin'])
    }
    await assertInStep(pair, cuts.length)
  })
})

/** How many requests met a fault since now. */
function countFaults(faults: SandboxPair['sandbox']['shared']['faults']): () => number {
  const next = Object.getPrototypeOf(faults).next.bind(faults) as typeof faults.next
  let count = 0
  faults.next = (cloud, kind) => {
    const fault = next(cloud, kind)
    if (fault !== undefined) count++
    return fault
  }
  return () => count
}
