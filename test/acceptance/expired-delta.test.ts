import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import type { OriginMark } from '../../src/domain/origin-mark.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import type { Report } from '../../src/engine/report.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp, type Http } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import type { OutlookPerson } from '../../src/sandbox/seed/outlook-person.ts'
import type { SeenMessage } from '../../src/sandbox/seed/dingtalk-person.ts'
import { meetPeople, type People } from '../../src/sandbox/seed/people.ts'
import { openStore } from '../../src/store/open-store.ts'
import { assertNothingSent, AT, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const MESSAGES = 3000
const PAGE = 150
const PAGES = MESSAGES / PAGE

/** A mailbox of Outlook behind its connector, and a copy of each message on a side that lives in memory. */
interface Scene {
  readonly sandbox: Sandbox
  readonly people: People
  readonly copies: MemoryCloud
  readonly expiry: Expiry
  sync(): Promise<Report>
}

/**
 * The copies carry their origin marks and nothing is remembered, as after the loss of the database: so the first walk is of 3,000
 * messages, and nothing has to be copied before it.
 */
async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox()
  const people = await meetPeople(sandbox.ready)
  const store = await openStore('sqlite::memory:', { clock: systemClock })
  const expiry = new Expiry()
  const { graphUrl, loginUrl, accounts } = sandbox.ready
  const outlook = openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http: expiry.http, clock: systemClock, newId: randomId, pageSize: PAGE, settleMs: 0, importMime: false })
  try {
    await Promise.all(Array.from({ length: MESSAGES }, (_, n) => people.outlook.put('inbox', toldMail(`m${n}`), UNREAD, AT)))
    const copies = copiesOf(sandbox)
    const mailboxes = { left: openMemoryMailbox(copies, { style: 'listing' }), right: outlook }
    const common = { pair: 'case', mailboxes, store: store.pair('case'), policy: DEFAULT_POLICY, clock: systemClock, newId: randomId, signal: new AbortController().signal, onProgress: () => {} }
    expiry.watch(sandbox, await inboxOf(outlook))
    await work({ sandbox, people, copies, expiry, sync: () => syncPair({ ...common, run: randomId() }, { untilQuiet: true }) })
  } finally {
    await store.close()
    await people.close()
    await sandbox.close()
  }
}

/** The id of the inbox, from the first page of an observation. */
async function inboxOf(outlook: Mailbox): Promise<string> {
  const pages = outlook.observe(new Map(), new AbortController().signal)
  const { value } = await pages.next()
  await pages.return({ isQuiet: async () => false })
  const folders = value !== undefined && 'folders' in value ? value.folders?.changed : undefined
  return folders?.find(({ role }) => role === 'inbox')?.id ?? ''
}

function copiesOf(sandbox: Sandbox): MemoryCloud {
  const copies = new MemoryCloud('L')
  for (const message of mailboxesOf(sandbox).outlook) {
    const origin: OriginMark = { pair: 'case', side: 'right', id: message.id, token: `t${message.id}`, exact: 'x', normal: 'x', roleClass: 'received', route: 'exact' }
    copies.add(message.mime().toString('utf8'), copies.folder('inbox').id, {}, '2026-01-05T08:00:00Z', { origin })
  }
  return copies
}

/**
 * Makes all links worthless when the inbox is asked for page `refusals[0]` of a walk, then at page `refusals[1]` of the next one, and so on. A walk
 * begins with a request without link; one that goes on from a stored link has that as its first page.
 */
class Expiry {
  readonly #refusals: number[] = []
  readonly refused: number[] = []
  #page = 0
  #inbox = ''
  #sandbox: Sandbox | undefined

  watch(sandbox: Sandbox, inbox: string): void {
    this.#sandbox = sandbox
    this.#inbox = encodeURIComponent(inbox)
  }

  plan(refusals: readonly number[]): void {
    this.#refusals.push(...refusals)
    this.#page = 0
  }

