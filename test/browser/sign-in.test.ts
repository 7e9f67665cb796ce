import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { assertAccessible, LANGUAGES, openPage, SIZES } from '../support/browser.ts'
import { enter } from '../support/enter.ts'
import { freePort } from '../support/free-port.ts'
import { dingtalkGiven } from '../support/setup-scene.ts'
import { openStart } from '../support/start-scene.ts'

const PASSWORD = 'a sentence about tea'

test('the first administrator comes in by the address that was printed, signs out, and in again with a code', async (t) => {
  const { url, said } = await openStart(t, { isConfigured: true })
  const page = await openPage(t, { expected: [/status of 401/, /status of 410/] })
  await page.goto(`${url}/pairs`)
  await page.getByText('Nobody can sign in yet').waitFor()
  await assertAccessible(page)

  const link = /http:\S+\/link#\S+/.exec(said())?.[0] ?? assert.fail(said())
  await page.goto(link)
  await page.getByRole('heading', { name: 'The first administrator' }).waitFor()
  assert.equal(page.url(), `${url}/link`, 'the secret is out of sight')
  await page.getByLabel('Name').fill('陳大文')
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByLabel('The same once more').fill('another')
  await page.getByText('The two are not the same.').waitFor()
  await assertAccessible(page)
  await page.getByLabel('The same once more').fill(PASSWORD)
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  const out = page.getByRole('button', { name: 'Sign out 陳大文' })
  await out.waitFor()

  const { csrf } = (await (await page.request.get(`${url}/api/v1/session`)).json()) as { readonly csrf: string }
  const headers = { 'x-csrf-token': csrf }
  const { secret, pending } = (await (await page.request.post(`${url}/api/v1/account/totp`, { headers })).json()) as { readonly secret: string; readonly pending: string }
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const enrolled = await page.request.put(`${url}/api/v1/account/totp`, { headers, data: { password: PASSWORD, pending, code: totp.generate() } })
  const { recoveryCodes } = (await enrolled.json()) as { readonly recoveryCodes: readonly string[] }

  await out.click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(`${url}/pairs`)
  const enter = async (password: string) => {
    await page.getByLabel('Name').fill('陳大文')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await enter('a wrong guess')
  await page.getByRole('alert').getByText('is wrong').waitFor()
  await enter(PASSWORD)
  await page.getByLabel('Code').fill(recoveryCodes[0] ?? '')
  await assertAccessible(page, { themes: ['light'] })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Pairs' }).waitFor()

  await page.goto(link)
  await page.getByText('This link was used already').waitFor()
  await page.getByRole('link', { name: 'Sign in with name and password' }).waitFor()
})

test('whoever is not signed in is asked in their own language, on a phone too, and is then where they wanted to go', async (t) => {
  const start = await openStart(t, { isConfigured: true })
  const { url } = start
  const titles = { en: 'Sign in', 'zh-Hant-HK': '登入', 'zh-Hans-CN': '登录' }
  for (const language of LANGUAGES) {
    const page = await openPage(t, { language, size: 'phone' })
    await page.goto(url)
    await page.getByRole('heading', { level: 1, name: titles[language] }).waitFor()
    assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= SIZES.phone.width, language)
    if (process.env['SHOTS'] !== undefined) await page.screenshot({ path: `${process.env['SHOTS']}/sign-in-${language}.png` })
  }
  const page = await openPage(t)
  await enter(page, start)
  await page.goto(`${url}/pairs`)
  await page.getByRole('heading', { level: 1, name: 'Pairs' }).waitFor()
})

test('nothing is set up by whoever is not signed in', async (t) => {
  const start = await openStart(t)
  const page = await openPage(t)
  await page.goto(`${start.url}/set-up`)
  await page.getByText('Nobody can sign in yet').waitFor()
  await enter(page, start)
  await page.goto(`${start.url}/set-up`)
  await page.getByRole('navigation', { name: 'Steps' }).waitFor()
})

