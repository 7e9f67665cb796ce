import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import type { SnapshotMessage } from '../../src/sandbox/snapshot.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { assertQuiet, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const PARENT: Readonly<Record<Cloud, readonly string[]>> = { outlook: ['客戶 Outlook'], dingtalk: ['客戶 釘釘'] }

/** Names below an ordinary folder, on the side where someone made them. */
const NAMES: Readonly<Record<Cloud, readonly string[]>> = {
  outlook: [
    'a/b', '/', '//', '%2F', '%2F%2F', 'a', 'a%~2', '已发送', '收件箱', 'INBOX', 'Sent Items', 'trailing ', ' leading', 'two  blanks', 'x'.repeat(255), '長'.repeat(255),
    '\u00e9 caf\u00e9', 'e\u0301 cafe\u0301', '%', '100%', '%25', '50%20', '📦 出貨', '👨‍👩‍👧‍👦', '🇭🇰', '.', '..', '*', '?', 'back\\slash',
  ],
  dingtalk: [
    'Case', 'case', 'CASE', 'b', 'b%~2', 'B%~3', '%2f', '%2F', '%%', '已发送', '已删除邮件', 'Deleted Items', '\u00e9', 'e\u0301', '&', '&-', '&ZeVnLIqe-', '<script>', '"quoted"',
    'o\u2019clock \'s', '[Gmail]', '~', '$root', 'CON', '全角\u3000空格', 'İstanbul', '\u05e9\u05dc\u05d5\u05dd', '👍🏽', 'y'.repeat(255), '0',
  ],
}

/** Names at the top, where the roles' own folders are: on the other side another folder has this name. */
const TOP: Readonly<Record<Cloud, readonly string[]>> = { outlook: ['已发送', '草稿'], dingtalk: ['Inbox 2', 'Deleted Items 2'] }

const pathsOn = (cloud: Cloud): readonly (readonly string[])[] => [...NAMES[cloud].map((name) => [...PARENT[cloud], name]), ...TOP[cloud].map((name) => [name])]
const CASES = (['outlook', 'dingtalk'] as const).flatMap((on) => pathsOn(on).map((path, n) => ({ on, path, name: `${on}.${n}` })))

const opposite = (cloud: Cloud): Cloud => (cloud === 'outlook' ? 'dingtalk' : 'outlook')

/** Every folder with one mail in it that says which it is, and a run. */
async function bringInStep(pair: SandboxPair): Promise<void> {
  for (const on of ['outlook', 'dingtalk'] as const) await pair.people[on].ensureFolder(PARENT[on])
  for (const { on, path, name } of CASES) {
    await pair.people[on].ensureFolder(path)
    assert.equal(await pair.people[on].put(path, toldMail(name), UNREAD, AT), true)
  }
  const report = await pair.sync()
  assert.deepEqual([report.stoppedBy, report.failed, report.findings.filter(({ code }) => code === 'folder-name')], [undefined, 0, []])
}

/** The folder of each mail, by the name of the mail. */
const placesOf = (messages: readonly SnapshotMessage[]): Map<string, string> =>
  new Map(messages.map(({ internetMessageId = '', path }) => [internetMessageId.replace(/[<>]|@.*/g, ''), path.join('\0')]))

/** Each mail is in its folder on its own side, and alone in one folder, which is nobody else's, on the other. */
function assertOneToOne(pair: SandboxPair): void {
  const boxes = mailboxesOf(pair.sandbox)
  for (const side of ['outlook', 'dingtalk'] as const) {
    const places = placesOf(boxes[side])
    assert.equal(places.size, CASES.length)
    assert.equal(new Set(places.values()).size, CASES.length, `one folder each on ${side}`)
    assert.deepEqual(boxes[side].filter(({ role }) => role !== undefined), [], 'none in a folder with a role')
    for (const { on, path, name } of CASES) if (on === side) assert.equal(places.get(name), path.join('\0'))
  }
}

