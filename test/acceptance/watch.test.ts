import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { RuleWish } from '../../src/watch-app.ts'
import { grep } from '../support/grep-bytes.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const HOUR_MS = 3_600_000
const UNREAD = { read: false, flagged: false, answered: false }
const CUSTOMS: RuleWish = { name: '清關通知', from: 'chen@customs.example', keywords: ['清關', '補件', 'urgent'], about: 'unread', hours: 4 }

/** A service that tells a robot, in time that the test moves: looks come as fast as they can. */
async function scene(t: TestContext) {
  const scratch = openScratch()
  const pair = await openSandboxPair()
  const { shared, ready, dingtalk } = pair.sandbox
  const clock: Clock = { now: () => shared.clock.now(), wait: (ms, signal) => systemClock.wait(Math.min(ms, 20), signal) }
  const text = JSON.parse(configText(pair.sandbox, { database: `sqlite:${scratch.path('tongbu.db')}` })) as object
  const config = loadConfig(JSON.stringify({ ...text, webhooks: { allowPrivate: true } }), {}, () => '')
  let app: App | undefined
  let watching: { readonly ending: AbortController; readonly over: Promise<void> } | undefined
  const open = async (): Promise<App> => (app ??= await openApp(config, { clock, newId: randomId, http: systemHttp, keyPlace: { environment: {}, file: scratch.path('tongbu.key') } }))
  const close = async (): Promise<void> => {
    watching?.ending.abort(new Error('over'))
    await watching?.over
    await app?.close()
    app = watching = undefined
  }
  t.after(async () => {
    await close()
    await pair.close()
    scratch[Symbol.dispose]()
  })
  const { watch } = (await open()).events()
  await watch.addChannel({ name: 'ops', language: 'zh-Hant-HK', to: { way: 'dingtalk', ...ready.robot } }, 'ops')
  let sent = 0
  return {
    watch,
    folder: scratch.folder,
    said: dingtalk.robots.messages,
    people: pair.people,
    pass: (ms: number) => shared.clock.advance(ms),
    sync: async () => (await open()).sync('anna', { signal: new AbortController().signal, untilQuiet: true }),
    /** Looks often enough for everything that there is to tell. */
    look: async () => {
      const ending = new AbortController()
      const over = (await open()).events().watch.run(() => true, ending.signal)
      watching = { ending, over }
      await systemClock.wait(400)
      ending.abort(new Error('enough'))
      await over
    },
    restart: close,
    mail: async (subject: string, from: string, fields: { readonly on?: 'dingtalk' | 'outlook'; readonly folder?: 'inbox' | 'sent'; readonly replyTo?: string } = {}) => {
      const id = `m${++sent}@watch.example`
      const lines = [`Message-ID: <${id}>`, `From: ${from}`, 'To: anna@trading.example', `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`, ...(fields.replyTo === undefined ? [] : [`In-Reply-To: <${fields.replyTo}>`, `References: <${fields.replyTo}>`]), 'Date: Mon, 05 Jan 2026 08:00:00 +0000', '', subject, '']
      await pair.people[fields.on ?? 'dingtalk'].put(fields.folder ?? 'inbox', Buffer.from(lines.join('\r\n')), UNREAD, new Date(clock.now()))
      return id
    },
    seenBy: async (who: 'outlook', id: string) => (await pair.people[who].messages()).find(({ messageId }) => messageId === id) ?? assert.fail(`${who} has no ${id}`),
  }
}

