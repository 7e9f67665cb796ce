import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { LANGUAGES, type Language } from '../test/support/catalogues.ts'
import { openLivedIn, type LivedIn } from '../test/support/lived-in.ts'
import { pagePaths } from '../test/support/page-paths.ts'
import { NAME } from '../test/support/sandbox-pair.ts'
import { openStart } from '../test/support/start-scene.ts'
import { launchBrowser, visit, type Cleanup, type Visit } from '../test/support/visit.ts'

const USAGE = `npm run screenshots -- [--only /pairs] [--keep]

Pictures of every page in three languages, light and dark, on a desktop and on a phone, and one sheet of each page with all of them.
  --only PATHS  these pages alone (as in dashboard/src/app/pages.ts, with commas between them)
  --keep        also the few that the README shows, into docs/screenshots`

const ROOT = join(import.meta.dirname, '..')
const OUT = join(ROOT, 'dist/screenshots')
const KEPT = join(ROOT, 'docs/screenshots')

/** What pages that need a link of their own say without one. */
const WITHOUT_LINK = [/status of 4\d\d/]

type Parameters = Readonly<Record<string, readonly string[]>>

/** What stands for the parameters of addresses, and for the `view` of each page. */
const PARAMETERS: Parameters = { pair: [NAME], step: ['dingtalk', 'microsoft', 'pairs', 'policy', 'finish', 'test'], kind: ['conflicts', 'aside', 'departed'] }
const VIEWS: Parameters = { '/pairs/:pair/:view': ['runs', 'folders'], '/accounts/:view': ['others', 'tokens', 'requests'], '/people/:view': ['register', 'notices', 'export', 'erase'], '/watch/:view': ['rules', 'channels', 'webhooks'] }
/** Pages of an installation that has nothing yet, and what they show in the simulation. */
const BEFORE: readonly string[] = ['/welcome', '/try-it', '/sign-in']

const LOOKS = LANGUAGES.flatMap((language) => (['light', 'dark'] as const).flatMap((theme) => (['desktop', 'phone'] as const).map((size) => ({ language, theme, size }))))

const { values: options } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } })
async function takeAll(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  const ends: (() => Promise<void>)[] = []
  const cleanup: Cleanup = { after: (work) => void ends.unshift(work) }
  const browser = await launchBrowser()
  try {
    const paths = pagePaths().filter((path) => options.only === undefined || options.only.split(',').includes(path))
    const before = paths.filter((path) => BEFORE.includes(path))
    const after = paths.filter((path) => !BEFORE.includes(path))
    if (before.length > 0) await takeBefore(browser, cleanup, before)
    if (after.length > 0) await takeAfter(browser, cleanup, after)
  } finally {
    for (const end of ends) await end().catch((error: unknown) => console.error(String(error)))
    await browser.close()
  }
}

