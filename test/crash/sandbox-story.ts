import assert from 'node:assert/strict'
import { openDingtalkMailbox } from '../../src/connectors/dingtalk/dingtalk-mailbox.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import type { PairStore } from '../../src/engine/ports.ts'
import type { Report } from '../../src/engine/report.ts'
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

const idOf = (name: string): string => `${name.replaceAll(' ', '-')}@story.example`

const mime = (name: string, body = `Body of ${name}`, id: string | null = `<${idOf(name)}>`): Buffer =>
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

/** A message that does not fit into one request to Outlook: an attachment of more than 3 MB. */
function large(name: string): Buffer {
  const bytes = Buffer.alloc(3_200_000, name)
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
  const head = mime(name).toString().split('\r\n\r\n')[0]?.replace('Content-Type: text/plain; charset=utf-8', 'Content-Type: multipart/mixed; boundary=b')
  return Buffer.from(
    `${head}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee attachment\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\n${lines}\r\n--b--\r\n`,
  )
}

const AT = new Date('2026-01-05T08:00:00Z')

/** Folders that every turn uses. */
export async function makeShelves({ dingtalk, outlook }: People): Promise<void> {
  await dingtalk.ensureFolder(['供應商'])
  await outlook.ensureFolder(['樣品'])
}

/** What a turn adds to both mailboxes: messages, and how many of them lie only in Outlook's trash, as superseded copies. */
interface Added {
  readonly messages: number
  readonly superseded: number
}

/** Finds the message of the turn before that has this name. */
type Former<Message> = (name: string) => Message

interface EditOf {
  readonly people: People
  readonly inDingtalk: Former<Awaited<ReturnType<People['dingtalk']['messages']>>[number]>
  readonly inOutlook: Former<Awaited<ReturnType<People['outlook']['messages']>>[number]>
  readonly turn: number
}

/** One thing that people do in turn after turn: what comes anew, and what becomes of what came in the turn before. */
export interface Story {
  /** Of the messages `d…` and `o…` that arrive in both inboxes. */
  readonly numbers: readonly number[]
  /** @returns how many more messages arrive */
  deliver(people: People, turn: number): Promise<number>
  edit(of: EditOf): Promise<void>
  /** Superseded copies that a turn leaves behind. */
  readonly superseded: number
}

const MARKS_AND_FOLDERS: Story = {
  numbers: [1, 3, 6, 8],
  superseded: 0,
  deliver: async ({ dingtalk, outlook }, turn) => {
    await outlook.ensureFolder([`客戶 ${turn}`])
    await outlook.put([`客戶 ${turn}`], mime(`in a new folder ${turn}`), UNREAD, AT)
    await dingtalk.ensureFolder([`船務 ${turn}`])
    return 1
  },
  edit: async ({ people: { dingtalk, outlook }, inDingtalk, inOutlook, turn }) => {
    await dingtalk.mark(inDingtalk('d1'), { read: true, flagged: true })
    await outlook.mark(inOutlook('o1'), { read: true })
    await dingtalk.mark(inDingtalk('d3'), { answered: true })
    await outlook.mark(inOutlook('d3'), { flagged: true })
    await dingtalk.mark(inDingtalk('o6'), { read: true, answered: true })
    await outlook.mark(inOutlook('d6'), { read: true })
    await outlook.mark(inOutlook('d8'), { read: true, answered: true })
    await dingtalk.mark(inDingtalk('o8'), { flagged: true })
    await dingtalk.mark(inDingtalk('in a new folder'), { read: true })
    await outlook.folders()
    await outlook.renameFolder([`客戶 ${turn - 1}`], `客戶 ${turn - 1} renamed`)
  },
}

const MOVES: Story = {
  numbers: [2, 9],
  superseded: 0,
  deliver: async ({ dingtalk, outlook }, turn) => {
    await dingtalk.put('sent', mime(`sent in DingTalk ${turn}`), UNREAD, AT)
    await outlook.put('sent', mime(`sent in Outlook ${turn}`), UNREAD, AT)
    await outlook.put('inbox', mime(`o3 ${turn}`), UNREAD, AT)
    return 3
  },
  edit: async ({ people: { dingtalk, outlook }, inDingtalk, inOutlook }) => {
    await dingtalk.move(inDingtalk('o2'), ['供應商'])
    await outlook.move(inOutlook('d2'), 'trash')
    await outlook.move(inOutlook('o3'), 'junk')
    await outlook.move(inOutlook('d9'), 'junk')
    await dingtalk.move(inDingtalk('o9'), 'trash')
    await outlook.mark(inOutlook('sent in DingTalk'), { flagged: true })
    await dingtalk.mark(inDingtalk('sent in Outlook'), { flagged: true })
  },
}

