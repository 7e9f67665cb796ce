import type { Browser, Page } from 'playwright-core'
import { openLivedIn } from '../test/support/lived-in.ts'
import { launchBrowser, visit, type Cleanup } from '../test/support/visit.ts'
import { interleave, median, type BenchOptions, type Figure, type Measured } from './harness.ts'

export const dashboard: Figure = {
  id: 'P12',
  title: 'The dashboard opens, over loopback',
  limits: 'Nothing is rendered on the server, so a first visit reads and runs the scripts before it can ask for what it shows. The service keeps a pair in step meanwhile, and the browser draws without a graphics card.',
  measure,
}

async function measure({ rounds, say }: BenchOptions): Promise<Measured> {
  const ends: (() => Promise<void>)[] = []
  const cleanup: Cleanup = { after: (work) => void ends.unshift(work) }
  const browser = await launchBrowser()
  try {
    const page = await visit(browser, cleanup)
    const { url } = await openLivedIn(cleanup, page)
    const samples = await interleave({ 'first visit': () => firstVisit(browser, page, url), 'later visit': () => open(page, url) }, rounds, say)
    const ms = (name: string): number => median(samples[name] ?? [])
    return {
      settings: { browser: browser.version() },
      values: [
        { name: 'until the overview stands, first visit', value: ms('first visit'), unit: 'ms', target: { op: '<=', than: 1000 } },
        { name: 'the same with the files in the browser already', value: ms('later visit'), unit: 'ms', target: { op: '<=', than: 1000 } },
      ],
      samples,
    }
  } finally {
    for (const end of ends) await end()
    await browser.close()
  }
}

/** A browser that has nothing yet but the cookie of who is signed in. */
async function firstVisit(browser: Browser, page: Page, url: string): Promise<void> {
  const context = await browser.newContext({ storageState: await page.context().storageState() })
  await open(await context.newPage(), url)
  await context.close()
}

/** Until the heading and what was asked for are shown. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('h1').waitFor()
  await page.locator('[class*=loading]').first().waitFor({ state: 'hidden' })
}
