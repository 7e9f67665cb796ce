import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConformanceSandbox } from './conformance-sandbox.ts'
import { graphSchema, strangers } from './graph-schema.ts'

const { graphUrl, address, token } = await openConformanceSandbox()
const mailbox = `${graphUrl}/users/${address}`

type Json = Record<string, unknown> & { readonly id: string; readonly value: readonly Json[] }

/** One request as a program makes it. `path` begins after the mailbox, or is a whole address. */
async function ask(method: string, path: string, body?: object | string, headers: Record<string, string> = {}): Promise<{ status: number; json: Json }> {
  const answer = await fetch(path.startsWith('http') ? path : `${mailbox}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, json: (text === '' ? {} : JSON.parse(text)) as Json }
}

/** `value` fits the schema, and has no property that the schema does not know but those named. */
function assertFits(name: string, value: unknown, more: readonly string[] = []): void {
  const alsoKnown = [...OF_MESSAGES, ...more]
  const schema = graphSchema(name)
  const { success, error } = schema.safeParse(value)
  assert.ok(success, `${name}: ${JSON.stringify(error?.issues.slice(0, 3))}`)
  assert.deepEqual(strangers(schema, value).filter((path) => !alsoKnown.includes(path.split('.').at(-1) ?? '')), [], name)
}

const draft = {
  subject: '报价',
  body: { contentType: 'html', content: '<p>Hi</p>' },
  toRecipients: [{ emailAddress: { name: 'Ben', address: 'ben@trading.example' } }],
  importance: 'low',
  flag: { flagStatus: 'flagged' },
  categories: ['Red category'],
}
const MIME = ['From: Ben <ben@trading.example>', 'To: Anna <anna@contoso.example>', 'Subject: As MIME', 'Message-ID: <mime@trading.example>', 'Date: Mon, 01 Jan 2024 10:00:00 +0800', '', 'Hi', ''].join('\r\n')

/** Properties of a message that its schema was cut short of (resource page message). */
const OF_MESSAGES = ['receivedDateTime', 'sentDateTime', 'parentFolderId', 'isReadReceiptRequested', 'isRead', 'webLink', 'replyTo', 'sender', 'uniqueBody']

/** What a file attachment has beyond an attachment, and a reference or item attachment has not (page fileattachment). */
const OF_FILES = ['contentBytes', 'contentId', 'contentLocation']

/** A condition of a rule that its schema was cut short of (resource page messagerulepredicates). */
const OF_CONDITIONS = ['subjectContains']

test('every answer with one message fits the schema of the softeria server', async () => {
  const made = await ask('POST', '/messages', draft)
  const inInbox = await ask('POST', '/mailFolders/inbox/messages', draft)
  const mime = await ask('POST', '/messages', Buffer.from(MIME).toString('base64'))
  const imported = await ask('POST', `${mailbox.replace('/v1.0/', '/beta/')}/mailFolders/inbox/importMime`, Buffer.from(MIME).toString('base64'))
  const bare = await ask('POST', '/messages', {})
  const id = made.json.id
  const answers = [
    made, inInbox, mime, imported, bare,
    await ask('GET', `/messages/${id}`),
    await ask('GET', `/messages/${inInbox.json.id}`),
    await ask('GET', `/messages/${imported.json.id}?$select=internetMessageHeaders,uniqueBody,subject`),
    await ask('GET', `/messages/${bare.json.id}`),
    await ask('PATCH', `/messages/${id}`, { isRead: true, flag: { flagStatus: 'complete' } }),
    await ask('GET', `/messages/${id}`, undefined, { prefer: 'IdType="ImmutableId", outlook.body-content-type="text"' }),
    await ask('POST', `/messages/${id}/copy`, { destinationId: 'archive' }),
    await ask('POST', `/messages/${id}/move`, { destinationId: 'archive' }),
  ]
  for (const { status, json } of answers) {
    assert.ok(status < 300, JSON.stringify(json))
    assertFits('microsoft_graph_message', json)
  }
})

test('lists of messages and their pages fit the schema of the softeria server', async () => {
  for (let n = 0; n < 3; n++) await ask('POST', '/mailFolders/inbox/messages', draft)
  const { json } = await ask('GET', '/mailFolders/inbox/messages?$top=2&$count=true&$expand=attachments')
  assertFits('microsoft_graph_messageCollectionResponse', json)
  assert.equal(typeof json['@odata.count'], 'number')
  const next = await ask('GET', String(json['@odata.nextLink']))
  assertFits('microsoft_graph_messageCollectionResponse', next.json)
})

test('message deltas, removals included, fit the schemas of the softeria server', async () => {
  const folder = (await ask('POST', '/mailFolders', { displayName: 'Delta' })).json.id
  const { json: kept } = await ask('POST', `/mailFolders/${folder}/messages`, draft)
  const { json: dropped } = await ask('POST', `/mailFolders/${folder}/messages`, draft)
  const pages = [(await ask('GET', `/mailFolders/${folder}/messages/delta`, undefined, { prefer: 'odata.maxpagesize=1' })).json]
  for (let link = pages[0]?.['@odata.nextLink']; link !== undefined; link = pages.at(-1)?.['@odata.nextLink']) pages.push((await ask('GET', String(link), undefined, { prefer: 'odata.maxpagesize=1' })).json)
  await ask('PATCH', `/messages/${kept.id}`, { isRead: true })
  await ask('DELETE', `/messages/${dropped.id}`)
  const last = (await ask('GET', String(pages.at(-1)?.['@odata.deltaLink']))).json
  assert.deepEqual(last.value.map((item) => '@removed' in item), [false, true])
  for (const page of [...pages, last]) {
    assertFits('BaseDeltaFunctionResponse', page, ['value'])
    for (const message of page.value) assertFits('microsoft_graph_message', message)
  }
})

test('every answer with folders fits the schema of the softeria server', async () => {
  const made = await ask('POST', '/mailFolders', { displayName: '项目' })
  const child = await ask('POST', `/mailFolders/${made.json.id}/childFolders`, { displayName: 'A' })
  const single = [made, child, await ask('GET', '/mailFolders/inbox'), await ask('PATCH', `/mailFolders/${child.json.id}`, { displayName: 'B' }), await ask('POST', `/mailFolders/${child.json.id}/move`, { destinationId: 'inbox' })]
  for (const { status, json } of single) {
    assert.ok(status < 300, JSON.stringify(json))
    assertFits('microsoft_graph_mailFolder', json)
  }
  const first = await ask('GET', '/mailFolders?includeHiddenFolders=true&$top=2')
  assertFits('microsoft_graph_mailFolderCollectionResponse', first.json)
  assertFits('microsoft_graph_mailFolderCollectionResponse', (await ask('GET', String(first.json['@odata.nextLink']))).json)
  const delta = await ask('GET', '/mailFolders/delta')
  assertFits('BaseDeltaFunctionResponse', delta.json, ['value'])
  for (const folder of delta.json.value) assertFits('microsoft_graph_mailFolder', folder)
})

test('every answer with attachments fits the schema of the softeria server', async () => {
  const { json: message } = await ask('POST', '/messages', draft)
  const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: Buffer.from('a').toString('base64'), isInline: true, contentId: 'a@b' }
  const made = await ask('POST', `/messages/${message.id}/attachments`, file)
  const one = await ask('GET', `/messages/${message.id}/attachments/${made.json.id}`)
  const listed = await ask('GET', `/messages/${message.id}/attachments`)
  for (const json of [made.json, one.json]) assertFits('microsoft_graph_attachment', json, OF_FILES)
  assertFits('microsoft_graph_attachmentCollectionResponse', listed.json, OF_FILES)
  const expanded = await ask('GET', `/messages/${message.id}?$expand=attachments`)
  assertFits('microsoft_graph_message', expanded.json, OF_FILES)
  const session = await ask('POST', `/messages/${message.id}/attachments/createUploadSession`, { AttachmentItem: { attachmentType: 'file', name: 'b', size: 3_200_000 } })
  assertFits('microsoft_graph_uploadSession', session.json)
})

test('extended properties fit the schema of the softeria server', async () => {
  const id = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name TongbuOrigin'
  const { json } = await ask('POST', '/messages', { ...draft, singleValueExtendedProperties: [{ id, value: 'mark' }] })
  const read = await ask('GET', `/messages/${json.id}?$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${id}')`)}`)
  assertFits('microsoft_graph_message', read.json)
  assert.deepEqual(read.json['singleValueExtendedProperties'], [{ id, value: 'mark' }])
})