test('people sign in to Outlook inside the set-up: refused at Microsoft, gone back, done; and by a code that is still there for whoever closed the page', async (t) => {
  const port = await freePort()
  const start = await openStart(t, { args: ['--port', String(port)], sandbox: { redirectUris: [`http://localhost:${port}/api/v1/microsoft/callback`], outlook: { deviceIntervalSeconds: 0 } } })
  const { url, sandbox } = start
  const { accounts, graphUrl, loginUrl } = sandbox.ready
  const page = await openPage(t)
  await enter(page, start)
  const { csrf } = (await (await page.request.get(`${url}/api/v1/session`)).json()) as { readonly csrf: string }
  const call = async (method: 'PUT' | 'POST' | 'DELETE', path: string, data: object = {}): Promise<void> => {
    const answer = await page.request.fetch(`${url}/api/v1${path}`, { method, headers: { 'x-csrf-token': csrf }, data })
    assert.ok(answer.ok(), await answer.text())
  }
  await call('PUT', '/setup/dingtalk', dingtalkGiven(sandbox.ready))
  await page.goto(`${url}/set-up/microsoft`)
  await page.getByRole('radio', { name: /^Each person signs in, in the browser/ }).check()
  await page.getByText(`http://localhost:${port}/api/v1/microsoft/callback`).first().waitFor()
  await page.getByLabel('Directory (tenant) ID').fill(accounts.outlook.tenant)
  await page.getByLabel('Application (client) ID').fill(accounts.outlook.clientId)
  await page.getByText('Other server addresses').click()
  await page.getByLabel('Sign-in address').fill(loginUrl)
  await page.getByLabel('Address of Microsoft Graph').fill(graphUrl)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('Each person signs in once, after the pair is made.').waitFor()
  await call('POST', '/setup/people', { people: [{ left: accounts.dingtalk.address, right: accounts.outlook.address }] })
  await call('PUT', '/setup/people/anna-chan/password', { password: accounts.dingtalk.imapPassword })
  await call('PUT', '/setup/policy', { direction: 'both', drafts: true, departed: 'keep', conflictsWonBy: 'outlook', atNight: false })
  await call('POST', '/setup/finish')

  await page.goto(`${url}/set-up`)
  const here = page.getByRole('button', { name: 'Sign in to anna-chan in this browser' })
  await here.click()
  await page.getByRole('heading', { name: 'Pick an account' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('The person declined. Sign in again and accept.').waitFor()
  await assertAccessible(page)
  await here.click()
  await page.getByRole('heading', { name: 'Pick an account' }).waitFor()
  await page.goBack()
  await here.click()
  await page.getByRole('button', { name: /Anna Chan/ }).click()
  await page.getByRole('button', { name: 'Accept' }).click()
  await page.getByText('The person has signed in to Outlook').waitFor()
  assert.equal(new URL(page.url()).origin, url)
  await page.getByRole('link', { name: /Two-way test/ }).click()
  await page.getByRole('button', { name: /Run the two-way test/ }).waitFor()

  await call('DELETE', '/pairs/anna-chan/sign-in')
  await page.goto(`${url}/set-up`)
  await page.getByRole('button', { name: 'Sign in to anna-chan by a code' }).click()
  const shown = (on: Page) => on.getByRole('region', { name: 'anna-chan' }).locator('code')
  const code = await shown(page).innerText()
  const back = await page.context().newPage()
  await page.close()
  await back.goto(`${url}/set-up`)
  assert.equal(await shown(back).innerText(), code)
  await assertAccessible(back, { themes: ['light'] })
  const device = await back.context().newPage()
  await device.goto(String(await back.getByRole('link', { name: /\/login\/device/ }).getAttribute('href')))
  await device.getByLabel('Code').fill(code)
  await device.getByRole('button', { name: 'Next' }).click()
  await device.getByRole('button', { name: /Anna Chan/ }).click()
  const accept = device.getByRole('button', { name: 'Accept' })
  await accept.or(device.getByText('You have signed in')).waitFor()
  if (await accept.isVisible()) await accept.click()
  await device.getByText('You have signed in').waitFor()
  await back.getByText('The person has signed in to Outlook').waitFor()
})
