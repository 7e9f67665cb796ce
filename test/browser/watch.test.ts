import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { toldMail, UNREAD } from '../acceptance/told-mail.ts'
import { assertAccessible, openPage } from '../support/browser.ts'
import { enter } from '../support/enter.ts'
import { openStart } from '../support/start-scene.ts'

test('an administrator makes a rule, a robot that tells of it and a webhook, tries each, and delivers what happened before again', async (t) => {
  const received: { readonly type: string; readonly signed: boolean }[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
      received.push({ type: (JSON.parse(body) as { readonly type: string }).type, signed: String(request.headers['webhook-signature']).startsWith('v1,') })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  t.after(() => receiver.close())
  const start = await openStart(t, { isConfigured: true, tellsHere: true })
  const { robot } = start.sandbox.ready
  const page = await openPage(t)
  await enter(page, start)

  await page.goto(`${start.url}/watch`)
  await page.getByText('Nothing to tell').waitFor()
  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('<b>清關</b>')
  assert.ok(await dialog.getByRole('button', { name: 'Add a rule' }).isDisabled(), 'a rule about every email is not taken')
  await dialog.getByLabel('Words in the subject').fill('清關、補件，urgent')
  await dialog.getByRole('button', { name: 'Try it on the last 7 days' }).click()
  await dialog.getByText(/^Emails that fit: \d+ of \d+$/).waitFor()
  await assertAccessible(page, { themes: ['light'] })
  await dialog.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('row', { name: '<b>清關</b> Unread for 4 hours Subject: 清關 / 補件 / urgent All' }).waitFor()
  await assertAccessible(page)
  const rules = '**/api/v1/watch/rules'
  await page.route(rules, async (route) => {
    const response = await route.fetch()
    const answer = (await response.json()) as { readonly rules: readonly object[] }
    await route.fulfill({ response, json: { rules: answer.rules.map((rule) => ({ ...rule, pairs: ['ben'] })) } })
  })
  await page.reload()
  await page.getByRole('row', { name: '<b>清關</b> Unread for 4 hours Subject: 清關 / 補件 / urgent ben (no longer there)' }).waitFor()
  await page.getByRole('button', { name: 'More for <b>清關</b>' }).click()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  assert.equal(await dialog.getByLabel('Pair', { exact: true }).locator('option:checked').textContent(), 'ben (no longer there)', 'what is gone is shown, and not an empty list')
  await page.unroute(rules)
  await dialog.getByLabel('For how many hours').fill('8')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('row', { name: '<b>清關</b> Unread for 8 hours Subject: 清關 / 補件 / urgent All' }).waitFor()

  await page.getByRole('tab', { name: 'Channels' }).click()
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await dialog.getByLabel('Name').fill('Shipping')
  await dialog.getByLabel('Address of the robot').fill(`${robot.url}/robot/send?access_token=${robot.accessToken}`)
  await dialog.getByLabel('Signing secret').fill(robot.secret)
  await dialog.getByRole('checkbox', { name: 'Quiet hours' }).check()
  await assertAccessible(page, { themes: ['light'] })
  await dialog.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByRole('row', { name: /Shipping.*22:00–08:00/ }).getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('The test arrived').waitFor()
  assert.equal(start.sandbox.dingtalk.robots.messages.length, 1)
  await page.getByRole('button', { name: 'More for Shipping' }).click()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await dialog.getByLabel('Name').fill('Ships')
  await dialog.getByLabel('Until').fill('07:00')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('row', { name: /Ships.*22:00–07:00/ }).waitFor()

  await page.getByRole('tab', { name: 'Webhooks' }).click()
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await dialog.getByLabel('Address').fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`)
  await dialog.getByLabel('Name').fill('n8n')
  await assertAccessible(page, { themes: ['light'] })
  await dialog.getByRole('button', { name: 'Add a webhook' }).click()
  const secret = await page.getByRole('dialog', { name: 'The signing secret' }).locator('code').innerText()
  assert.match(secret, /^whsec_/)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'n8n' }).click()
  await page.getByRole('heading', { level: 1, name: 'n8n' }).waitFor()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText(/^Answered 200/).waitFor()
  assert.deepEqual(received, [{ type: 'webhook.test', signed: true }])

  const people = await meetPeople(start.sandbox.ready)
  t.after(() => people.close())
  await people.dingtalk.put('inbox', toldMail('a mail that a program is told of'), UNREAD, new Date())
  const deliveries = page.getByRole('table', { name: 'Deliveries' })
  await deliveries.getByRole('row', { name: /^Email carried item\.copied.*Delivered/ }).waitFor()
  const choose = async (act: string): Promise<void> => {
    await page.getByRole('button', { name: 'More for n8n' }).click()
    await page.getByRole('group', { name: 'More for n8n' }).getByRole('button', { name: act }).click()
  }
  await choose('Deliver again')
  await dialog.getByRole('button', { name: 'Deliver again' }).click()
  await page.getByText(/^Will be delivered again: [1-9]/).waitFor()
  await assertAccessible(page)
  await choose('New secret')
  await dialog.getByRole('button', { name: 'New secret' }).click()
  assert.notEqual(await page.getByRole('dialog', { name: 'The signing secret' }).locator('code').innerText(), secret)
  await page.keyboard.press('Escape')
  await choose('Remove')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No webhooks yet').waitFor()
})
