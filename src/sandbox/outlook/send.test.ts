import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { base64, importMessage, MIME, openTenant } from './outlook.test-kit.ts'

const tenant = await openTenant()
after(() => tenant.close())

const to = [{ emailAddress: { address: 'b@x.example' } }]
const sent = async () => (await tenant.ask('GET', '/mailFolders/sentitems/messages?$top=100')).json.value

test('a sent draft is noted as mail, lies in Sent Items and keeps its immutable id', async () => {
  const draft = (await tenant.ask('POST', '/messages', { json: { subject: 'Hi', toRecipients: to } })).json
  const got = await tenant.ask('POST', `/messages/${draft.id}/send`)
  assert.deepEqual([got.status, got.text], [202, ''])
  assert.deepEqual(tenant.shared.ledger.outbound().at(-1), { cloud: 'outlook', client: 'people', kind: 'mail', messageId: draft.internetMessageId })
  const kept = (await sent()).find(({ id }) => id === draft.id)
  assert.deepEqual([kept?.isDraft, kept?.from?.emailAddress.address], [false, 'anna@contoso.example'])
})

test('a draft without recipients and a delivered message are not sent', async () => {
  const draft = (await tenant.ask('POST', '/messages', { json: { subject: 'Hi' } })).json
  assert.equal((await tenant.ask('POST', `/messages/${draft.id}/send`)).json.error.code, 'ErrorInvalidRecipients')
  assert.equal((await tenant.ask('POST', `/messages/${(await importMessage(tenant)).id}/send`)).status, 400)
})

test('sendMail sends, and keeps a copy unless told not to', async () => {
  const before = (await sent()).length
  assert.equal((await tenant.ask('POST', '/sendMail', { json: { message: { subject: 'A', toRecipients: to } } })).status, 202)
  assert.equal(
    (await tenant.ask('POST', '/sendMail', { json: { Message: { subject: 'B', toRecipients: to }, SaveToSentItems: 'false' } })).status,
    202,
  )
  assert.equal((await tenant.ask('POST', '/sendMail', { text: base64(MIME) })).status, 202)
  assert.equal((await sent()).length, before + 2)
  assert.equal((await tenant.ask('GET', '/mailFolders/drafts')).json.totalItemCount, 1)
})
