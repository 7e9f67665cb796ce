import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESS, mime, observeAll, SIGNAL, startImap } from './imap.test-kit.ts'

test('folders are read side by side, over as many connections as there may be', async (context) => {
  const { cloud, shared, open } = await startImap(context)
  for (const [connections, forTasks] of [[3, 2], [5, 4]] as const) {
    shared.ledger.clear()
    const mailbox = open({ connections })
    cloud.deliver(ADDRESS, mime(connections))
    assert.equal((await observeAll(mailbox)).folders.size, 5)
    const logins = shared.ledger.requests().find(({ kind }) => kind === 'LOGIN')
    assert.equal(logins?.count, forTasks)
    await mailbox.close()
  }
})

test('whether the mailbox was quiet is asked only for whoever wants to know', async (context) => {
  const { shared, mailbox } = await startImap(context)
  const observation = mailbox.observe(new Map(), SIGNAL)
  let step = await observation.next()
  while (step.done !== true) step = await observation.next()
  const asked = () => shared.ledger.requests().find(({ kind }) => kind === 'STATUS')?.count
  assert.equal(asked(), 5)
  assert.equal(await step.value.isQuiet(), true)
  assert.equal(asked(), 10)
})

test('an observation asks for each folder once what it needs, and for nothing else', async (context) => {
  const { cloud, shared, mailbox } = await startImap(context)
  cloud.deliver(ADDRESS, mime(1))
  const { checkpoints } = await observeAll(mailbox)
  cloud.deliver(ADDRESS, mime(2))
  shared.ledger.clear()
  for await (const _ of mailbox.observe(checkpoints, SIGNAL));
  const asked = Object.fromEntries(shared.ledger.requests().map(({ kind, count }) => [kind, count]))
  // Empty folders have no flags to fetch; the one with news has them and one envelope. Connections that are asked about the folder they have selected hear first what is new.
  assert.deepEqual(asked, { XLIST: 1, NOOP: 4, STATUS: 5, SELECT: 5, 'UID FETCH': 2 })
})

test('of copies that are remembered only the state is listed, and of all others the envelope', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  const { checkpoints, folder } = await observeAll(mailbox)
  for (let n = 0; n < 700; n++) cloud.deliver(ADDRESS, mime(n))
  const unknown = (id: string): boolean => id.endsWith('7')
  const told = new Map<string, boolean>()
  for await (const { messages = [] } of mailbox.observe(checkpoints, SIGNAL, async (ids) => new Set(ids.filter((id) => !unknown(id)))))
    for (const { id, folderId, envelope } of messages) if (folderId === folder('INBOX')) told.set(id, envelope !== undefined)
  assert.equal(told.size, 700)
  assert.deepEqual([...told].filter(([id, isDescribed]) => unknown(id) && !isDescribed), [])

  const afterwards = new Map<string, boolean>()
  for await (const { messages = [] } of mailbox.observe(checkpoints, SIGNAL, async (ids) => new Set(ids)))
    for (const { id, envelope } of messages) afterwards.set(id, envelope !== undefined)
  // The first page is listed whole: by it the folder is known again when it is renamed.
  assert.equal([...afterwards.values()].filter((isDescribed) => isDescribed).length, 300)
  assert.equal(afterwards.size, 700)
})

test('a folder that is renamed or deleted between being listed and being read is read by its new name, or not at all', async (context) => {
  const { cloud, mailbox } = await startImap(context)
  const store = cloud.mailbox(ADDRESS)
  const [orders, old] = ['Orders', 'Old'].map((name) => {
    const folder = store.addFolder(name)
    cloud.deliver(ADDRESS, mime(name), { path: [name] })
    return folder
  })
  assert.ok(orders !== undefined && old !== undefined)
  const known = await observeAll(mailbox)
  cloud.deliver(ADDRESS, mime('new'), { path: ['Orders'] })

  const observation = mailbox.observe(known.checkpoints, SIGNAL)
  const first = await observation.next()
  assert.ok(first.done !== true && first.value.folders !== undefined, 'the folders were listed, and none was read yet')
  store.renameFolder(orders, 'Orders 2026', undefined)
  store.removeFolder(old)
  const pages = [first.value]
  let step = await observation.next()
  for (; step.done !== true; step = await observation.next()) pages.push(step.value)

  const last = pages.findLast(({ folders }) => folders !== undefined)
  const renamed = last?.folders?.changed.find(({ name }) => name === 'Orders 2026')
  assert.equal(renamed?.id, known.folder('Orders'))
  assert.equal(last?.folders?.changed.some(({ name }) => name === 'Old'), false)
  const arrived = pages.flatMap(({ messages }) => messages ?? []).filter(({ folderId, envelope }) => folderId === renamed?.id && envelope !== undefined)
  assert.deepEqual(arrived.map(({ envelope }) => envelope?.internetMessageId), ['<new@a.example>'])
  assert.equal(pages.some(({ unavailable }) => unavailable !== undefined), false)
  assert.equal(await step.value.isQuiet(), false)
})
