import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemHttp, type Http } from '../../platform/http.ts'
import { spool } from '../../platform/spool.ts'
import type { Folder, Message } from '../../sandbox/dingtalk/store/folder.ts'
import { hostileDingtalkSwitches, type DingtalkSwitches } from '../../sandbox/dingtalk/switches.ts'
import type { Marks } from '../../domain/marks.ts'
import { ADDRESS, mime, newMessage, observeAll, SIGNAL } from '../imap/imap.test-kit.ts'
import type { ObservationPage, RemoteFolder, RemoteMessage } from '../connector.ts'
import { startDingtalk } from './dingtalk.test-kit.ts'

/** So few that a page never shows a whole folder. */
const PAGE = 4
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 0, 5)

/** What an engine remembers of a mailbox that it looks at again and again. */
class Remembered {
  readonly messages = new Map<string, RemoteMessage>()
  checkpoints: ReadonlyMap<string, string> = new Map()
  folders: readonly RemoteFolder[] = []

  take(pages: readonly ObservationPage[], checkpoints: ReadonlyMap<string, string>): void {
    for (const { messages = [], listed, folders } of pages) {
      this.folders = folders?.changed ?? this.folders
      for (const message of messages) this.messages.set(message.id, message)
      for (const { id, folderId } of this.messages.values()) {
        if (listed?.folderId === folderId && !listed.ids.includes(id)) this.messages.delete(id)
        if (folders?.whole === true && !folders.changed.some((folder) => folder.id === folderId)) this.messages.delete(id)
      }
    }
    this.checkpoints = checkpoints
  }

  get marks(): Record<string, Pick<Marks, 'tags' | 'flag' | 'read'>> {
    return marksOf(this.messages.values())
  }
}

const marksOf = (messages: Iterable<RemoteMessage>) =>
  Object.fromEntries([...messages].map(({ id, marks: { tags, flag, read } }) => [id, { tags, flag, read }] as const).sort(([a], [b]) => (a < b ? -1 : 1)))

async function start(context: TestContext, switches: Partial<DingtalkSwitches>) {
  const { cloud, shared, imap, openapi, open } = await startDingtalk(context, switches)
  let ahead = 0
  const clock = { ...openapi.clock, now: () => openapi.clock.now() + ahead }
  const both = { imap, openapi: { ...openapi, clock, pageSize: PAGE } }
  const [mailbox, listing] = [open(both), open(both)]
  const remembered = new Remembered()
  const look = async () => {
    shared.ledger.clear()
    const seen = await observeAll(mailbox, remembered.checkpoints)
    remembered.take(seen.pages, seen.checkpoints)
    return seen
  }
  const calls = (): Record<string, number> => {
    const counts: Record<string, number> = {}
    for (const { cloud: name, kind, count } of shared.ledger.requests()) if (name === 'alimail' && !/token/.test(kind)) counts[kind] = (counts[kind] ?? 0) + count
    return counts
  }
  const held = (): Message[] => [...cloud.mailbox(ADDRESS).messages.values()]
  return {
    cloud, shared, open, both, mailbox, remembered, look, calls, held,
    store: cloud.mailbox(ADDRESS),
    state: () => JSON.parse(remembered.checkpoints.get('join') ?? '{}') as { at?: number; due?: true; blind?: true },
    pass: (ms: number) => void (ahead += ms),
    /** What everything would look like to one who never saw it before. */
    whole: async () => marksOf((await observeAll(listing)).messages.values()),
    /** Without those that cannot be told apart: they are known by what was told of each when it was alone, and by a new listing not at all. */
    distinct: <Each>(marks: Record<string, Each>) => {
      const byKeys = Map.groupBy(held(), ({ folder, content, receivedAt }) => `${folder.id} ${content.size} ${receivedAt}`)
      const twins = [...byKeys.values()].filter(({ length }) => length > 1).flat().map(({ folder, uid }) => `/${folder.uidValidity}/${uid}`)
      return Object.fromEntries(Object.entries(marks).filter(([id]) => !twins.some((twin) => id.endsWith(twin))))
    },
    tagId: (name: string) => Object.entries(openapi.tagNames ?? {}).find(([, each]) => each === name)?.[0] ?? '',
  }
}

/** Numbers that look random, the same again for the same seed. */
function draws(seed: number): (most: number) => number {
  let state = seed * 2_654_435_761
  return (most) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) % most
  }
}

