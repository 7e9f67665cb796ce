import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider, HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions'
import { createGraphServiceClient, GraphRequestAdapter } from '@microsoft/msgraph-sdk'
import type { FileAttachment, Message } from '@microsoft/msgraph-sdk/models/index.js'
import { openConformanceSandbox } from './conformance-sandbox.ts'

/** Adds `users` to the client. */
await import('@microsoft/msgraph-sdk-users')

const { sandbox, graphUrl, address, token } = await openConformanceSandbox()

const hosts = new AllowedHostsValidator(new Set(['127.0.0.1']))
const adapter = new GraphRequestAdapter(
  new BaseBearerTokenAuthenticationProvider({
    getAuthorizationToken: async (url) => (hosts.isUrlHostValid(url ?? '') ? token : ''),
    getAllowedHostsValidator: () => hosts,
  }),
)
adapter.baseUrl = graphUrl
const mailbox = createGraphServiceClient(adapter).users.byUserId(address)

const person = (name: string, of: string) => ({ emailAddress: { name, address: of } })

const draft: Message = {
  subject: '季度报告',
  importance: 'high',
  body: { contentType: 'html', content: '<p>Please see <b>below</b>.</p>' },
  from: person('Anna Chan', address),
  toRecipients: [person('李雷', 'li.lei@shenghe.example'), person('Ben', 'ben@trading.example')],
  ccRecipients: [person('Cai', 'cai@trading.example')],
  categories: ['Red category'],
  isRead: true,
}

/** A folder of its own for each test, so that they do not see each other's messages. */
async function makeFolder(displayName: string): Promise<string> {
  const folder = await mailbox.mailFolders.post({ displayName })
  return folder?.id ?? assert.fail('no folder id')
}

test('the kiota SDK pages through the folders and types what is in them', async () => {
  await makeFolder('项目 A')
  const names: string[] = []
  let page = await mailbox.mailFolders.get({ queryParameters: { top: 3 } })
  for (;;) {
    for (const folder of page?.value ?? []) {
      names.push(folder.displayName ?? '')
      assert.equal(typeof folder.totalItemCount, 'number')
      assert.equal(typeof folder.isHidden, 'boolean')
    }
    if (!page?.odataNextLink) break
    page = await mailbox.mailFolders.withUrl(page.odataNextLink).get()
  }
  assert.ok(['Inbox', 'Drafts', 'Sent Items', 'Deleted Items', 'Junk Email', '项目 A'].every((name) => names.includes(name)), names.join())
  assert.equal(new Set(names).size, names.length, 'no folder comes twice')
  const inbox = await mailbox.mailFolders.byMailFolderId('inbox').get()
  assert.equal(inbox?.displayName, 'Inbox')
})

test('the kiota SDK creates a draft and reads back dates, enums and nested recipients as their types', async () => {
  const before = Date.now() - 1000
  const made = await mailbox.messages.post(draft)
  const read = await mailbox.messages.byMessageId(made?.id ?? '').get()
  assert.ok(read)
  const { isDraft, importance, inferenceClassification, body, flag, toRecipients, ccRecipients, from, categories } = read
  assert.deepEqual([isDraft, importance, inferenceClassification, body?.contentType, flag?.flagStatus], [true, 'high', 'focused', 'html', 'notFlagged'])
  assert.deepEqual(toRecipients?.map((to) => [to.emailAddress?.name, to.emailAddress?.address]), [['李雷', 'li.lei@shenghe.example'], ['Ben', 'ben@trading.example']])
  assert.equal(ccRecipients?.[0]?.emailAddress?.address, 'cai@trading.example')
  assert.equal(from?.emailAddress?.name, 'Anna Chan')
  assert.deepEqual(categories, ['Red category'])
  for (const date of [read.createdDateTime, read.lastModifiedDateTime, read.receivedDateTime, read.sentDateTime]) {
    assert.ok(date instanceof Date && date.getTime() >= before, String(date))
  }
  assert.match(read.internetMessageId ?? '', /^<.+@.+>$/)
  const drafts = await mailbox.mailFolders.byMailFolderId('drafts').get()
  assert.equal(read.parentFolderId, drafts?.id)
})

