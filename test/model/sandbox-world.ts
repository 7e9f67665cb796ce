import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { openDingtalkMailbox } from '../../src/connectors/dingtalk/dingtalk-mailbox.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import { syncPair } from '../../src/engine/sync-pair.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { Fault } from '../../src/sandbox/faults.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import type { Facts, Policy, Side } from './mailboxes.ts'
import { dingtalkPeople } from './dingtalk-people.ts'
import { outlookPeople } from './outlook-people.ts'
import { serialOf, type Handle, type Outcome, type People, type Seen, type Trouble, type World } from './world.ts'

/** Ids of left change with a move; Outlook gives a Message-ID to whatever has none, and has one ordinary folder from the start. */
export const SANDBOX_FACTS: Facts = { newIds: 'left', assignsIds: 'right', ownFolders: { left: [], right: ['Archive'] } }

/** One sandbox for many histories: each begins with mailboxes and a database of its own. */
export interface SandboxWorlds {
  /** `advanced`: whether Outlook takes MIME as it is. */
  open(advanced: boolean): SandboxWorld
  close(): Promise<void>
}

export interface SandboxWorld extends World {
  /** The process of the sync, begun if it has ended. */
  running(): Promise<{ readonly store: Store; readonly mailboxes: Readonly<Record<Side, Mailbox>>; readonly clock: Clock }>
}

