import { openSandboxPair, NAME, type SandboxPair } from '../test/support/sandbox-pair.ts'
import type { SeenMessage } from '../src/sandbox/seed/dingtalk-person.ts'
import type { BenchOptions, Figure, Measured } from './harness.ts'
import { plainMail } from './plain-mail.ts'

const EACH = 30
const LARGE_EACH = 3
const LARGE_BYTES = 6 * 1024 * 1024
/** Bytes of an attachment that one request of an upload session takes. */
const PART_BYTES = 3.9 * 1024 * 1024
const UNREAD = { read: false, flagged: false, answered: false }
const AT = new Date('2026-01-05T08:00:00Z')
/** What looking for changes asks for; all else is asked for an item. */
const OBSERVING = new Set(['GET mailFolders/delta', 'GET messages/delta'])

export const requests: Figure = {
  id: 'P4',
  title: 'Requests to Graph against the fewest that a change can cost, each kind alone',
  limits:
    'Each kind is made so many times by people and carried over in one run of its own; then all kinds at once. The fewest for an item: what is new in Outlook is read once; what is new to it takes one request (with a large attachment one more to begin, and one for each 3.9 MB); a mark or a move to Outlook one; a disappearance in Outlook one look that confirms it; all else none. The fewest for a look: one for the tree of folders and one for each folder. A copy whose attachment does not fit into its request is made in steps and marked as half made until the last is done: taking that mark away is the one request more.',
  measure,
}

/** A kind of change: what people do, and the fewest requests for it. */
interface Kind {
  readonly name: string
  readonly fewestEach: number
  readonly times?: number
  /** Makes the `n`th, on a message that both sides have and nobody else touches. */
  make(pair: SandboxPair, n: number, message: () => Readonly<Record<'dingtalk' | 'outlook', SeenMessage>>): Promise<unknown>
}

let mails = 100_000
const put = ({ people }: SandboxPair, on: 'dingtalk' | 'outlook', mime = plainMail(mails++)): Promise<boolean> => people[on].put('inbox', Buffer.from(mime), UNREAD, AT)

const KINDS: readonly Kind[] = [
  { name: 'new to Outlook', fewestEach: 1, make: (pair) => put(pair, 'dingtalk') },
  { name: 'new to Outlook, attachment of 6 MB', fewestEach: 2 + Math.ceil(LARGE_BYTES / PART_BYTES), times: LARGE_EACH, make: (pair) => put(pair, 'dingtalk', largeMail(mails++)) },
  { name: 'new from Outlook', fewestEach: 1, make: (pair) => put(pair, 'outlook') },
  { name: 'mark to Outlook', fewestEach: 1, make: ({ people }, _n, message) => people.dingtalk.mark(message().dingtalk, { read: true, flagged: true }) },
  { name: 'mark from Outlook', fewestEach: 0, make: ({ people }, _n, message) => people.outlook.mark(message().outlook, { read: true }) },
  { name: 'move to Outlook', fewestEach: 1, make: ({ people }, _n, message) => people.dingtalk.move(message().dingtalk, 'junk') },
  { name: 'move from Outlook', fewestEach: 0, make: ({ people }, _n, message) => people.outlook.move(message().outlook, 'junk') },
  { name: 'trash to Outlook', fewestEach: 1, times: 10, make: ({ people }, _n, message) => people.dingtalk.move(message().dingtalk, 'trash') },
  { name: 'trash from Outlook', fewestEach: 0, times: 10, make: ({ people }, _n, message) => people.outlook.move(message().outlook, 'trash') },
  { name: 'gone from DingTalk', fewestEach: 0, times: 10, make: ({ people }, _n, message) => people.dingtalk.purge(message().dingtalk) },
  { name: 'gone from Outlook', fewestEach: 1, times: 10, make: ({ people }, _n, message) => people.outlook.purge(message().outlook) },
]
const NOTHING: Kind = { name: 'nothing', fewestEach: 0, times: 0, make: async () => {} }

async function measure({ count = EACH, say }: BenchOptions): Promise<Measured> {
  const pair = await openSandboxPair()
  try {
    const timesOf = ({ times = count }: Kind): number => Math.min(times, count)
    for (let n = 0; n < 2 * KINDS.length * count; n++) await put(pair, 'dingtalk', plainMail(n))
    await pair.sync()
    const outlook = new Map((await pair.people.outlook.messages()).map((message) => [message.messageId, message]))
    const stock = (await pair.people.dingtalk.messages()).flatMap((message) => {
      const mate = outlook.get(message.messageId)
      return mate === undefined ? [] : [{ dingtalk: message, outlook: mate }]
    })
    const message = () => {
      const next = stock.pop()
      if (next === undefined) throw new Error('There is no message left to change.')
      return next
    }
    const values = []
    const samples: Record<string, number[]> = {}
    for (const kinds of [[NOTHING], ...KINDS.map((kind) => [kind]), KINDS]) {
      const name = kinds.length === 1 ? (kinds[0]?.name ?? '') : 'all of them at once'
      for (const kind of kinds) for (let n = 0; n < timesOf(kind); n++) await kind.make(pair, n, message)
      const { items, looks } = await requestsOfRun(pair)
      const fewest = { items: kinds.reduce((sum, kind) => sum + kind.fewestEach * timesOf(kind), 0), looks: foldersOf(pair) + 1 }
      say(`  ${name}: ${items} for items (fewest ${fewest.items}), ${looks} for the look (fewest ${fewest.looks})`)
      values.push({ name, value: (items + looks) / (fewest.items + fewest.looks), unit: 'times the fewest', target: { op: '<=', than: 1.1 } as const })
      samples[`${name}: items, fewest, look, fewest`] = [items, fewest.items, looks, fewest.looks]
      // What was copied is told once more, as an echo.
      await pair.sync()
    }
    return { settings: { 'of each kind': count, 'with large attachments': LARGE_EACH, 'of trash and gone': 10, folders: foldersOf(pair) }, values, samples }
  } finally {
    await pair.close()
  }
}

const foldersOf = ({ sandbox }: SandboxPair): number => sandbox.outlook.snapshot(sandbox.ready.accounts.outlook.address).folders.length

/** One run, and what it asked of Graph. */
async function requestsOfRun(pair: SandboxPair): Promise<{ items: number; looks: number }> {
  const { shared, ready } = pair.sandbox
  shared.ledger.clear()
  const report = await (await pair.app()).sync(NAME, { signal: new AbortController().signal })
  if (report.stoppedBy !== undefined || report.failed > 0 || report.holds.length > 0) throw new Error(`The run did not do everything: ${JSON.stringify(report)}`)
  const ours = shared.ledger.requests().filter(({ client, cloud }) => cloud === 'outlook' && client === ready.accounts.outlook.clientId)
  const sum = (isLook: boolean): number => ours.filter(({ kind }) => OBSERVING.has(kind) === isLook).reduce((total, { count }) => total + count, 0)
  return { items: sum(false), looks: sum(true) }
}

function largeMail(n: number): string {
  const head = [`Message-ID: <large-${n}@factory.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: drawings ${n}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b']
  const content = Buffer.alloc(LARGE_BYTES, `drawing ${n} `).toString('base64').replaceAll(/.{76}/g, '$&\r\n')
  return [...head, '', '--b', 'Content-Type: text/plain', '', 'The drawings.', '--b', 'Content-Type: application/octet-stream; name=drawing.bin', 'Content-Disposition: attachment; filename=drawing.bin', 'Content-Transfer-Encoding: base64', '', content, '--b--', ''].join('\r\n')
}