test('the kiota SDK finds a delivered message with its own dates, and its extended properties when it asks', async () => {
  const folder = await makeFolder('Delivered')
  const origin = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name TongbuOrigin'
  const made = await mailbox.mailFolders.byMailFolderId(folder).messages.post({
    ...draft,
    singleValueExtendedProperties: [
      { id: 'Integer 0x0E07', value: '1' },
      { id: 'SystemTime 0x0039', value: '2023-05-06T07:08:09Z' },
      { id: 'SystemTime 0x0E06', value: '2023-05-06T07:08:10Z' },
      { id: origin, value: 'mark' },
    ],
  })
  const read = await mailbox.messages.byMessageId(made?.id ?? '').get({ queryParameters: { expand: [`singleValueExtendedProperties($filter=id eq '${origin}')`] } })
  assert.equal(read?.isDraft, false)
  assert.deepEqual(read?.receivedDateTime, new Date('2023-05-06T07:08:10Z'))
  assert.deepEqual(read?.sentDateTime, new Date('2023-05-06T07:08:09Z'))
  assert.deepEqual(read?.singleValueExtendedProperties?.map(({ id, value }) => [id, value]), [[origin, 'mark']])
  const found = await mailbox.messages.get({ queryParameters: { filter: `receivedDateTime lt 2024-01-01T00:00:00Z`, select: ['subject'] } })
  assert.deepEqual(found?.value?.map(({ id }) => id), [made?.id])
})

test('the kiota SDK follows a delta of several pages, and then only what changed', async () => {
  const folder = await makeFolder('Delta')
  const messages = mailbox.mailFolders.byMailFolderId(folder).messages
  const made: string[] = []
  for (let n = 0; n < 7; n++) made.push((await messages.post({ subject: `Delta ${n}` }))?.id ?? '')
  const headers = { Prefer: 'odata.maxpagesize=3' }
  const seen: string[] = []
  let pages = 1
  let page = await messages.delta.get({ headers, queryParameters: { select: ['subject', 'isRead'] } })
  for (;;) {
    seen.push(...(page?.value ?? []).map(({ id }) => id ?? ''))
    if (!page?.odataNextLink) break
    assert.equal(page.odataDeltaLink ?? undefined, undefined, 'a page has one link')
    page = await messages.delta.withUrl(page.odataNextLink).get({ headers })
    pages++
  }
  assert.equal(pages, 3)
  assert.deepEqual(seen.toSorted(), made.toSorted())

  const link = page?.odataDeltaLink ?? ''
  assert.deepEqual((await messages.delta.withUrl(link).get())?.value, [])
  await mailbox.messages.byMessageId(made[0] ?? '').patch({ isRead: true })
  await mailbox.messages.byMessageId(made[1] ?? '').delete()
  const later = await messages.delta.withUrl(link).get()
  assert.deepEqual(
    later?.value?.map((message) => [message.id, message.isRead ?? undefined, message.additionalData?.['@removed'] !== undefined]).toSorted(),
    [[made[0], true, false], [made[1], undefined, true]].toSorted(),
  )
})

test('the kiota SDK patches marks and moves a message, whose default id changes', async () => {
  const made = await mailbox.messages.post(draft)
  const id = made?.id ?? ''
  const due = { dateTime: '2026-02-03T00:00:00.0000000', timeZone: 'UTC' }
  const changed = await mailbox.messages.byMessageId(id).patch({ isRead: false, categories: [], flag: { flagStatus: 'flagged', startDateTime: due, dueDateTime: due } })
  assert.deepEqual([changed?.isRead, changed?.categories, changed?.flag?.flagStatus], [false, [], 'flagged'])
  assert.equal(changed?.flag?.dueDateTime?.timeZone, 'UTC')
  assert.notEqual(changed?.changeKey, made?.changeKey)
  const moved = await mailbox.messages.byMessageId(id).move.post({ destinationId: 'archive' })
  assert.notEqual(moved?.id, id)
  assert.equal(moved?.subject, '季度报告')
  await assert.rejects(mailbox.messages.byMessageId(id).get(), { responseStatusCode: 404 })
})

test('the kiota SDK keeps an immutable id over a move', async () => {
  const headers = { Prefer: 'IdType="ImmutableId"' }
  const made = await mailbox.messages.post(draft, { headers })
  const moved = await mailbox.messages.byMessageId(made?.id ?? '').move.post({ destinationId: 'deleteditems' }, { headers })
  assert.equal(moved?.id, made?.id)
})

test('the kiota SDK adds, lists, reads and deletes a file attachment', async () => {
  const made = await mailbox.messages.post(draft)
  const attachments = mailbox.messages.byMessageId(made?.id ?? '').attachments
  // This preview of the SDK does not write the properties of a derived type: the content goes along as an additional one.
  const additionalData = { contentBytes: Buffer.from('壹贰叁').toString('base64') }
  const file: FileAttachment = { odataType: '#microsoft.graph.fileAttachment', name: '报价.txt', contentType: 'text/plain', isInline: false, additionalData }
  const added = await attachments.post(file)
  assert.equal(added?.size, 9)
  const listed = await attachments.get()
  assert.deepEqual(listed?.value?.map(({ name, contentType, odataType }) => [name, contentType, odataType]), [['报价.txt', 'text/plain', '#microsoft.graph.fileAttachment']])
  const read: FileAttachment | undefined = await attachments.byAttachmentId(added?.id ?? '').get()
  assert.equal(Buffer.from(read?.contentBytes ?? new ArrayBuffer(0)).toString(), '壹贰叁')
  assert.ok(read?.lastModifiedDateTime instanceof Date)
  assert.equal((await mailbox.messages.byMessageId(made?.id ?? '').get())?.hasAttachments, true)
  await attachments.byAttachmentId(added?.id ?? '').delete()
  assert.deepEqual((await attachments.get())?.value, [])
})

