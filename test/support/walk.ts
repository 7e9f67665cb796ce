import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, openPage, type Language } from './browser.ts'
import { wordsIn } from './catalogues.ts'
import { CONSOLES } from '../../dashboard/src/i18n/consoles.ts'
import { ADMINISTRATOR } from './lived-in.ts'
import { openStart, type Start } from './start-scene.ts'

export interface WalkOptions {
  readonly language: Language
  /** Whether each page is looked at by axe, in light and dark. Takes most of a second each time. */
  readonly isThorough: boolean
}

/** A person at a browser who reads one language. */
export interface Walk extends Start {
  readonly page: Page
  /** What stands on the page for a key of the catalogues. */
  say(key: string, values?: Readonly<Record<string, string | number>>): string
  /** Each by its name in the language of the person, as they and whoever listens to the page find it. */
  button(key: string, values?: Readonly<Record<string, string | number>>): Locator
  link(key: string): Locator
  field(key: string): Locator
  heading(key: string, values?: Readonly<Record<string, string | number>>): Locator
  /** Looks at the page: nothing is in English that should not be, nothing is wider than the window, and axe finds nothing. */
  look(): Promise<void>
}

/** An installation without configuration, both clouds on this machine, and the safety measures as for real accounts. */
export async function openWalk(t: TestContext, { language, isThorough }: WalkOptions): Promise<Walk> {
  const start = await openStart(t, { env: { TONGBU_SAFETY_GATE: 'on' } })
  const page = await openPage(t, { language })
  const words = await wordsIn(language)
  const known = [...words.values(), ...Object.values(CALLED)].join('\n')
  const english = language === 'en' ? [] : [...(await wordsIn('en')).values()].filter((text) => isSentence(text) && !known.includes(text))
  const say: Walk['say'] = (key, values = {}) => (words.get(key) ?? assert.fail(`no text ${key}`)).replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? CALLED[name] ?? assert.fail(`${key} needs ${name}`)))
  return {
    ...start,
    page,
    say,
    button: (key, values) => page.getByRole('button', { name: say(key, values), exact: true }),
    link: (key) => page.getByRole('link', { name: say(key), exact: true }),
    field: (key) => page.getByLabel(say(key), { exact: true }),
    heading: (key, values) => page.getByRole('heading', { name: say(key, values), exact: true }),
    async look() {
      const shown = await page.locator('body').innerText()
      assert.deepEqual(english.filter((text) => shown.includes(text)), [], `in English on ${page.url()}`)
      assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 1280, `${page.url()} is wider than the window`)
      assert.match(await page.title(), /. · Tongbu$/, page.url())
      if (isThorough) await assertAccessible(page)
    },
  }
}

/** What the vendors call things, which every text may name. */
const CALLED: Readonly<Record<string, string>> = CONSOLES

/** Long enough that it stands on a page by no accident, and nothing is filled in. */
const isSentence = (text: string): boolean => / /.test(text) && text.length > 8 && !text.includes('{{')

/** From the first page over the printed link to the set-up. */
export async function comeIn({ page, url, said, say, field, button, link, heading, look }: Walk): Promise<void> {
  await page.goto(url)
  await heading('welcome.title').waitFor()
  await look()
  await link('welcome.connect.start').click()
  await page.getByText(say('signIn.new.title')).waitFor()
  await look()
  await page.goto(/http:\S+\/link#\S+/.exec(said())?.[0] ?? assert.fail(said()))
  await field('signIn.name').fill(ADMINISTRATOR.name)
  await look()
  await field('signIn.link.password').fill(ADMINISTRATOR.password)
  await field('signIn.link.again').fill(ADMINISTRATOR.password)
  await button('signIn.link.use').click()
  await link('welcome.connect.start').click()
}

/** All of the set-up, against the simulated clouds. */
export async function setUp({ page, sandbox, folder, say, field, button, heading, look }: Walk): Promise<void> {
  const { accounts, alimailUrl, graphUrl, loginUrl, imap } = sandbox.ready
  await heading('setup.dingtalk.title').waitFor()
  await look()
  await field('setup.dingtalk.app.id').fill(accounts.dingtalk.appId)
  await field('setup.dingtalk.app.secret').fill(accounts.dingtalk.appSecret)
  await page.getByText(say('setup.dingtalk.servers')).click()
  await field('setup.dingtalk.openapiUrl').fill(alimailUrl)
  await field('setup.dingtalk.imapHost').fill(imap.host)
  await field('setup.dingtalk.imapPort').fill(String(imap.port))
  await field('setup.dingtalk.tls').uncheck()
  await button('setup.check').click()
  await button('setup.goOn').waitFor()
  await look()
  await button('setup.goOn').click()

  await field('setup.microsoft.tenant').fill(accounts.outlook.tenant)
  await field('setup.microsoft.clientId').fill(accounts.outlook.clientId)
  await field('setup.microsoft.secret').fill(accounts.outlook.clientSecret)
  await page.getByText(say('setup.microsoft.servers')).click()
  await field('setup.microsoft.loginUrl').fill(loginUrl)
  await field('setup.microsoft.graphUrl').fill(graphUrl)
  await button('setup.check').click()
  await button('setup.goOn').waitFor()
  await look()
  await button('setup.goOn').click()

  await field('setup.pairs.left').fill(accounts.dingtalk.address)
  await field('setup.pairs.right').fill(accounts.outlook.address)
  await button('setup.pairs.one.add').click()
  await page.getByRole('button', { name: say('setup.pairs.giveOf', { name: 'anna-chan' }) }).click()
  await field('setup.password.label').fill(accounts.dingtalk.imapPassword)
  await look()
  await button('setup.password.try').click()
  await button('setup.goOn').waitFor()
  await look()
  await button('setup.goOn').click()

  await field('setup.policy.backup.label').fill(join(folder, 'backup'))
  await look()
  await button('setup.policy.save').click()
  await button('setup.finish.write').waitFor()
  await look()
  await button('setup.finish.write').click()
  await page.getByRole('link', { name: say('setup.finish.measures') }).waitFor()
  await look()
}
