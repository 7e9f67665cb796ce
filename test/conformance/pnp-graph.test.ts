import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attachment, Attachments, type IAttachments } from '@pnp/graph/attachments/types.js'
import { DefaultHeaders, DefaultInit } from '@pnp/graph/behaviors/defaults.js'
import { Paged } from '@pnp/graph/behaviors/paged.js'
import { graphfi } from '@pnp/graph/fi.js'
import { GraphCollection } from '@pnp/graph/graphqueryable.js'
import type { IMailFolders } from '@pnp/graph/mail/folders.js'
import type { IMailboxSettings } from '@pnp/graph/mail/mailbox.js'
import type { IMessages } from '@pnp/graph/mail/messages.js'
import { BrowserFetchWithRetry, DefaultParse, InjectHeaders, TextParse } from '@pnp/queryable'
import { openConformanceSandbox } from './conformance-sandbox.ts'

/** Each adds its part to the client. */
await Promise.all([import('@pnp/graph/users/index.js'), import('@pnp/graph/mail/index.js'), import('@pnp/graph/attachments/index.js')])

const { graphUrl, address, token } = await openConformanceSandbox()
const graph = graphfi(graphUrl).using(DefaultInit(graphUrl), DefaultHeaders(), BrowserFetchWithRetry(), DefaultParse(), InjectHeaders({ Authorization: `Bearer ${token}` }))
/** Its modules add to each other's types by paths without an extension, which the compiler does not follow. */
const { users } = graph as unknown as { readonly users: { getById(address: string): { readonly mailFolders: IMailFolders; readonly messages: IMessages; readonly mailboxSettings: IMailboxSettings } } }
const user = users.getById(address)

interface Changed {
  readonly id?: string
  readonly subject?: string
  readonly isRead?: boolean
  readonly '@removed'?: { readonly reason: string }
}

/** A page of a delta as this client shows it. */
interface DeltaPage {
  readonly value: readonly Changed[]
  readonly nextLink: string | null
  readonly deltaLink: string | null
}

test('PnP/Graph creates, renames, nests, lists and deletes folders', async () => {
  const made = await user.mailFolders.add({ displayName: '客户' })
  assert.equal((made as { readonly displayName?: string }).displayName, '客户')
  const folder = user.mailFolders.getById(made.id ?? '')
  await folder.childFolders.add({ displayName: '上海' })
  await folder.update({ displayName: '客户 2026' })
  assert.equal((await folder()).childFolderCount, 1)
  assert.deepEqual((await folder.childFolders()).map(({ displayName }) => displayName), ['上海'])
  const names = (await user.mailFolders.select('displayName').top(100)()).map(({ displayName }) => displayName)
  assert.ok(names.includes('客户 2026') && names.includes('Inbox'), names.join())
  await folder.delete()
  assert.equal((await user.mailFolders.top(100)()).some(({ id }) => id === made.id), false)
})

test('PnP/Graph walks all pages of the folders', async () => {
  const seen: (string | null | undefined)[] = []
  for await (const page of user.mailFolders.top(2)) seen.push(...page.map(({ displayName }) => displayName))
  assert.ok(seen.length > 4)
  assert.equal(new Set(seen).size, seen.length)
})

test('PnP/Graph creates, filters, orders, changes, moves and deletes messages', async () => {
  const inbox = user.mailFolders.getById('inbox')
  for (const subject of ['b', 'a']) await inbox.messages.add({ subject, body: { contentType: 'text', content: `About ${subject}` }, toRecipients: [{ emailAddress: { address: 'ben@trading.example' } }] })
  const listed = await inbox.messages.select('subject', 'isRead', 'toRecipients').orderBy('subject')()
  assert.deepEqual(listed.map(({ subject }) => subject), ['a', 'b'])
  assert.equal(listed[0]?.toRecipients?.[0]?.emailAddress?.address, 'ben@trading.example')
  const [found] = await inbox.messages.filter("subject eq 'b'")()
  assert.equal(found?.body?.content, 'About b')
  const message = user.messages.getById(found?.id ?? '')
  await message.update({ isRead: true, flag: { flagStatus: 'complete' }, categories: ['Blue category'] })
  const { isRead, flag, categories } = await message()
  assert.deepEqual([isRead, flag?.flagStatus, categories], [true, 'complete', ['Blue category']])
  const moved = await message.move('deleteditems')
  assert.equal((await user.mailFolders.getById('deleteditems').messages()).length, 1)
  await user.messages.getById(moved.id ?? '').delete()
  assert.equal((await user.mailFolders.getById('deleteditems').messages()).length, 0)
})