test('settings and rules fit the schemas of the softeria server', async () => {
  const rule = { displayName: 'On', sequence: 2, isEnabled: true, conditions: { subjectContains: ['order'] }, actions: { redirectTo: [{ emailAddress: { address: 'ben@trading.example' } }], markAsRead: true } }
  const made = await ask('POST', '/mailFolders/inbox/messageRules', rule)
  assert.equal(made.status, 201)
  assertFits('microsoft_graph_messageRule', made.json, OF_CONDITIONS)
  assertFits('microsoft_graph_messageRuleCollectionResponse', (await ask('GET', "/mailFolders('inbox')/messageRules")).json, OF_CONDITIONS)
  assertFits('microsoft_graph_mailboxSettings', (await ask('GET', '/mailboxSettings')).json)
  assert.equal((await ask('DELETE', `/mailFolders/inbox/messageRules/${made.json.id}`)).status, 204)
})

test('refusals of every kind fit the error schema of the softeria server', async () => {
  const refused = [
    await ask('GET', '/messages/AAAA'),
    await ask('GET', '/messages?$select=nothing'),
    await ask('GET', '/mailFolders/nowhere'),
    await ask('GET', '/nothing'),
    await ask('POST', '/messages', { subjct: 'x' }),
    await ask('POST', '/mailFolders', { displayName: 'Inbox' }),
    await ask('DELETE', '/mailFolders/inbox'),
    await ask('GET', '/messages', undefined, { authorization: 'Bearer nonsense' }),
    await ask('GET', `${graphUrl}/users/nobody@contoso-trading.example/messages`),
    await ask('GET', '/mailFolders/inbox/messages/delta?$deltatoken=nonsense'),
  ]
  for (const { status, json } of refused) {
    assert.ok(status >= 400, JSON.stringify(json))
    // The service writes the date without a zone; the description that the schema is made from says otherwise.
    const { error } = json as unknown as { error: { innerError?: { date?: string } } }
    if (error.innerError?.date !== undefined) {
      assert.match(error.innerError.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
      error.innerError.date += 'Z'
    }
    assertFits('microsoft_graph_ODataErrors_ODataError', json)
  }
})