/** Which folder stands for which is told by the mail in it, not by names: those are what is in question here. */
async function assertEqualAndQuiet(pair: SandboxPair): Promise<void> {
  const { differences, messages } = await pair.sandbox.compare()
  assert.equal(messages, CASES.length)
  assert.deepEqual(differences.filter(({ kind }) => kind !== 'folder'), [])
  const { dingtalk, outlook } = pair.sandbox
  const { accounts } = pair.sandbox.ready
  const counts = [dingtalk.snapshot(accounts.dingtalk.address), outlook.snapshot(accounts.outlook.address)].map(({ folders }) => folders.filter(({ path, role }) => role === undefined && !OWN.has(path[0] ?? '')).length)
  assert.deepEqual(counts, [FOLDERS, FOLDERS])
  await assertQuiet(pair)
}

/** What Outlook made for itself. */
const OWN = new Set(['Archive'])
const FOLDERS = CASES.length + Object.keys(PARENT).length

const withPair = async (work: (pair: SandboxPair) => Promise<void>): Promise<void> => {
  const pair = await openSandboxPair()
  try {
    await bringInStep(pair)
    await work(pair)
  } finally {
    await pair.close()
  }
}

test('AC-18: 64 awkward folder names are one folder each on both sides', async () => {
  await withPair(async (pair) => {
    assertOneToOne(pair)
    const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
    const [there, here] = [placesOf(dingtalk), placesOf(outlook)]
    const nameThere = (name: string): string | undefined => there.get(`outlook.${NAMES.outlook.indexOf(name)}`)?.split('\0').at(-1)
    const nameHere = (name: string): string | undefined => here.get(`dingtalk.${NAMES.dingtalk.indexOf(name)}`)?.split('\0').at(-1)
    assert.equal(nameThere('a/b'), 'a%2Fb')
    assert.equal(nameThere('已发送'), '已发送', 'only at the top is that the folder of sent mail')
    for (const same of ['two  blanks', '100%', '📦 出貨', '長'.repeat(255), '.']) assert.equal(nameThere(same), same)
    for (const same of ['&-', '&ZeVnLIqe-', '[Gmail]', '全角\u3000空格', 'y'.repeat(255), 'Deleted Items']) assert.equal(nameHere(same), same)
    assert.equal(new Set(['Case', 'case', 'CASE'].map((name) => nameHere(name)?.toLowerCase())).size, 3, 'Outlook knows no case in names')
    await assertEqualAndQuiet(pair)
  })
})

test('AC-18: renaming folders on either side, and the folder above them, moves no message', async () => {
  await withPair(async (pair) => {
    const before = mailboxesOf(pair.sandbox)
    const renames: readonly (readonly [Cloud, readonly string[], string])[] = [
      ['outlook', [...PARENT.outlook, 'a/b'], 'b/a'],
      ['outlook', [...PARENT.outlook, '已发送'], '已发送 2025'],
      ['outlook', [...PARENT.outlook, '%2F'], 'plain'],
      ['outlook', ['已发送'], '已寄出'],
      ['dingtalk', [...PARENT.dingtalk, 'case'], '100%2F'],
      ['dingtalk', [...PARENT.dingtalk, 'b%~2'], '📦'],
      ['dingtalk', [...PARENT.dingtalk, 'y'.repeat(255)], 'z'.repeat(255)],
      ['dingtalk', PARENT.dingtalk, '客戶 / 釘釘'.replace('/', '-')],
    ]
    for (const [on, path, name] of renames) await pair.people[on].renameFolder(path, name)
    const report = await pair.sync()
    assert.deepEqual([report.stoppedBy, report.failed, report.quiet], [undefined, 0, true])
    assert.deepEqual(report.done, { left: { 'change-folder': 4 }, right: { 'change-folder': 4 } })
    const after = mailboxesOf(pair.sandbox)
    for (const side of ['outlook', 'dingtalk'] as const) {
      assert.deepEqual(after[side].map(({ id }) => id).sort(), before[side].map(({ id }) => id).sort(), 'every message keeps its id')
      assert.equal(new Set(placesOf(after[side]).values()).size, CASES.length)
    }
    const names = new Map(renames.map(([on, path, name]) => [`${on} ${path.join('\0')}`, name]))
    for (const { on, path, name } of CASES) {
      const renamed = names.get(`${on} ${path.join('\0')}`)
      if (renamed !== undefined) assert.equal(placesOf(after[on]).get(name)?.split('\0').at(-1), renamed)
    }
    await assertEqualAndQuiet(pair)
  })
})