const CONFLICTS: Story = {
  numbers: [4, 5, 7],
  superseded: 1,
  deliver: async ({ dingtalk }, turn) => {
    await dingtalk.put('inbox', mime(`no id ${turn}`, 'one', null), UNREAD, AT)
    return 1
  },
  edit: async ({ people: { dingtalk, outlook }, inDingtalk, inOutlook, turn }) => {
    await dingtalk.move(inDingtalk('d4'), 'trash')
    await outlook.mark(inOutlook('d4'), { flagged: true })
    await outlook.move(inOutlook('o4'), 'trash')
    await dingtalk.mark(inDingtalk('o4'), { read: true })
    await dingtalk.move(inDingtalk('o5'), 'sent')
    await outlook.move(inOutlook('o5'), 'junk')
    await outlook.move(inOutlook('o7'), ['樣品'])
    await dingtalk.mark(inDingtalk('d7'), { flagged: true })
    await outlook.move(inOutlook('d7'), ['樣品'])
    await outlook.put('inbox', mime(`d5 ${turn - 1}`), UNREAD, AT)
  },
}

/** A kill comes at each write of a turn, so a turn that is short makes every kill cheap. */
export const STORIES: readonly Story[] = [MARKS_AND_FOLDERS, MOVES, CONFLICTS]

/** People edit what came on either side in the turn before, as these stories tell, and as much comes anew: turn after turn is alike. */
export async function edit(people: People, stories: readonly Story[], turn: number): Promise<Added> {
  const { dingtalk, outlook } = people
  if (turn > 1) {
    const of = { people, inDingtalk: await former(dingtalk, turn), inOutlook: await former(outlook, turn), turn }
    for (const story of stories) await story.edit(of)
  }
  const added = { messages: 0, superseded: 0 }
  for (const story of stories) {
    for (const n of story.numbers) {
      await dingtalk.put('inbox', mime(`d${n} ${turn}`), UNREAD, AT)
      await outlook.put('inbox', mime(`o${n} ${turn}`), UNREAD, AT)
    }
    added.messages += 2 * story.numbers.length + (await story.deliver(people, turn))
    if (turn > 1) added.superseded += story.superseded
  }
  return added
}

async function former<Message extends { readonly messageId: string }>(person: { messages(): Promise<readonly Message[]> }, turn: number): Promise<(name: string) => Message> {
  const messages = await person.messages()
  return (name) => {
    const found = messages.find(({ messageId }) => messageId.includes(idOf(`${name} ${turn - 1}`)))
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }
}

/** One message of several requests, and another: few writes, and dear ones. */
export async function deliverLarge({ dingtalk }: People, turn: number): Promise<void> {
  await dingtalk.put('inbox', large(`large ${turn}`), UNREAD, AT)
  await dingtalk.put('inbox', mime(`small ${turn}`), UNREAD, AT)
}

/** Runs the prepared pair to its end, or to the kill: from then on every request fails and nothing can be committed. @returns how many writes it made, and whether it was killed: a run may be at its end before. */
export async function runUntilKilled(sandbox: Sandbox, url: string, kill: Kill | undefined): Promise<{ readonly writes: number; readonly wasKilled: boolean }> {
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
  try {
    await live(sandbox, url, death.signal, async (sync) => {
      const report = await sync()
      if (!death.signal.aborted) assert.equal(report.quiet, true)
    })
  } catch (error) {
    if (!death.signal.aborted) throw error
  } finally {
    faults.next = next
    ledger.record = record
  }
  return { writes, wasKilled: death.signal.aborted }
}

/** The next life: a run to the end, and one more. @returns how many writes that one made */
export async function resume(sandbox: Sandbox, url: string): Promise<number> {
  const writes = (): number => sandbox.shared.ledger.requests().reduce((sum, request) => sum + (request.write ? request.count : 0), 0)
  return live(sandbox, url, new AbortController().signal, async (sync) => {
    assert.equal((await sync()).quiet, true)
    const before = writes()
    assert.equal((await sync()).quiet, true)
    return writes() - before
  })
}

/** One life of a process that runs the prepared pair. */
async function live<Result>(sandbox: Sandbox, url: string, death: AbortSignal, work: (sync: () => Promise<Report>) => Promise<Result>): Promise<Result> {
  const store = await openStore(url, { clock: systemClock })
  const mailboxes = openMailboxes(sandbox, await store.pair(NAME).checkpoints('left'))
  const context = { pair: NAME, mailboxes, store: mortal(store.pair(NAME), death), policy: DEFAULT_POLICY, clock: systemClock, newId: randomId, signal: death, onProgress: () => {} }
  try {
    return await work(() => syncPair({ ...context, run: randomId() }, { untilQuiet: true }))
  } finally {
    for (const mailbox of Object.values(mailboxes)) await mailbox.close()
    await store.close()
  }
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
