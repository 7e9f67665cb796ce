import assert from 'node:assert/strict'
import { after, type TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { unpackChromium } from './unpack-chromium.ts'

export const LANGUAGES = ['en', 'zh-Hant-HK', 'zh-Hans-CN'] as const
export type Language = (typeof LANGUAGES)[number]

export interface Visit {
  /** What the browser asks for. Default English. */
  readonly language?: Language
  readonly theme?: 'light' | 'dark'
  readonly size?: keyof typeof SIZES
  /** Complaints that belong to the test: the text of one must match. */
  readonly expected?: readonly RegExp[]
  readonly more?: BrowserContextOptions
}

export const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const

let running: Promise<Browser> | undefined

/** The one browser of a test file. */
export function openBrowser(): Promise<Browser> {
  running ??= unpackChromium().then(({ executablePath, env }) => chromium.launch({ executablePath, env, args: ['--disable-gpu', '--font-render-hinting=none'] }))
  return running
}

after(async () => (await running)?.close())

/** A person who has never been there before, in front of an empty page. Whatever the browser complains of fails the test. */
export async function openPage(t: TestContext, { language = 'en', theme = 'light', size = 'desktop', expected = [], more = {} }: Visit = {}): Promise<Page> {
  const browser = await openBrowser()
  const context = await browser.newContext({ locale: language, colorScheme: theme, viewport: SIZES[size], reducedMotion: 'reduce', timezoneId: 'Asia/Hong_Kong', ...more })
  const complaints: string[] = []
  context.setDefaultTimeout(15_000)
  context.on('page', (page) => listen(page, complaints))
  const page = await context.newPage()
  t.after(async () => {
    await context.close()
    assert.deepEqual(complaints.filter((complaint) => !expected.some((each) => each.test(complaint))), [], 'the browser complains of nothing')
  })
  return page
}

/** Errors and warnings of the console (broken policies are among them), failures of scripts, and requests that nobody answered. */
export function listen(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.stack ?? error.message}`))
  page.on('requestfailed', (request) => {
    // What a page still waits for when it is left ends so.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`request: ${request.url()} ${request.failure()?.errorText}`)
  })
}

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Fails where axe finds what some people could not read, reach or understand; in dark, only contrasts are looked at anew. */
export async function assertAccessible(page: Page, { themes = ['light', 'dark'] }: { readonly themes?: readonly ('light' | 'dark')[] } = {}): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const { violations } = await (theme === themes[0] ? axe.withTags(STANDARD) : axe.withRules('color-contrast')).analyze()
    assert.deepEqual(violations.map(({ id, nodes }) => `${id} (${theme}): ${nodes.map(({ html, failureSummary = '' }) => `${html} ${failureSummary}`).join('\n')}`), [], page.url())
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