async function play(context: TestContext, switches: Partial<DingtalkSwitches>, seed: number, steps: number): Promise<void> {
  const scene = await start(context, switches)
  const { cloud, store, mailbox, held, remembered, look } = scene
  const draw = draws(seed)
  const one = <T>(from: readonly T[]): T | undefined => from[draw(Math.max(1, from.length))]
  store.addFolder('A')
  store.addFolder('B', store.addFolder('P'))
  const tags = ['11', '2', scene.tagId('合同'), scene.tagId('Zebra'), cloud.addTag(ADDRESS, '個人')]
  let serial = 0
  const deliver = (name = `${serial}`) => cloud.deliver(ADDRESS, mime(name), { path: one([...store.folders.values()])?.path ?? ['INBOX'], receivedAt: START + (serial++ % 7) * 86_400_000 + serial * 1000 })
  for (let n = 0; n < 16; n++) deliver()
  await look()
  await scene.whole()

  const anyFolder = () => one([...store.folders.values()]) as Folder
  const people: readonly ((message: Message) => unknown)[] = [
    () => deliver(),
    () => deliver(switches.sizesDiffer === true ? undefined : `${Math.floor(serial / 3)}`),
    (message) => store.setTags(message, tags.filter(() => draw(3) === 0)),
    (message) => store.setTags(message, tags.filter(() => draw(3) === 0)),
    (message) => store.setTags(message, []),
    (message) => store.move(message, anyFolder()),
    (message) => store.copy(message, anyFolder()),
    (message) => store.remove(message),
    (message) => store.setFlags(message, message.flags ^ 1),
    () => draw(4) === 0 && store.addFolder(`N${serial++}`),
    () => draw(4) === 0 && cloud.expireUidValidity(ADDRESS, [one([...store.folders.values()])?.path.join('/') ?? '']),
  ]
  const ours: readonly ((message: RemoteMessage) => Promise<unknown>)[] = [
    (message) => mailbox.mark(message, { tags: ['合同', 'Zebra', '重要'].filter(() => draw(2) === 0) }, SIGNAL),
    (message) => mailbox.mark(message, { flag: one(['none', 'flagged', 'complete'] as const) ?? 'none' }, SIGNAL),
    (message) => mailbox.move(message, one([...remembered.messages.values()])?.folderId ?? message.folderId, SIGNAL),
    async (message) => mailbox.create({ ...(await newMessage(message.folderId, mime(serial), { token: `t${serial}`, marks: { tags: ['合同'].filter(() => draw(2) === 0) } })), receivedAt: new Date(START + serial++ * 1000).toISOString().replace('.000', '') }, SIGNAL),
  ]
  for (let step = 0; step < steps; step++) {
    for (let edits = draw(4); edits > 0; edits--) one(people)?.(one(held()) as Message)
    if (draw(2) === 0) await look()
    const mine = one([...remembered.messages.values()])
    if (draw(2) === 0 && mine !== undefined) await one(ours)?.(mine).catch((error: { code?: string }) => assert.equal(error.code, 'NOT_FOUND'))
    await look()
    assert.deepEqual(scene.distinct(remembered.marks), scene.distinct(await scene.whole()), `seed ${seed}, step ${step}`)
  }
}

const POSITIONS: readonly (readonly [name: string, switches: Partial<DingtalkSwitches>])[] = [
  ['by default', {}],
  ['where everything is awkward', { ...hostileDingtalkSwitches(), searchDelayMs: 0 }],
]

for (const [name, switches] of POSITIONS) {
  test(`looks that ask only what changed end where one ends that lists everything: ${name}`, async (context) => {
    await play(context, switches, 1, 4)
  })
}

const junkOf = ({ folders }: Remembered): string => [...folders].find(({ role }) => role === 'junk')?.id ?? ''

/** A mailbox of a few messages in a folder that is not the inbox, looked at once. */
async function known(context: TestContext, switches: Partial<DingtalkSwitches> = {}) {
  const scene = await start(context, switches)
  scene.store.addFolder('A')
  const ids = [1, 2, 3, 4, 5, 6].map((n) => scene.cloud.deliver(ADDRESS, mime(n), { path: ['A'], receivedAt: START + n * 1000 }))
  await scene.look()
  const message = (n: number): Message => {
    const found = scene.store.messages.get(ids[n - 1] ?? '')
    assert.ok(found)
    return found
  }
  const tagsOf = (n: number) => [...scene.remembered.messages.values()].find(({ id }) => id.endsWith(`/${message(n).folder.uidValidity}/${message(n).uid}`))?.marks.tags
  return { ...scene, ids, message, tagsOf }
}

test('a tag of a message is not taken for one of another with the same Message-ID that moved before', async (context) => {
  const { look, store, cloud, message, remembered } = await known(context)
  store.move(message(1), store.folderOf('junk'))
  await look()
  store.setTags(store.messages.get(cloud.deliver(ADDRESS, mime(1), { path: store.folderOf('junk').path, receivedAt: START + HOUR })) as Message, ['11'])
  await look()
  assert.deepEqual([...remembered.messages.values()].filter(({ id }) => id.includes('/3/')).map(({ marks }) => marks.tags), [[], ['重要']])
})

const ONLY_HINTS = { 'GET messages': 1, 'POST messages/query': 1 }