test('a mail of a named sender that stays unread is told to the robot exactly once, in its language and without its subject; one that is read in time is not', async (t) => {
  const { watch, said, people, pass, sync, look, restart, mail, seenBy, folder } = await scene(t)
  await watch.addRule(CUSTOMS, 'ops')
  pass(2000)
  const late = await mail('緊急：清关文件请补件 lychee', 'chen@customs.example')
  const read = await mail('urgent: PO 88', 'chen@customs.example')
  await mail('Lunch?', 'chen@customs.example')
  await mail('清關', 'somebody@other.example')
  await sync()
  await look()
  assert.equal(said.length, 0, 'it is early')
  pass(3 * HOUR_MS)
  await people.outlook.mark(await seenBy('outlook', read), { read: true })
  await sync()
  pass(2 * HOUR_MS)
  await look()
  assert.equal(said.length, 1)
  const [alert] = said
  assert.match(alert?.title ?? '', /有 \d+ 項等你處理/)
  assert.match(alert?.text ?? '', /有電郵 4 小時仍未讀：「清關通知」（anna）/)
  assert.equal(alert?.text.split('\n').filter((line) => line.includes('未讀')).length, 1)
  assert.doesNotMatch(alert?.text ?? '', /lychee|customs\.example/)
  await restart()
  await look()
  assert.equal(said.length, 1, 'nor after a restart')
  await people.outlook.mark(await seenBy('outlook', late), { read: true })
  await sync()
  await look()
  assert.equal(said.filter(({ text }) => text.includes('「清關通知」（anna）已讀')).length, 1, 'and that it was read')
  await restart()
  assert.deepEqual(await grep(folder, ['chen@customs.example', 'lychee', 'SECsandbox-robot']), [], 'no address, subject or secret is in any file')
})

test('a reply that left from the address to which nobody had written is told at once, and one that left from the right one is not', async (t) => {
  const { watch, said, pass, sync, look, mail } = await scene(t)
  await watch.addRule({ name: '回覆', about: 'wrong-side', hours: 0 }, 'ops')
  pass(2000)
  const order = await mail('change order', 'buyer@customer.example', { on: 'outlook' })
  const notice = await mail('notice', 'chen@customs.example')
  await sync()
  await mail('re: notice', 'anna.chan@shenghe.example', { folder: 'sent', replyTo: notice })
  await mail('re: change order', 'anna.chan@shenghe.example', { folder: 'sent', replyTo: order })
  await sync()
  await look()
  const lines = said.flatMap(({ text }) => text.split('\n').filter((line) => line.includes('「回覆」')))
  assert.deepEqual(lines.map((line) => line.includes('釘釘地址寄出')), [true])
})

test('a rule is tried on the mail of the last days before anybody is told, and that mail was read for it is in the audit', async (t) => {
  const { watch, said, sync, mail } = await scene(t)
  await mail('清關', 'chen@customs.example')
  await mail('Lunch?', 'chen@customs.example')
  await sync()
  const trial = { days: 7, most: 50, by: 'ops', signal: new AbortController().signal }
  const { looked, found, isCut } = await watch.tryRule(CUSTOMS, trial)
  assert.deepEqual([looked, found.length, found[0]?.side, isCut], [2, 1, 'left', false])
  assert.deepEqual(await watch.tryRule(CUSTOMS, { ...trial, most: 1 }).then((each) => [each.looked, each.isCut]), [1, true])
  assert.deepEqual([said, await watch.rules()], [[], []])
})

test('a rule that fits every mail, names no pair or channel that there is, or is not there, is refused', async (t) => {
  const { watch } = await scene(t)
  await assert.rejects(watch.addRule({ name: 'all', about: 'unread', hours: 1 }, 'ops'), { code: 'BAD_WATCH' })
  await assert.rejects(watch.addRule({ ...CUSTOMS, from: 'customs' }, 'ops'), { code: 'BAD_WATCH' })
  await assert.rejects(watch.addRule({ ...CUSTOMS, pairs: ['nobody'] }, 'ops'), { code: 'UNKNOWN_WATCH' })
  await assert.rejects(watch.addRule({ ...CUSTOMS, channels: ['c'] }, 'ops'), { code: 'UNKNOWN_WATCH' })
  await assert.rejects(watch.removeRule('r', 'ops'), { code: 'UNKNOWN_WATCH' })
  const [channel] = await watch.channels()
  assert.deepEqual([channel?.way, JSON.stringify(channel).includes('SEC')], ['dingtalk', false])
  assert.equal(await watch.tryChannel(channel?.id ?? '', new AbortController().signal), undefined)
})
