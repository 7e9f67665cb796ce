import type { FastifyInstance } from 'fastify'

import type { Shared } from '../shared.ts'
import type { SnapshotMailbox } from '../snapshot.ts'
import type { DingtalkApp } from './dingtalk-app.ts'
import { ImapServer } from '../imap/imap-server.ts'
import { dingtalkImap } from './imap/dingtalk-imap.ts'
import { Logins } from './imap/logins.ts'
import { takeSnapshot } from './mailbox-snapshot.ts'
import { registerOpenapi } from './openapi/openapi.ts'
import { registerPlatform } from './platform/platform.ts'
import { GroupRobots, type Robot } from './robot/group-robot.ts'
import { StreamLinks } from './openapi/stream-links.ts'
import { TokenBucket } from './openapi/token-bucket.ts'
import { Tokens } from './openapi/tokens.ts'
import { putContent } from '../mime/content.ts'
import { SEEN } from '../imap/flags.ts'
import { Later } from './store/later.ts'
import { Mailbox } from './store/mailbox.ts'
import { dingtalkSwitches } from './switches.ts'
import type { DingtalkSwitches } from './switches.ts'

export interface DingtalkOptions {
  readonly switches?: Partial<DingtalkSwitches>
  readonly apps?: readonly DingtalkApp[]
  readonly robots?: readonly Robot[]
}

/** A simulated DingTalk (Alibaba Mail) cloud: one store of mailboxes behind IMAP and OpenAPI v2. */
export interface DingtalkCloud {
  /** May be changed at any time. */
  readonly switches: DingtalkSwitches
  /** Robots of groups, and what they said. */
  readonly robots: GroupRobots
  /** `passwords`: client-specific password by the name of the client, which the ledger then uses. */
  addMailbox(address: string, passwords?: Readonly<Record<string, string>>): void
  /** Adds the OpenAPI under `/alimail`, and `/robot/send`. */
  registerRoutes(server: FastifyInstance): void
  /** @returns the port */
  listenImap(port: number, host?: string): Promise<number>
  /** @throws Error for an address without mailbox */
  snapshot(address: string): SnapshotMailbox
  /** The store itself, for people who need no protocol. @throws Error for an address without mailbox */
  mailbox(address: string): Mailbox
  /** Puts a message into a folder as a mail server would deliver it. @returns its OpenAPI id */
  deliver(address: string, mime: Buffer, to?: { readonly path?: readonly string[]; readonly receivedAt?: number; readonly read?: boolean }): string
  /** Takes all messages of a mailbox away for good. */
  empty(address: string): void
  /** A tag that a person made. @returns its id */
  addTag(address: string, name: string): string
  /** What a person does in web mail: the message counts as forwarded. */
  markForwarded(address: string, id: string): void
  /** Voids the UIDs of these folders (decoded names joined by `/`), or of all. */
  expireUidValidity(address: string, folders: readonly string[] | true): void
  /** Refused IMAP logins of an address so far, and until when it is locked (milliseconds of the sandbox clock; 0: never). */
  refusedLogins(address: string): { readonly count: number; readonly lockedUntil: number }
  /** Voids all access tokens. */
  expireTokens(): void
  close(): Promise<void>
}

/** Makes an empty cloud that shares time, bytes, ledger and faults with the rest of the sandbox. */
export function createDingtalk(shared: Shared, options: DingtalkOptions = {}): DingtalkCloud {
  const switches: DingtalkSwitches = { ...dingtalkSwitches(), ...options.switches }
  const mailboxes = new Map<string, Mailbox>()
  const logins = new Logins(shared.clock, switches)
  const later = new Later(shared.clock)
  const tokens = new Tokens(options.apps ?? [], shared, switches)
  const bucket = new TokenBucket(shared.clock, () => switches.callsPerSecond)
  const api = { shared, switches, mailboxes, tokens, bucket, links: new StreamLinks(shared, switches), later }
  const robots = new GroupRobots(shared.clock, options.robots ?? [])
  const imap = new ImapServer(dingtalkImap({ shared, switches, logins, later }))
  const mailboxOf = (address: string): Mailbox => {
    const mailbox = mailboxes.get(address.toLowerCase())
    if (!mailbox) throw new Error('no such mailbox in the sandbox')
    return mailbox
  }
  return {
    switches,
    robots,
    addMailbox(address, passwords = {}) {
      const mailbox = new Mailbox(address, shared, switches)
      mailboxes.set(address.toLowerCase(), mailbox)
      logins.add(mailbox, new Map(Object.entries(passwords).map(([client, password]) => [password, client])))
    },
    registerRoutes: (server) => {
      registerOpenapi(server, api)
      registerPlatform(server, { shared, switches, apps: options.apps ?? [], people: () => [...mailboxes.values()].map(({ address }) => address) })
      robots.register(server)
    },
    listenImap: (port, host) => imap.listen(port, host),
    snapshot(address) {
      later.settle()
      return takeSnapshot(mailboxOf(address), shared.blobs)
    },
    mailbox: mailboxOf,
    deliver(address, mime, { path = ['INBOX'], receivedAt, read = false } = {}) {
      const mailbox = mailboxOf(address)
      const folder = mailbox.folderAt(path) ?? mailbox.folderOf('inbox')
      const content = putContent(shared.blobs, mime)
      return mailbox.add(folder, { content, flags: read ? SEEN : 0, ...(receivedAt !== undefined && { receivedAt }) }).id
    },
    empty(address) {
      const mailbox = mailboxOf(address)
      for (const message of [...mailbox.messages.values()]) mailbox.remove(message)
    },
    addTag: (address, name) => mailboxOf(address).addTag(name).id,
    markForwarded(address, id) {
      const mailbox = mailboxOf(address)
      const message = mailbox.messages.get(id)
      if (message) mailbox.setForwarded(message)
    },
    expireUidValidity(address, folders) {
      const mailbox = mailboxOf(address)
      for (const folder of mailbox.folders.values()) {
        if (folders === true || folders.includes(folder.path.join('/'))) mailbox.renumber(folder)
      }
    },
    refusedLogins: (address) => logins.refusals(address),
    expireTokens: () => tokens.expire(),
    close: () => imap.close(),
  }
}
