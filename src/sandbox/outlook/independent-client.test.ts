import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createGraphServiceClient, GraphRequestAdapter } from '@microsoft/msgraph-sdk'
import '@microsoft/msgraph-sdk-users'
import { ADDRESS, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const token = await tenant.token('people')
const adapter = new GraphRequestAdapter({
  authenticateRequest: async (request) => void request.headers.add('Authorization', `Bearer ${token}`),
})
adapter.baseUrl = `${tenant.base}/v1.0`
const mailbox = createGraphServiceClient(adapter).users.byUserId(ADDRESS)

test('the generated SDK of Microsoft reads, creates, changes, moves and follows messages', async () => {
  const folders = await mailbox.mailFolders.get()
  assert.equal(folders?.value?.[0]?.displayName, 'Archive')
  const inbox = mailbox.mailFolders.byMailFolderId('inbox').messages
  const made = await inbox.post({
    subject: 'SDK',
    toRecipients: [{ emailAddress: { address: 'b@x.example' } }],
    body: { contentType: 'text', content: 'Hi' },
  })
  assert.deepEqual([made?.subject, made?.isDraft, made?.body?.content], ['SDK', true, 'Hi'])
  const id = made?.id ?? ''
  const delta = await inbox.delta.get({ queryParameters: { select: ['subject'] } })
  assert.deepEqual([delta?.value?.[0]?.subject, delta?.value?.[0]?.id], ['SDK', id])
  assert.match(delta?.odataDeltaLink ?? '', /deltatoken=/)
  const changed = await mailbox.messages.byMessageId(id).patch({ isRead: false, flag: { flagStatus: 'flagged' } })
  assert.deepEqual([changed?.isRead, changed?.flag?.flagStatus], [false, 'flagged'])
  const moved = await mailbox.messages.byMessageId(id).move.post({ destinationId: 'archive' })
  assert.notEqual(moved?.id, id)
})

test('the generated SDK of Microsoft understands errors', async () => {
  await assert.rejects(mailbox.messages.byMessageId('AAAA').get(), { responseStatusCode: 400 })
})
