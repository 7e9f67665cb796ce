import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { assertAccessible, openPage, SIZES } from '../support/browser.ts'
import { enter } from '../support/enter.ts'
import { openStart } from '../support/start-scene.ts'

const PASSWORD = 'a sentence about tea'

test('an administrator invites somebody, sets up a second factor and a token, sees how both clouds are reached, and agrees to what another one asks', async (t) => {
  const start = await openStart(t, { isConfigured: true })
  const page = await openPage(t)
  await enter(page, start)
  await page.goto(`${start.url}/accounts`)
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await page.getByText('This browser', { exact: true }).waitFor()
  await assertAccessible(page)

  await page.getByRole('button', { name: 'Set up two-factor sign-in' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor()
  const secret = await dialog.locator('code').innerText()
  await dialog.getByLabel('Code').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate())
  await dialog.getByLabel('Current password').fill(PASSWORD)
  await assertAccessible(page, { themes: ['light'] })
  await dialog.getByRole('button', { name: 'Ask for a code from now on' }).click()
  await page.getByRole('dialog', { name: 'Recovery codes' }).waitFor()
  assert.equal(await page.getByRole('dialog').getByRole('listitem').count(), 10)
  await page.keyboard.press('Escape')
  await page.getByText('On', { exact: true }).waitFor()

  await page.goto(`${start.url}/connections`)
  await page.getByText('The clouds were not asked yet').waitFor()
  await page.getByRole('button', { name: 'Check again', exact: true }).click()
  await page.getByText('Both clouds were asked: every mailbox opens').waitFor()
  await page.getByRole('row', { name: /anna.*Opens.*Opens/ }).waitFor()
  await page.getByRole('row', { name: /^Mail\.ReadWrite .*Granted/ }).waitFor()
  for (const folded of ['Leave the app no more than it needs', 'Consent of an administrator']) await page.getByText(folded).click()
  await page.getByRole('button', { name: 'Ask for consent at Microsoft' }).waitFor()
  await assertAccessible(page)
  await page.goto(`${start.url}/accounts`)

  await page.getByRole('tab', { name: 'Users' }).click()
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByLabel('Name').fill('陳大文')
  await page.getByRole('radio', { name: /^Administrator/ }).check()
  await page.getByRole('button', { name: 'Make the invitation link' }).click()
  const link = await page.getByRole('dialog', { name: 'A link for them' }).locator('code').innerText()
  assert.ok(link.startsWith(`${start.url}/link#`))
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /陳大文.*Invited/ }).waitFor()
  await assertAccessible(page)

  await page.getByRole('tab', { name: 'API tokens' }).click()
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('For what').fill('n8n')
  await page.getByRole('dialog').getByRole('button', { name: 'Make a token' }).click()
  const token = await page.getByRole('dialog', { name: 'The new token' }).locator('code').innerText()
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /n8n/ }).waitFor()
  const asked = await fetch(`${start.url}/api/v1/second-person`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ deed: 'restore', pair: 'anna', reason: 'lost <b>folder</b>' }) })
  assert.equal(asked.status, 201)

  const other = await openPage(t, { language: 'zh-Hant-HK' })
  await enter(other, { url: start.url, said: () => link }, '陳大文')
  await other.goto(`${start.url}/accounts/requests`)
  await other.getByRole('row', { name: /lost <b>folder<\/b>/ }).getByRole('button', { name: '同意' }).click()
  await other.getByText('已同意 · 陳大文').waitFor()
  await assertAccessible(other, { themes: ['light'] })

  if (process.env['SHOTS'] === undefined) return
  for (const [at, of] of [['en', page], ['hk', other]] as const) {
    for (const view of ['', '/others', '/tokens', '/requests']) {
      for (const size of ['desktop', 'phone'] as const) {
        await of.setViewportSize(SIZES[size])
        await of.goto(`${start.url}/accounts${view}`)
        await of.getByRole('tab').first().waitFor()
        await of.waitForTimeout(700)
        await of.screenshot({ path: `${process.env['SHOTS']}/accounts${view.replace('/', '-')}-${at}-${size}.png`, fullPage: true })
      }
    }
  }
})
