import type { TestContext } from 'node:test'
import Fastify from 'fastify'
import { systemClock } from '../../platform/clock.ts'
import { systemHttp } from '../../platform/http.ts'
import { createDingtalk, type DingtalkCloud } from '../../sandbox/dingtalk/dingtalk.ts'
import type { DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import { createShared, type Shared } from '../../sandbox/shared.ts'
import type { Mailbox } from '../connector.ts'
import { ADDRESS } from '../imap/imap.test-kit.ts'
import type { ImapOptions } from '../imap/imap-options.ts'
import type { AlimailOptions } from './alimail-client.ts'
import { openDingtalkMailbox, type DingtalkOptions } from './dingtalk-mailbox.ts'

export interface DingtalkSandbox {
  readonly cloud: DingtalkCloud
  readonly shared: Shared
  readonly imap: ImapOptions
  readonly openapi: AlimailOptions
  open(options: DingtalkOptions): Mailbox
}

/** A simulated DingTalk mailbox over both channels, with the custom tags 合同 and Zebra; ends with the test. */
export async function startDingtalk(context: Pick<TestContext, 'after'>, switches: Partial<DingtalkSwitches> = {}): Promise<DingtalkSandbox> {
  const shared = createShared()
  const app = { appId: 'app', appSecret: 'secret' }
  const cloud = createDingtalk(shared, { switches: { callsPerSecond: 0, ...switches }, apps: [app] })
  cloud.addMailbox(ADDRESS, { tongbu: 'right', person: 'other' })
  const tagNames = Object.fromEntries(['合同', 'Zebra'].map((name) => [cloud.addTag(ADDRESS, name), name]))
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 5000 } })
  cloud.registerRoutes(server)
  const baseUrl = `${await server.listen({ host: '127.0.0.1', port: 0 })}/alimail`
  const imap = { host: '127.0.0.1', port: await cloud.listenImap(0), tls: false, user: ADDRESS, password: 'right', clock: systemClock, settleMs: 0 }
  const governor = { begin: async () => () => {}, block: () => {}, blockedMs: () => 0, share: () => 0 }
  const openapi = { ...app, governor, baseUrl, address: ADDRESS, http: systemHttp, clock: systemClock, tagNames }
  const opened: Mailbox[] = []
  context.after(async () => {
    for (const mailbox of opened) await mailbox.close()
    await server.close()
    await cloud.close()
    shared.blobs.close()
  })
  const open = (options: DingtalkOptions) => {
    const mailbox = openDingtalkMailbox(options)
    opened.push(mailbox)
    return mailbox
  }
  return { cloud, shared, imap, openapi, open }
}