test('messages that moved and folders whose UIDs became void keep their tags, and cost nothing', async (context) => {
  const { look, calls, store, cloud, message, tagsOf } = await known(context)
  store.setTags(message(1), ['11'])
  store.setTags(message(3), ['11'])
  await look()
  for (const n of [1, 2]) store.move(message(n), store.folderOf('junk'))
  await look()
  assert.deepEqual(calls(), ONLY_HINTS)
  assert.deepEqual([tagsOf(1), tagsOf(2)], [['重要'], []])
  cloud.expireUidValidity(ADDRESS, ['A'])
  await look()
  assert.deepEqual(calls(), ONLY_HINTS)
  assert.deepEqual(tagsOf(3), ['重要'])
  for (const n of [3, 4]) store.move(store.move(message(n), store.folderOf('junk')), message(5).folder)
  await look()
  assert.deepEqual(calls(), ONLY_HINTS)
  assert.deepEqual([tagsOf(3), tagsOf(4)], [['重要'], []])
})

test('what we put in or moved ourselves costs nothing, and its tags are seen later all the same', async (context) => {
  for (const switches of [{ moveKeepsId: false }, { sizesDiffer: true }]) {
    const { look, calls, mailbox, remembered, store, held } = await known(context, switches)
    const [first] = remembered.messages.values()
    assert.ok(first)
    const copy = await mailbox.create(await newMessage(first.folderId, mime(7)), SIGNAL)
    const { id } = await mailbox.move(first, junkOf(remembered), SIGNAL)
    await look()
    assert.deepEqual(calls(), ONLY_HINTS)
    for (const message of held()) store.setTags(message, [copy.id, id].some((each) => each.endsWith(`/${message.folder.uidValidity}/${message.uid}`)) ? ['11'] : [])
    await look()
    assert.deepEqual([copy.id, id].map((each) => remembered.messages.get(each)?.marks.tags), [['重要'], ['重要']])
    for (const message of held()) store.setTags(message, [])
    await look()
    assert.deepEqual([copy.id, id].map((each) => remembered.messages.get(each)?.marks.tags), [[], []])
  }
})

test('a tag that a person takes away while we move the message is gone', async (context) => {
  const { look, mailbox, remembered, store, message, held } = await known(context, { moveKeepsId: false, sizesDiffer: true })
  store.setTags(message(1), ['11'])
  await look()
  const [first] = remembered.messages.values()
  assert.ok(first)
  assert.deepEqual(first.marks.tags, ['重要'])
  const moved = await mailbox.move(first, junkOf(remembered), SIGNAL)
  assert.deepEqual(moved.marks.tags, ['重要'])
  for (const each of held()) store.setTags(each, [])
  await look()
  assert.deepEqual(remembered.messages.get(moved.id)?.marks.tags, [])
})

test('an old message that somebody puts in is found by when it was received', async (context) => {
  const { look, calls, cloud, store, tagsOf, message, ids } = await known(context)
  for (let n = 10; n < 34; n++) cloud.deliver(ADDRESS, mime(n), { path: ['A'], receivedAt: START + n * 1000 })
  await look()
  ids[0] = cloud.deliver(ADDRESS, mime('old'), { path: ['A'], receivedAt: START - HOUR })
  await look()
  assert.deepEqual(calls(), { 'GET messages': 3, 'POST messages/query': 1 })
  store.setTags(message(1), ['11'])
  await look()
  assert.deepEqual(tagsOf(1), ['重要'])
})

test('a look at which nothing changed asks for the newest messages of the inbox and for tags, and for nothing else', async (context) => {
  const { look, calls, store, message, tagId, tagsOf } = await known(context)
  store.setTags(message(2), [tagId('合同')])
  await look()
  assert.deepEqual(calls(), { 'GET messages': 1, 'POST messages/query': 1, 'GET message': 1 })
  assert.deepEqual(tagsOf(2), ['合同'])
  await look()
  assert.deepEqual(calls(), { 'GET messages': 1, 'POST messages/query': 1 })
})

test('a whole listing comes again when it is asked for, and after a day', async (context) => {
  const { look, calls, remembered, mailbox, cloud, ids, pass, state } = await known(context)
  const isForwarded = () => [...remembered.messages.values()].some(({ marks }) => marks.forwarded)
  cloud.markForwarded(ADDRESS, ids[0] ?? '')
  await look()
  assert.equal(isForwarded(), false, 'what no search tells waits for a whole listing')
  remembered.checkpoints = new Map([...remembered.checkpoints, ...Object.entries(mailbox.relist?.(remembered.checkpoints) ?? {})])
  await observeAll(mailbox, remembered.checkpoints, () => true)
  await look()
  assert.equal(isForwarded(), true)
  assert.ok((calls()['GET messages'] ?? 0) > 1)
  const { at } = state()
  pass(25 * HOUR)
  await look()
  assert.equal(state().at, at)
  pass(2 * HOUR)
  await look()
  assert.notEqual(state().at, at)
})

