import type { TestContext } from 'node:test'
import type { OriginMark } from '../../domain/origin-mark.ts'
import type { ParsedMessage } from '../../mime/parse-message.ts'
import { NO_MARKS, type Marks } from '../../domain/marks.ts'
import { systemClock } from '../../platform/clock.ts'
import { spool } from '../../platform/spool.ts'
import { createDingtalk, type DingtalkCloud } from '../../sandbox/dingtalk/dingtalk.ts'
import type { DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import { createShared, type Shared } from '../../sandbox/shared.ts'
import type { Mailbox, NewMessage, ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import { openImapMailbox } from './imap-mailbox.ts'
import type { ImapOptions } from './imap-options.ts'

export const ADDRESS = 'anna@shenghe.example'
export const SIGNAL = new AbortController().signal

export interface ImapSandbox {
  readonly cloud: DingtalkCloud
  readonly shared: Shared
  readonly options: ImapOptions
  readonly mailbox: Mailbox
  /** Another connector on the same mailbox, as after a restart. */
  open(options?: Partial<ImapOptions>): Mailbox
}

/** A simulated DingTalk mailbox and a connector to it over IMAP; both end with the test. */
export async function startImap(context: Pick<TestContext, 'after'>, switches: Partial<DingtalkSwitches> = {}): Promise<ImapSandbox> {
  const shared = createShared()
  const cloud = createDingtalk(shared, { switches })
  cloud.addMailbox(ADDRESS, { tongbu: 'right', person: 'other' })
  const options = {
    host: '127.0.0.1',
    port: await cloud.listenImap(0),
    tls: false,
    user: ADDRESS,
    password: 'right',
    clock: systemClock,
    settleMs: 0,
  }
  const opened: Mailbox[] = []
  const open = (more: Partial<ImapOptions> = {}) => {
    const mailbox = openImapMailbox({ ...options, ...more })
    opened.push(mailbox)
    return mailbox
  }
  context.after(async () => {
    for (const mailbox of opened) await mailbox.close()
    await cloud.close()
    shared.blobs.close()
  })
  return { cloud, shared, options, mailbox: open(), open }
}

/** A small message; `n` makes it one of its own. */
export const mime = (n: number | string, subject = `Subject ${n}`): Buffer =>
  Buffer.from(
    [`Message-ID: <${n}@a.example>`, 'Date: Mon, 5 Jan 2026 10:00:00 +0800', 'From: Ben <ben@a.example>', `To: ${ADDRESS}`, `Subject: ${subject}`]
      .concat('', `Body ${n}`, '')
      .join('\r\n'),
  )

/** What an observation told, put together as the engine does. */
export interface Seen {
  readonly pages: ObservationPage[]
  readonly checkpoints: Map<string, string>
  readonly folders: Map<string, RemoteFolder>
  readonly messages: Map<string, RemoteMessage>
  readonly listed: Map<string, readonly string[]>
  readonly quiet: boolean
  folder(name: string): string
}

/** Observes to the end, or to the page that `isLast` says is enough. */
export async function observeAll(mailbox: Mailbox, checkpoints: ReadonlyMap<string, string> = new Map(), isLast: (page: ObservationPage) => boolean = () => false): Promise<Seen> {
  const pages: ObservationPage[] = []
  const kept = new Map(checkpoints)
  const observation = mailbox.observe(checkpoints, SIGNAL)
  let quiet = false
  for (;;) {
    const next = await observation.next()
    if (next.done === true) {
      quiet = await next.value.isQuiet()
      break
    }
    pages.push(next.value)
    for (const [scope, value] of Object.entries(next.value.checkpoints)) if (value === null) kept.delete(scope)
      else kept.set(scope, value)
    if (isLast(next.value)) break
  }
  await observation.return({ isQuiet: async () => false })
  const folders = new Map(pages.flatMap((page) => page.folders?.changed ?? []).map((folder) => [folder.id, folder]))
  const folder = (name: string) => [...folders.values()].find((each) => each.name === name)?.id ?? `no folder ${name}`
  const messages = new Map(pages.flatMap((page) => page.messages ?? []).map((message) => [message.id, message]))
  const listed = new Map(pages.flatMap(({ listed: one }) => (one === undefined ? [] : [[one.folderId, one.ids] as const])))
  return { pages, checkpoints: kept, folders, messages, listed, quiet, folder }
}

export const mark = (token: string): OriginMark => (
  { pair: 'demo', side: 'left', id: 'AAMk/1=', token, exact: 'e', normal: 'n', roleClass: 'received', route: 'exact' }
)

/** A message to create. */
export async function newMessage(
  folderId: string,
  source: Buffer,
  more: { token?: string; marks?: Partial<Marks>; draft?: boolean; bookmark?: string } = {},
): Promise<NewMessage> {
  return {
    folderId,
    source: await spool(source),
    // The IMAP side takes MIME and never looks at the parts.
    content: {} as ParsedMessage,
    marks: { ...NO_MARKS, ...more.marks },
    receivedAt: '2025-03-01T08:00:00Z',
    roleClass: more.draft === true ? 'draft' : 'received',
    origin: { ...mark(more.token ?? 't1'), roleClass: more.draft === true ? 'draft' : 'received' },
    ...(more.bookmark === undefined ? {} : { bookmark: more.bookmark }),
  }
}