async function takeBefore(browser: Browser, cleanup: Cleanup, paths: readonly string[]): Promise<void> {
  const { url } = await openStart(cleanup)
  await fetch(`${url}/api/v1/try-it`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  await take(browser, cleanup, url, paths)
}

async function takeAfter(browser: Browser, cleanup: Cleanup, paths: readonly string[]): Promise<void> {
  const page = await visit(browser, cleanup)
  const lived: LivedIn = await openLivedIn(cleanup, page)
  await waitFor(page, lived, 'backups/points', { pair: NAME })
  const { points } = (await (await page.request.get(`${lived.url}/api/v1/backups/points`)).json()) as { readonly points: readonly { readonly id: string }[] }
  await askClouds(page, lived)
  const known = { ...PARAMETERS, point: [points[0]?.id ?? ''], webhook: [await beWatched(page, lived)] }
  const addresses = paths.flatMap((path) => addressesOf(path, { ...known, ...viewsOf(path) }))
  await take(browser, cleanup, lived.url, addresses, await page.context().storageState())
}

/** Somebody wants to be told: by rules, a channel, and a webhook behind which nobody listens, whose id it answers. */
async function beWatched({ request }: Page, { url, people }: LivedIn): Promise<string> {
  const { csrf } = (await (await request.get(`${url}/api/v1/session`)).json()) as { readonly csrf: string }
  const post = async (path: string, data: object): Promise<unknown> => (await request.post(`${url}/api/v1/${path}`, { headers: { 'x-csrf-token': csrf }, data })).json()
  await post('watch/rules', { name: '清關 Customs', keywords: ['清關', '補件', 'urgent'], about: 'unread', hours: 4 })
  await post('watch/rules', { name: 'Northwind', from: '@northwind.example', folder: 'inbox', about: 'unanswered', hours: 24 })
  await post('watch/channels', { name: '船務 Shipping', language: 'zh-Hant-HK', quiet: { from: '22:00', to: '08:00', zone: 'Asia/Hong_Kong' }, to: { way: 'email', host: 'smtp.example.com', port: 465, security: 'tls', from: 'tongbu@contoso-trading.example', to: ['shipping@contoso-trading.example'] } })
  const { webhook } = (await post('webhooks', { url: 'http://127.0.0.1:9/webhook/tongbu', name: 'n8n' })) as { readonly webhook: { readonly id: string } }
  const [message] = await people.dingtalk.messages()
  if (message !== undefined) await people.dingtalk.mark(message, { flagged: true })
  await post(`pairs/${NAME}/sync`, {})
  return webhook.id
}

/** Both clouds are asked about the connections, and tested both ways. */
async function askClouds(page: Page, lived: LivedIn): Promise<void> {
  for (const path of ['connections/check', `pairs/${NAME}/probe`]) await waitFor(page, lived, path)
}

/** Begins long work, and waits for its end. */
async function waitFor({ request }: Page, { url }: LivedIn, path: string, data: object = {}): Promise<void> {
  const { csrf } = (await (await request.get(`${url}/api/v1/session`)).json()) as { readonly csrf: string }
  const { job } = (await (await request.post(`${url}/api/v1/${path}`, { headers: { 'x-csrf-token': csrf }, data })).json()) as { readonly job: string }
  while (((await (await request.get(`${url}/api/v1/jobs/${job}`)).json()) as { readonly state: string }).state === 'running') await wait(200)
}

async function take(browser: Browser, cleanup: Cleanup, url: string, paths: readonly string[], storageState?: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>): Promise<void> {
  const taken = new Map<string, string[]>()
  for (const look of LOOKS) {
    const about: Visit = { ...look, expected: WITHOUT_LINK, more: storageState === undefined ? {} : { storageState } }
    const page = await visit(browser, cleanup, about)
    for (const path of paths) {
      const file = join(OUT, `${nameOf(path)}.${look.language}.${look.theme}.${look.size}.png`)
      await page.goto(`${url}${path}`)
      await settled(page)
      await page.screenshot({ path: file, fullPage: true })
      taken.set(path, [...(taken.get(path) ?? []), file])
      if (options.keep && isKept(path, look)) await keep(page, `${nameOf(path)}-${look.language}`)
    }
  }
  for (const [path, files] of taken) await sheet(browser, path, files)
  console.log(`${[...taken.values()].flat().length} pictures of ${taken.size} pages in ${OUT}`)
}

const nameOf = (path: string): string => path.replaceAll(/[/:]+/g, '-').replace(/^-/, '') || 'overview'
/** Every address that a path stands for. @throws where nothing is known to stand for a parameter */
function addressesOf(path: string, known: Parameters): readonly string[] {
  const [parameter, name = ''] = /:(\w+)/.exec(path) ?? []
  if (parameter === undefined) return [path]
  const values = known[name]
  if (values === undefined) throw new Error(`Nothing stands for ${parameter} of ${path}.\nNext: name it in PARAMETERS or VIEWS of scripts/screenshots.ts`)
  return values.flatMap((value) => addressesOf(path.replace(parameter, value), known))
}

const viewsOf = (path: string): Parameters => (VIEWS[path] === undefined ? {} : { view: VIEWS[path] })

/** Once nothing is loading any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('[class*=loading]').first().waitFor({ state: 'hidden' })
  await page.waitForTimeout(300)
}

/** The README's: desktop, light. */
const isKept = (path: string, { language, theme, size }: { readonly language: Language; readonly theme: string; readonly size: string }): boolean => theme === 'light' && size === 'desktop' && KEEP[path]?.includes(language) === true
const KEEP: Readonly<Record<string, readonly Language[]>> = { '/': ['zh-Hant-HK', 'en'], '/try-it': ['en'], '/set-up/dingtalk': ['en'] }

/** As WebP, which only the browser can write. */
async function keep(page: Page, name: string): Promise<void> {
  const picture = (await page.screenshot()).toString('base64')
  const blank = await page.context().newPage()
  const webp = await blank.evaluate(`(async () => { const picture = new Image(); picture.src = 'data:image/png;base64,${picture}'; await picture.decode(); const canvas = new OffscreenCanvas(picture.width, picture.height); canvas.getContext('2d').drawImage(picture, 0, 0); const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 }); return Array.from(new Uint8Array(await blob.arrayBuffer())) })()`)
  await blank.close()
  mkdirSync(KEPT, { recursive: true })
  writeFileSync(join(KEPT, `${name}.webp`), Uint8Array.from(webp as number[]))
}

/** All pictures of one page beside each other, to be looked at. */
async function sheet(browser: Browser, path: string, files: readonly string[]): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 2000, height: 1000 } })
  for (const size of ['desktop', 'phone']) {
    const chosen = files.filter((file) => file.includes(`.${size}.`))
    writeFileSync(join(OUT, 'sheet.html'), `<body style="margin:8px;display:grid;grid-template-columns:repeat(${size === 'desktop' ? 3 : 6},1fr);gap:8px;background:#888">${chosen.map((file) => `<img style="width:100%" src="file://${file}">`).join('')}</body>`)
    await page.goto(`file://${join(OUT, 'sheet.html')}`)
    await page.screenshot({ path: join(OUT, `sheet.${nameOf(path)}.${size}.png`), fullPage: true })
  }
  await page.close()
}

if (options.help) console.log(USAGE)
else await takeAll()