export async function startSandboxWorlds(): Promise<SandboxWorlds> {
  const sandbox = await startSandbox({ outlook: { maxRequestsPerWindow: 1e9, indexLagMs: 0 } })
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-model-'))
  let opened = 0
  return {
    open: (advanced) => openWorld(sandbox, join(folder, `${++opened}`), advanced),
    close: async () => {
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function openWorld(sandbox: Sandbox, database: string, advanced: boolean): SandboxWorld {
  renew(sandbox, advanced)
  const { shared, ready } = sandbox
  const people: Record<Side, People> = { left: dingtalkPeople(sandbox), right: outlookPeople(sandbox) }
  const life = new Life(sandbox, database)
  const contents = new Map<Handle, { subject: string; body: string }>()
  return {
    people,
    look: async (side) => {
      const cloud = side === 'left' ? sandbox.dingtalk : sandbox.outlook
      const { folders, messages } = cloud.snapshot(side === 'left' ? ready.accounts.dingtalk.address : ready.accounts.outlook.address)
      const seen: Seen[] = []
      for (const message of messages) seen.push(await tell(message, people[side].handleOf(message.id), contents))
      return { folders: folders.filter(({ role }) => role !== 'drafts').map(({ role, path }) => role ?? `/${path.join('/')}`), messages: seen }
    },
    sync: async (policy, trouble) => {
      shared.faults.set(trouble === undefined ? [] : [faultOf(trouble)])
      try {
        return await life.sync(policy)
      } finally {
        shared.faults.set([])
      }
    },
    writes: () => {
      const count = shared.ledger.requests().reduce((sum, request) => sum + (request.write ? request.count : 0), 0)
      shared.ledger.clear()
      return count
    },
    sent: () => shared.ledger.outbound().length,
    running: () => life.running(),
    restart: () => life.end(),
    loseDatabase: async () => {
      await life.end()
      life.forget()
    },
    expire: (what) => {
      if (what === 'uids') sandbox.dingtalk.expireUidValidity(ready.accounts.dingtalk.address, true)
      else sandbox.outlook.expire(what === 'tokens' ? { tokens: true } : { deltaLinks: true })
    },
    close: () => life.end(),
  }
}

/** A broken sync makes fewer requests of the side that breaks than this before it does. */
const MOST_REQUESTS = 60

/** DingTalk's connections end in the middle; Outlook says that it is not available, sometimes after it did what it was asked. */
function faultOf({ side, after }: Trouble): Fault {
  const skip = Math.floor(after * MOST_REQUESTS)
  const lasting = { skip, times: Number.MAX_SAFE_INTEGER }
  if (side === 'left') return { match: '^imap ', effect: skip % 2 === 0 ? 'cut-before' : 'cut-after', ...lasting }
  return skip % 2 === 0 ? { match: '^outlook ', effect: 'refuse', status: 503, ...lasting } : { match: '^outlook ', effect: 'cut-after', ...lasting }
}

/** Empty mailboxes under the same addresses, and what the app of the sync may do. */
function renew({ dingtalk, outlook, ready }: Sandbox, advanced: boolean): void {
  const { accounts } = ready
  dingtalk.addMailbox(accounts.dingtalk.address, { tongbu: accounts.dingtalk.imapPassword })
  outlook.addMailbox(accounts.outlook.address, 'Anna Chan')
  const { clientId, clientSecret } = accounts.outlook
  outlook.addApp({ clientId, clientSecret, unlimited: false, permissions: new Set(['Mail.ReadWrite', ...(advanced ? ['Mail-Advanced.ReadWrite.All'] : [])]) })
}

/** Waiting takes no time. */
class HastyClock implements Clock {
  #ahead = 0

  now(): number {
    return Date.now() + this.#ahead
  }

  async wait(ms: number): Promise<void> {
    this.#ahead += ms
  }
}

/** The process of the sync, which may end and start again on the same database. */
class Life {
  readonly #sandbox: Sandbox
  readonly #clock = new HastyClock()
  readonly #path: string
  #databases = 0
  #open: { readonly store: Store; readonly mailboxes: Readonly<Record<Side, Mailbox>> } | undefined

  constructor(sandbox: Sandbox, path: string) {
    this.#sandbox = sandbox
    this.#path = path
  }

  async running() {
    this.#open ??= await this.#begin()
    return { ...this.#open, clock: this.#clock }
  }

  async sync(policy: Policy): Promise<Outcome> {
    const { store, mailboxes } = await this.running()
    const report = await syncPair(
      {
        pair: 'anna',
        run: randomId(),
        mailboxes,
        store: store.pair('anna'),
        policy: { ...policy, drafts: true },
        clock: this.#clock,
        newId: randomId,
        signal: new AbortController().signal,
        onProgress: () => {},
      },
      { untilQuiet: true },
    )
    return { quiet: report.quiet, failed: report.failed, holds: report.holds.length, stoppedBy: report.stoppedBy?.code }
  }

  async end(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    for (const mailbox of Object.values(open?.mailboxes ?? {})) await mailbox.close()
    await open?.store.close()
  }

  /** The next start finds no database. */
  forget(): void {
    this.#databases++
  }

  async #begin() {
    const clock = this.#clock
    const { graphUrl, loginUrl, imap, accounts } = this.#sandbox.ready
    const store = await openStore(`sqlite:${this.#path}-${this.#databases}.db`, { clock })
    const remembered = await store.pair('anna').checkpoints('left')
    const { address, imapPassword } = accounts.dingtalk
    return {
      store,
      mailboxes: {
        left: openDingtalkMailbox({ imap: { ...imap, user: address, password: imapPassword, remembered, clock, settleMs: 0 } }),
        right: openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http: systemHttp, newId: randomId, clock, settleMs: 0, importMime: 'probe' }),
      },
    }
  }
}

async function tell(message: SnapshotMessage, handle: Handle, contents: Map<Handle, { subject: string; body: string }>): Promise<Seen> {
  const { folderRole, path, receivedAt, originMark, internetMessageId, read, flag, answered, tags } = message
  const content = contents.get(handle) ?? (await parse(message.mime()))
  contents.set(handle, content)
  return {
    handle,
    path: folderRole ?? `/${path.join('/')}`,
    serial: serialOf(receivedAt),
    isCopy: originMark !== undefined,
    id: internetMessageId,
    ...content,
    marks: { read, flag, answered, tags: tags.join() },
  }
}

/** By a reader that is not ours: what it says, however it is encoded. */
async function parse(mime: Buffer): Promise<{ subject: string; body: string }> {
  const { subject = '', text = '' } = await simpleParser(mime)
  return { subject, body: text.trim() }
}
