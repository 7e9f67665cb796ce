import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, openPage } from '../support/browser.ts'
import { openLivedIn } from '../support/lived-in.ts'
import { NAME } from '../support/sandbox-pair.ts'
import { toldMail, UNREAD } from '../acceptance/told-mail.ts'

/** A look into a hold reads both mailboxes, and may wait for a run that is under way. */
const PATIENCE_MS = 60_000
/** From the address to everything that the first page shows, on this machine. */
const MOST_MS = 1000
/** A folder whose name would do harm if it were taken for more than text. */
const HTML = '<img src=x onerror="document.title=1">'

test('an operator sees what waits, looks into a hold and keeps the messages, stops everything and lets it go on, and sees a mail cross', async (t) => {
  const page = await openPage(t)
  const { url, people } = await openLivedIn(t, page)
  await page.goto(url)
  await page.getByRole('heading', { level: 2, name: 'Waiting for you: 1' }).waitFor()
  assert.equal(await page.title(), 'Overview · Tongbu')
  const openedIn = await opensIn(t, page, url)
  assert.ok(openedIn < MOST_MS, `${openedIn} ms`)
  await assertAccessible(page)

  await page.getByRole('navigation').getByRole('link', { name: /^To decide/ }).click()
  await page.getByRole('button', { name: 'Look at them' }).click()
  await page.getByRole('list', { name: 'What would be done' }).getByText('to trash').first().waitFor({ timeout: PATIENCE_MS })
  await assertAccessible(page)
  await page.getByRole('button', { name: 'Keep them' }).click()
  const keep = page.getByRole('dialog')
  await keep.getByText('everything stays where it is').waitFor()
  await assertAccessible(page, { themes: ['light'] })
  await keep.getByRole('button', { name: 'Keep them' }).click()
  await page.getByText('Nothing is held').waitFor()

  await page.getByRole('button', { name: 'Stop everything' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop everything now' }).click()
  await page.getByText('Everything is stopped').first().waitFor()
  await page.goto(`${url}/pairs/${NAME}`)
  await page.getByText('Paused').first().waitFor()
  await assertAccessible(page, { themes: ['light'] })
  await page.getByRole('button', { name: 'Let everything go on' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Let everything go on' }).click()
  await page.getByText('In step').first().waitFor()

  await page.getByRole('tab', { name: 'Folders' }).click()
  await page.getByRole('table', { name: 'Folders' }).waitFor()
  await page.getByRole('tab', { name: 'What was done' }).click()
  await page.getByRole('list', { name: 'What was done' }).getByText(/copied/).first().waitFor()

  await page.goto(`${url}/flow`)
  await page.getByText('Live', { exact: true }).waitFor()
  await assertAccessible(page, { themes: ['light'] })
  const carried = page.getByRole('list', { name: 'Flow' }).getByText('Message carried to').filter({ hasText: 'Outlook' })
  const before = await carried.count()
  await people.dingtalk.put('inbox', toldMail('a mail that is watched'), UNREAD, new Date())
  await page.waitForFunction(`document.querySelectorAll('ol li').length > ${before}`)
  await page.goto(`${url}/settings`)
  await page.getByText('"database"').waitFor()
  await assertAccessible(page)

  // Whatever a folder is called, its name is text.
  await page.route('**/api/v1/pairs/*/folders', (route) => route.fulfill({ json: { folders: [{ left: HTML, right: HTML }] } }))
  await page.goto(`${url}/pairs/${NAME}/folders`)
  await page.getByText(HTML).first().waitFor()
  assert.equal(await page.title(), `${NAME} · Tongbu`)
})

/** For somebody whose browser was never there: the quickest of three, since others work on this machine too. */
async function opensIn(t: TestContext, page: Page, url: string): Promise<number> {
  const took: number[] = []
  for (let time = 0; time < 3; time++) {
    const other = await openPage(t, { more: { storageState: await page.context().storageState() } })
    await other.goto(url)
    await other.getByRole('heading', { level: 2, name: 'Waiting for you: 1' }).waitFor()
    took.push(Number(await other.evaluate('performance.now()')))
  }
  return Math.min(...took)
}
