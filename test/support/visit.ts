import assert from 'node:assert/strict'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import type { Language } from './catalogues.ts'
import { rememberPage } from './open-pages.ts'
import { unpackChromium } from './unpack-chromium.ts'

/** Where what was opened is closed again: a test, or a script. */
export interface Cleanup {
  after(work: () => Promise<void>): void
}

/** Who opens a page, and on what. */
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

/** Starts the browser that npm brought. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await unpackChromium()
  return chromium.launch({ executablePath, env, args: ['--disable-gpu', '--font-render-hinting=none'] })
}

/** A person who has never been there before, in front of an empty page. Whatever the browser complains of is an error in the end. */
export async function visit(browser: Browser, cleanup: Cleanup, { language = 'en', theme = 'light', size = 'desktop', expected = [], more = {} }: Visit = {}): Promise<Page> {
  const context = await browser.newContext({ locale: language, colorScheme: theme, viewport: SIZES[size], reducedMotion: 'reduce', timezoneId: 'Asia/Hong_Kong', ...more })
  const complaints: string[] = []
  context.setDefaultTimeout(15_000)
  context.on('page', (page) => listen(page, complaints))
  const page = await context.newPage()
  const leave = rememberPage(() => context.close())
  cleanup.after(async () => {
    await leave()
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