test('PnP/Graph follows the next links and the delta link of the messages of a folder', async () => {
  const folder = user.mailFolders.getById((await user.mailFolders.add({ displayName: 'Delta' })).id ?? '')
  for (let n = 0; n < 5; n++) await folder.messages.add({ subject: `Delta ${n}` })
  const read = async (link: string): Promise<DeltaPage> => GraphCollection([folder.messages, link]).using(Paged(), InjectHeaders({ Prefer: 'odata.maxpagesize=2' }))()
  const pages = [await read(`${folder.messages.toUrl()}/delta`)]
  for (let link = pages[0]?.nextLink; link; link = pages.at(-1)?.nextLink) pages.push(await read(link))
  assert.deepEqual(pages.map(({ value }) => value.length), [2, 2, 1])
  const seen = pages.flatMap(({ value }) => value)
  assert.deepEqual(seen.map(({ subject }) => subject).toSorted(), ['Delta 0', 'Delta 1', 'Delta 2', 'Delta 3', 'Delta 4'])

  await user.messages.getById(seen[0]?.id ?? '').update({ isRead: true })
  await user.messages.getById(seen[1]?.id ?? '').move('deleteditems')
  const { value } = await read(pages.at(-1)?.deltaLink ?? '')
  assert.deepEqual(value.find(({ id }) => id === seen[0]?.id)?.isRead, true)
  assert.deepEqual(value.find(({ id }) => id === seen[1]?.id)?.['@removed'], { reason: 'deleted' })
  assert.equal(value.length, 2)
})

test("PnP/Graph's own delta call is answered, with the page size that it puts into the query too", async () => {
  const folder = user.mailFolders.getById((await user.mailFolders.add({ displayName: 'Delta call' })).id ?? '')
  for (let n = 0; n < 3; n++) await folder.messages.add({ subject: `Call ${n}` })
  const page = await folder.messages.delta({ maxPageSize: 2 })<{ readonly values: readonly Changed[]; readonly next: () => (() => Promise<Changed[]>) | null }>()
  assert.equal(page.values.length, 2)
  const next = page.next() ?? assert.fail('no next page')
  assert.deepEqual((await next()).length, 1)
})

test('PnP/Graph adds a file attachment, reads its bytes and deletes it', async () => {
  const { id = '' } = await user.messages.add({ subject: 'With a file' })
  const attachments: IAttachments = Attachments(user.messages.getById(id))
  const added = await attachments.addFile({ name: '合同.txt' }, Buffer.from('甲方').toString('base64'))
  assert.equal(added.size, 6)
  const [listed] = await attachments()
  assert.equal(listed?.name, '合同.txt')
  const bytes = await attachments.getById(added.id ?? '')<{ readonly contentBytes?: string }>()
  assert.equal(Buffer.from(bytes.contentBytes ?? '', 'base64').toString(), '甲方')
  const raw = await Attachment(attachments, `${added.id ?? ''}/$value`).using(InjectHeaders({ Accept: '*/*' }), TextParse())<string>()
  assert.equal(raw, '甲方')
  await attachments.getById(added.id ?? '').delete()
  assert.deepEqual(await attachments(), [])
})

test('PnP/Graph is told what was refused', async () => {
  await assert.rejects(user.messages.getById('AAAA')(), (error: { readonly status?: number; readonly message?: string }) => {
    assert.equal(error.status, 400)
    assert.match(error.message ?? '', /ErrorInvalidIdMalformed/)
    return true
  })
})

test('PnP/Graph reads the settings of the mailbox, and its kind alone', async () => {
  const { timeZone, automaticRepliesSetting } = await user.mailboxSettings()
  assert.deepEqual([timeZone, automaticRepliesSetting?.externalAudience], ['China Standard Time', 'all'])
  assert.equal(await user.mailboxSettings.userPurpose(), 'user')
})
