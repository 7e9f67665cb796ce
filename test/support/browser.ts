import assert from 'node:assert/strict'
import { after, type TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, visit, type Visit } from './visit.ts'

export { LANGUAGES, type Language } from './catalogues.ts'
export { listen, SIZES, type Visit } from './visit.ts'

let running: Promise<Browser> | undefined

/** The one browser of a test file. */
export const openBrowser = (): Promise<Browser> => (running ??= launchBrowser())

after(async () => (await running)?.close())

/** A person who has never been there before, in front of an empty page. Whatever the browser complains of fails the test. */
export const openPage = async (t: TestContext, about?: Visit): Promise<Page> => visit(await openBrowser(), t, about)

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