for (const tagSearch of ['name', 'refuse'] as const) {
  test(`a search that cannot find tags (${tagSearch}) is found out: everything is listed, but not all the time`, async (context) => {
    const { look, calls, store, message, tagId, tagsOf, pass, state } = await known(context, { tagSearch })
    store.setTags(message(2), [tagId('合同')])
    pass(27 * HOUR)
    await look()
    assert.deepEqual(tagsOf(2), ['合同'])
    await look()
    assert.deepEqual(tagsOf(2), ['合同'], 'what the search leaves out is still there')
    pass(16 * MINUTE)
    await look()
    assert.equal(state().blind, true)
    store.setTags(message(2), [])
    store.setTags(message(3), ['11'])
    await look()
    assert.deepEqual(calls(), { 'GET messages': 1 })
    assert.deepEqual([tagsOf(2), tagsOf(3)], [['合同'], []])
    pass(16 * MINUTE)
    await look()
    assert.deepEqual([tagsOf(2), tagsOf(3)], [[], ['重要']])
  })
}

test('a search that is late delays a tag and takes none away', async (context) => {
  const { look, cloud, shared, store, tagId, remembered, mailbox } = await known(context, { searchDelayMs: MINUTE })
  const tagsOf = (id: string | undefined) => remembered.messages.get(id ?? '')?.marks.tags
  const last = () => [...remembered.messages.keys()].at(-1)
  const [before] = remembered.messages.values()
  assert.ok(before)
  const one = cloud.deliver(ADDRESS, mime(7), { path: ['A'] })
  store.setTags(store.messages.get(one) as Message, ['11'])
  await look()
  const seven = last()
  assert.deepEqual(tagsOf(seven), ['重要'], 'what is new is looked for in its folder')
  const copy = await mailbox.create(await newMessage(before.folderId, mime(8), { marks: { tags: ['合同'] } }), SIGNAL)
  for (let n = 0; n < 3; n++) {
    await look()
    assert.deepEqual([tagsOf(seven), tagsOf(copy.id)], [['重要'], ['合同']])
  }
  store.setTags(store.messages.get(one) as Message, ['11', tagId('Zebra')])
  shared.clock.advance(MINUTE + 1)
  await look()
  assert.deepEqual(tagsOf(seven), ['Zebra', '重要'])
})

test('what cannot be found in its folder wants a whole listing, a quarter of an hour later at the earliest', async (context) => {
  const { both, open, cloud, store, remembered, pass, ids, calls, message, tagsOf, look: lookBefore } = await known(context, { moveKeepsId: false, searchDelayMs: HOUR })
  const tagged = store.messages.get(cloud.deliver(ADDRESS, mime(9), { path: store.folderOf('junk').path })) as Message
  store.setTags(tagged, ['11'])
  await lookBefore()
  ids[0] = store.move(tagged, message(2).folder).id
  let isHidden = true
  const http: Http = async (request, signal) =>
    isHidden && /mailFolders\/10\d\/messages/.test(request.url) ? { kind: 'answered', status: 404, body: await spool(Buffer.from('{}')), header: () => 'application/json' } : await systemHttp(request, signal)
  const mailbox = open({ ...both, openapi: { ...both.openapi, http } })
  cloud.deliver(ADDRESS, mime(7), { path: ['A'] })
  const look = async () => {
    const seen = await observeAll(mailbox, remembered.checkpoints)
    remembered.take(seen.pages, seen.checkpoints)
    return JSON.parse(seen.checkpoints.get('join') ?? '{}') as { due?: true; at: number }
  }
  const { at, due } = await look()
  assert.equal(due, true)
  assert.deepEqual(tagsOf(1), ['重要'], 'what cannot be found keeps the tags that it had')
  assert.equal(remembered.messages.size, ids.length + 2)
  isHidden = false
  assert.deepEqual(await look().then((state) => [state.at, state.due]), [at, true])
  pass(16 * MINUTE)
  assert.deepEqual(await look().then((state) => [state.at === at, state.due]), [false, undefined])
  assert.ok((calls()['GET messages'] ?? 0) > 6)
})

test('many changes at once are listed and not asked for one by one', async (context) => {
  const { look, calls, store, held, cloud, remembered } = await known(context)
  for (let n = 10; n < 40; n++) cloud.deliver(ADDRESS, mime(n), { path: ['A'], receivedAt: START + n * 1000 })
  await look()
  for (const message of held()) store.setTags(message, ['11'])
  await look()
  assert.equal(calls()['GET message'], undefined)
  assert.ok([...remembered.messages.values()].every(({ marks }) => marks.tags.join() === '重要'))
})