test('AC-18: after the database is lost the same folders are one again, and nothing is written', async () => {
  await withPair(async (pair) => {
    const before = mailboxesOf(pair.sandbox)
    pair.writes()
    await pair.closeApp()
    const report = await pair.sync()
    assert.equal(report.quiet, true)
    assert.deepEqual(report.done, { left: {}, right: {} })
    assert.equal(pair.writes(), 0)
    const after = mailboxesOf(pair.sandbox)
    for (const side of ['outlook', 'dingtalk'] as const) assert.deepEqual(placesOf(after[side]), placesOf(before[side]))
    assertOneToOne(pair)
    await movesStillFollow(pair)
  })
})

/** The folders that were bound anew are the right ones: mail moved from one to another on one side is moved so on the other. */
async function movesStillFollow(pair: SandboxPair): Promise<void> {
  for (const on of ['outlook', 'dingtalk'] as const) {
    const before = placesOf(mailboxesOf(pair.sandbox)[opposite(on)])
    const mine = CASES.filter((each) => each.on === on)
    const seen = new Map((await pair.people[on].messages()).map((message) => [message.messageId, message]))
    for (const [n, { name }] of mine.entries()) {
      const message = seen.get(`${name}@case.example`)
      const to = mine[(n + 1) % mine.length]?.path
      assert.ok(message !== undefined && to !== undefined, name)
      await pair.people[on].move(message, to)
    }
    assert.equal((await pair.sync()).quiet, true)
    const after = placesOf(mailboxesOf(pair.sandbox)[opposite(on)])
    for (const [n, { name }] of mine.entries()) assert.equal(after.get(name), before.get(mine[(n + 1) % mine.length]?.name ?? ''), name)
  }
  await assertEqualAndQuiet(pair)
}

test('AC-18: a folder whose name the other side cannot hold is listed, and its mail waits without a write', async () => {
  const pair = await openSandboxPair()
  try {
    const { dingtalk } = pair.people
    const long = ['n'.repeat(300)]
    await dingtalk.ensureFolder(long)
    await dingtalk.ensureFolder([...long, 'below'])
    await dingtalk.put(long, toldMail('a'), UNREAD, AT)
    await dingtalk.put([...long, 'below'], toldMail('b'), UNREAD, AT)
    await dingtalk.put('inbox', toldMail('c'), UNREAD, AT)
    const report = await pair.sync()
    assert.deepEqual([report.quiet, report.failed, report.stoppedBy], [true, 0, undefined])
    assert.deepEqual(report.findings.filter(({ code }) => code === 'folder-name').map(({ count }) => count), [2])
    assert.equal(mailboxesOf(pair.sandbox).outlook.length, 1)
    const moved = (await dingtalk.messages()).find(({ messageId }) => messageId === 'c@case.example')
    assert.ok(moved !== undefined)
    await dingtalk.move(moved, long)
    assert.equal((await pair.sync()).quiet, true)
    await assertQuiet(pair)
    await dingtalk.renameFolder(long, 'short')
    await pair.sync()
    assert.deepEqual((await pair.sandbox.compare()).differences, [])
    assert.equal(mailboxesOf(pair.sandbox).outlook.length, 3)
    await assertQuiet(pair)
  } finally {
    await pair.close()
  }
})