test('the kiota SDK opens an upload session, sends the slices of a large attachment without a token, and reads it back', async () => {
  const made = await mailbox.messages.post(draft)
  const attachments = mailbox.messages.byMessageId(made?.id ?? '').attachments
  const bytes = Buffer.alloc(3_500_000, 'tongbu')
  const session = await attachments.createUploadSession.post({ attachmentItem: { attachmentType: 'file', name: 'large.bin', size: bytes.length, contentType: 'application/zip' } })
  assert.ok(session?.expirationDateTime instanceof Date)
  assert.ok((session.nextExpectedRanges?.length ?? 0) > 0)
  const anonymous = new GraphRequestAdapter({ authenticateRequest: async () => {} })
  const slice = 1_000_000
  for (let from = 0; from < bytes.length; from += slice) {
    const to = Math.min(from + slice, bytes.length)
    const request = new RequestInformation(HttpMethod.PUT, session.uploadUrl ?? '')
    request.headers.add('Content-Range', `bytes ${from}-${to - 1}/${bytes.length}`)
    request.setStreamContent(Uint8Array.from(bytes.subarray(from, to)).buffer, 'application/octet-stream')
    await anonymous.sendNoResponseContent(request, undefined)
  }
  const [listed] = (await attachments.get())?.value ?? []
  assert.deepEqual([listed?.name, listed?.contentType], ['large.bin', 'application/zip'])
  const read: FileAttachment | undefined = await attachments.byAttachmentId(listed?.id ?? '').get()
  assert.ok(Buffer.from(read?.contentBytes ?? new ArrayBuffer(0)).equals(bytes))
})

test('the kiota SDK reads a message as MIME', async () => {
  const made = await mailbox.messages.post({ ...draft, subject: 'As MIME' })
  const content = await mailbox.messages.byMessageId(made?.id ?? '').content.get()
  assert.match(String(content === undefined ? '' : Buffer.from(content)), /^Subject: As MIME\r$/m)
})

test('the kiota SDK reads the settings of the mailbox, and makes, lists and deletes a rule of the inbox', async () => {
  const settings = await mailbox.mailboxSettings.get()
  assert.deepEqual([settings?.userPurpose, settings?.timeZone, settings?.language?.locale, settings?.automaticRepliesSetting?.status], ['user', 'China Standard Time', 'zh-HK', 'disabled'])
  const rules = mailbox.mailFolders.byMailFolderId('inbox').messageRules
  const made = await rules.post({ displayName: 'To DingTalk', sequence: 1, isEnabled: true, actions: { forwardTo: [person('Anna', 'anna@shenghe.example')], stopProcessingRules: true } })
  const [listed] = (await rules.get())?.value ?? []
  assert.deepEqual([listed?.id, listed?.isEnabled, listed?.hasError, listed?.actions?.forwardTo?.[0]?.emailAddress?.address], [made?.id, true, false, 'anna@shenghe.example'])
  await rules.byMessageRuleId(made?.id ?? '').delete()
  assert.deepEqual((await rules.get())?.value, [])
})

/** What this SDK throws. */
interface Refusal {
  readonly responseStatusCode: number
  readonly errorEscaped: { readonly code: string; readonly message: string; readonly innerError: { readonly requestId: string; readonly date: unknown } }
}

test('the kiota SDK turns a refusal into an error with code and message', async () => {
  await assert.rejects(mailbox.messages.byMessageId('AAAA').get(), (error: Refusal) => {
    const { code, message, innerError } = error.errorEscaped
    assert.deepEqual([error.responseStatusCode, code, typeof message], [400, 'ErrorInvalidIdMalformed', 'string'])
    assert.match(innerError.requestId, /^[0-9a-f-]{36}$/)
    assert.ok(innerError.date instanceof Date)
    return true
  })
})

test('the kiota SDK waits as long as a 429 asks, and then goes on', async () => {
  sandbox.shared.ledger.clear()
  sandbox.shared.faults.set([{ match: '^outlook GET mailFolder$', effect: 'refuse', status: 429, retryAfterSeconds: 1 }])
  const inbox = await mailbox.mailFolders.byMailFolderId('inbox').get()
  assert.equal(inbox?.displayName, 'Inbox')
  assert.deepEqual(sandbox.shared.ledger.requests().map(({ status }) => status), [429, 200])
})
