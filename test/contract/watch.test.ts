import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { startDingtalk } from '../../src/connectors/dingtalk/dingtalk.test-kit.ts'
import { ADDRESS, mime, observeAll, startImap } from '../../src/connectors/imap/imap.test-kit.ts'
import { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import { openMemoryMailbox } from '../../src/connectors/memory/memory-mailbox.ts'
import { hostileDingtalkSwitches } from '../../src/sandbox/dingtalk/switches.ts'

/** A mailbox that can be watched, and somebody who delivers into its inbox. */
interface Watched {
  readonly mailbox: Mailbox
  readonly deliver: (n: number) => void
}

const inMemory = (style: 'delta' | 'listing') => async (): Promise<Watched> => {
  const cloud = new MemoryCloud('L')
  return { mailbox: openMemoryMailbox(cloud, { style }), deliver: (n) => void cloud.add(mime(n).toString(), cloud.folder('inbox').id) }
}

const overImap = (switches: Parameters<typeof startImap>[1]) => async (context: TestContext): Promise<Watched> => {
  const { cloud, mailbox } = await startImap(context, switches)
  return { mailbox, deliver: (n) => void cloud.deliver(ADDRESS, mime(n)) }
}

const overBoth = async (context: TestContext): Promise<Watched> => {
  const { cloud, imap, openapi, open } = await startDingtalk(context)
  return { mailbox: open({ imap, openapi }), deliver: (n) => void cloud.deliver(ADDRESS, mime(n)) }
}

const KINDS: Readonly<Record<string, (context: TestContext) => Promise<Watched>>> = {
  'a mailbox in memory with delta links': inMemory('delta'),
  'a mailbox in memory that is listed': inMemory('listing'),
  'an IMAP mailbox': overImap({}),
  'an IMAP mailbox where everything is awkward': overImap(hostileDingtalkSwitches()),
  'a DingTalk mailbox over both channels': overBoth,
}

for (const [name, open] of Object.entries(KINDS)) {
  test(`${name}: whoever looks when told has seen everything, and hears nothing once it stopped`, { timeout: 60_000 }, async (context) => {
    const { mailbox, deliver } = await open(context)
    assert.ok(mailbox.watch)
    const stop = new AbortController()
    let hints = 0
    let told = (): void => {}
    const nextHint = (): Promise<void> => new Promise((resolve) => (told = resolve))
    let hint = nextHint()
    const over = mailbox.watch(() => {
      hints++
      told()
    }, stop.signal)
    for (let n = 1; n <= 5; n++) {
      deliver(n)
      for (let seen = 0; seen < n; seen = (await observeAll(mailbox)).messages.size) {
        await hint
        hint = nextHint()
      }
    }
    stop.abort()
    await over
    const before = hints
    deliver(6)
    await observeAll(mailbox)
    assert.equal(hints, before)
    await mailbox.watch(() => assert.fail('a hint after the end'), AbortSignal.abort())
  })
}