  readonly http: Http = async (request, signal) => {
    const isInbox = this.#inbox !== '' && request.url.includes(`/mailFolders/${this.#inbox}/messages/delta`)
    if (isInbox) {
      const isStart = !/[?&]\$(skip|delta)token=/.test(decodeURIComponent(request.url))
      this.#page = isStart ? 1 : this.#page + 1
      if (!isStart && this.#page === this.#refusals[0]) {
        this.refused.push(this.#page)
        this.#refusals.shift()
        this.#page = 0
        this.#sandbox?.outlook.expire({ deltaLinks: true })
      }
    }
    return systemHttp(request, signal)
  }
}

test('AC-06: a delta link that is refused at every page of a 3,000-item walk: converges, and deletions made meanwhile still cross', async () => {
  await withScene(async ({ sandbox, people, copies, expiry, sync }) => {
    const toSeeExpire = [2, PAGES / 2, PAGES]
    expiry.plan(toSeeExpire)
    for (const _ of toSeeExpire) assert.equal((await sync()).stoppedBy?.code, 'DELTA_EXPIRED')
    const first = await sync()
    assert.deepEqual([first.quiet, first.done.left.copy, first.done.right.copy], [true, undefined, undefined], 'each copy found its original')
    assert.deepEqual(expiry.refused.splice(0), toSeeExpire)

    const deletions = new Deletions(people.outlook, copies, await people.outlook.messages())
    expiry.plan(Array.from({ length: PAGES }, (_, n) => n + 1))
    let last = first
    for (let run = 1; expiry.refused.length < PAGES || last.stoppedBy !== undefined; run++) {
      assert.ok(run <= PAGES + 1, `still ${last.stoppedBy?.code} after ${run} runs`)
      await deletions.make(run)
      last = await sync()
    }
    assert.deepEqual(expiry.refused, Array.from({ length: PAGES }, (_, n) => n + 1))
    assert.equal(last.quiet, true)
    assert.deepEqual(last.holds, [])
    const trashedLeft = [...copies.messages.values()].filter(({ folderId }) => folderId === copies.folder('trash').id).map(({ mime }) => nameIn(mime))
    const { outlook } = mailboxesOf(sandbox)
    const trashedRight = outlook.filter(({ role }) => role === 'trash').map(({ internetMessageId = '' }) => internetMessageId)
    assert.deepEqual(trashedLeft.sort(), deletions.made)
    assert.deepEqual(trashedRight.sort(), deletions.made)
    assert.equal(copies.messages.size, MESSAGES)
    assert.equal(outlook.length, MESSAGES)

    const { revision } = copies
    sandbox.shared.ledger.clear()
    assert.equal((await sync()).quiet, true)
    assert.equal(copies.revision, revision)
    assert.deepEqual(sandbox.shared.ledger.writes(), [])
    assertNothingSent(sandbox)
  })
})

const nameIn = (mime: string): string => /^Message-ID: (\S+)/im.exec(mime)?.[1] ?? ''

/** People who move messages to trash on either side, one each at a time, from everywhere in the walk. */
class Deletions {
  readonly #names: string[] = []
  readonly #outlook: OutlookPerson
  readonly #copies: MemoryCloud
  readonly #seen: ReadonlyMap<string, SeenMessage>
  readonly #ids: ReadonlyMap<string, string>

  constructor(outlook: OutlookPerson, copies: MemoryCloud, seen: readonly SeenMessage[]) {
    this.#outlook = outlook
    this.#copies = copies
    this.#seen = new Map(seen.map((message) => [`<${message.messageId}>`, message]))
    this.#ids = new Map([...copies.messages.values()].map(({ id, mime }) => [nameIn(mime), id]))
  }

  get made(): string[] {
    return this.#names.sort()
  }

  async make(turn: number): Promise<void> {
    const [right, left] = [messageIdOf(`m${(turn * 997) % MESSAGES}`), messageIdOf(`m${(turn * 997 + 1) % MESSAGES}`)]
    const seen = this.#seen.get(right)
    assert.ok(seen)
    await this.#outlook.move(seen, 'trash')
    this.#copies.move(this.#ids.get(left) ?? '', this.#copies.folder('trash').id, true)
    this.#names.push(left, right)
  }
}
