import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, openPage, SIZES } from '../support/browser.ts'
import { openStart } from '../support/start-scene.ts'

test('in a fresh clone a visitor tries it: reads, flags, writes, moves and trashes mail on either side, sees it cross, and leaves nothing behind', async (t) => {
  const { url } = await openStart(t)
  const page = await openPage(t)
  await page.goto(url)
  await page.getByRole('heading', { level: 1, name: 'Welcome to Tongbu' }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/welcome')
  await assertAccessible(page)

  await page.getByRole('button', { name: 'Start the simulation' }).click()
  await page.getByRole('status').filter({ hasText: 'Both are the same' }).waitFor()
  const side = (name: string) => page.getByRole('region', { name })
  const [left, right] = [side('DingTalk'), side('Outlook')]
  await assertAccessible(page)

  const customs = /清關補件/
  await left.getByRole('button', { name: /Unread.*清關補件/ }).click()
  await page.getByRole('dialog').getByText('今日下午五時前').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Take the flag off' }).click()
  await page.keyboard.press('Escape')
  await right.getByRole('button', { name: /^(?!.*Unread).*清關補件/ }).first().waitFor()
  await right.locator('[aria-pressed=false]').and(page.getByRole('button', { name: customs })).waitFor()

  await right.getByRole('button', { name: 'New mail', exact: true }).click()
  await page.getByLabel('Subject').fill('<b>Lunch</b> on Friday?')
  await page.getByLabel('With a packing list attached').check()
  await assertAccessible(page, { themes: ['light'] })
  await page.getByRole('button', { name: 'Let it arrive' }).click()
  const lunch = left.getByRole('button', { name: '<b>Lunch</b> on Friday?' })
  await lunch.first().waitFor()
  assert.equal(await left.getByRole('button', { name: /Unread.*1 attachment.*Lunch/ }).count(), 1)

  const choose = async (of: typeof left, what: string) => {
    await of.getByRole('button', { name: /^More for:.*Lunch/ }).click()
    await page.getByRole('group', { name: /Lunch/ }).getByRole('button', { name: what }).click()
  }
  const folder = (of: typeof left, name: string) => of.locator('section').filter({ has: page.getByRole('heading', { level: 3, name }) })
  await choose(left, 'Move to 船務 Shipping')
  await folder(right, '船務 Shipping').getByText('Lunch').waitFor()
  await choose(right, 'Move to Deleted Items')
  await folder(left, 'Deleted Items').getByText('Lunch').waitFor()
  assert.match(await page.getByRole('log').innerText(), /Deleted <b>Lunch<\/b> on Friday\?\s+From Outlook to DingTalk in [\d.]+\sm?s/)
  assert.equal(await page.getByText('(done)').count(), 5)

  await page.setViewportSize(SIZES.phone)
  await page.getByRole('tab', { name: 'Outlook' }).click()
  await right.getByText('Lunch').waitFor()
  assert.equal(await left.count(), 0, 'on a phone one is in the place of the other')
  await assertAccessible(page, { themes: ['light'] })

  await page.getByRole('button', { name: 'Leave the simulation' }).click()
  await page.getByRole('heading', { name: 'Welcome to Tongbu' }).waitFor()
  assert.deepEqual(await (await fetch(`${url}/api/v1/try-it`)).json(), { isConnected: false, isRunning: false })
})
