import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { assertAccessible, LANGUAGES, openPage, SIZES } from '../support/browser.ts'
import { enter } from '../support/enter.ts'
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
  await page.getByText('This link is not good any more.').waitFor()
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
