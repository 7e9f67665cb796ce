import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { LANGUAGES, readingIn, type Language } from '../test/support/catalogues.ts'
import { pagePaths } from '../test/support/page-paths.ts'
import { NAME } from '../test/support/sandbox-pair.ts'
import { launchBrowser, visit, type Cleanup, type Visit } from '../test/support/visit.ts'
import { answerInstead, handsOn, OPENINGS, type Hands, type Opening, type SceneName } from './openings.ts'
import { SCENES, type Parameters, type Scene } from './scenes.ts'

const USAGE = `npm run screenshots -- [--only /pairs,toast] [--looks en] [--keep]

Pictures of every page, and of what is opened on it (dialogs, lists, failures), in three languages, light and dark, on a desktop and on a phone, and one sheet of each with all of them.
  --only NAMES  these alone, with commas between them: pages as in dashboard/src/app/pages.ts, each with what is
                opened on it; names of scripts/openings.ts; "openings" for all of those, or an installation of scripts/scenes.ts such as "gated:"
  --looks PARTS these looks alone, with commas between them: "en", "dark.phone", "zh-Hant-HK.light.desktop"
  --keep        also the few that the README shows, into docs/screenshots`

const ROOT = join(import.meta.dirname, '..')
const OUT = join(ROOT, 'dist/screenshots')
const KEPT = join(ROOT, 'docs/screenshots')

/** What pages say that need a link of their own, and where an answer is to fail. */
const EXPECTED = [/status of [45]\d\d/, /ERR_CONNECTION_REFUSED/]

/** What stands for the parameters of addresses, and for the `view` of each page. */
const PARAMETERS: Parameters = { pair: [NAME], step: ['dingtalk', 'microsoft', 'pairs', 'policy', 'finish', 'test'], kind: ['conflicts', 'aside', 'departed'] }
const VIEWS: Parameters = { '/pairs/:pair/:view': ['runs', 'folders'], '/accounts/:view': ['others', 'tokens', 'requests'], '/people/:view': ['register', 'notices', 'export', 'erase'], '/watch/:view': ['rules', 'channels', 'webhooks'] }
/** Pages of an installation that has nothing yet, and what they show in the simulation. */
const BEFORE: readonly string[] = ['/welcome', '/try-it', '/sign-in']

const ALL_LOOKS = LANGUAGES.flatMap((language) => (['light', 'dark'] as const).flatMap((theme) => (['desktop', 'phone'] as const).map((size) => ({ language, theme, size }))))

const { values: options } = parseArgs({ options: { only: { type: 'string' }, looks: { type: 'string' }, keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } })
const LOOKS = ALL_LOOKS.filter(({ language, theme, size }) => options.looks?.split(',').some((each) => `${language}.${theme}.${size}`.includes(each)) ?? true)

/** A picture to be taken: a page, or what is opened on it. */
type Shot = Omit<Opening, 'scene'> & { readonly scene: SceneName }

const wanted = ({ path, name, scene }: Shot, only = options.only?.split(',')): boolean => only === undefined || [path, name, `${scene}:`].some((each) => only.includes(each)) || (name !== path && only.includes('openings'))

async function takeAll(): Promise<void> {
  if (options.only === undefined) rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  const pages = pagePaths().map((path): Shot => ({ path, name: path, scene: BEFORE.includes(path) ? 'before' : 'lived-in', isWhole: true }))
  const shots = [...pages, ...OPENINGS.map((opening): Shot => ({ scene: 'lived-in', ...opening }))].filter((shot) => wanted(shot))
  if (shots.length === 0) throw new Error(`There is no ${options.only}.\nNext: take a path of dashboard/src/app/pages.ts or a name of scripts/openings.ts`)
  const browser = await launchBrowser()
  try {
    for (const [scene, of] of Map.groupBy(shots, ({ scene: each }) => each)) await takeScene(browser, scene, of)
  } finally {
    await browser.close()
  }
}

/** Opens an installation, and closes it again once all is taken. */
async function takeScene(browser: Browser, name: SceneName, shots: readonly Shot[]): Promise<void> {
  const ends: (() => Promise<void>)[] = []
  try {
    const scene = await SCENES[name](browser, { after: (work) => void ends.unshift(work) })
    const known = (path: string): Parameters => ({ ...PARAMETERS, ...scene.known, ...viewsOf(path) })
    await take(browser, { after: (work) => void ends.unshift(work) }, scene, shots.flatMap((shot) => addressesOf(shot.path, known(shot.path)).map((path) => ({ ...shot, path, name: shot.name === shot.path ? path : shot.name }))))
  } finally {
    for (const end of ends) await end().catch((error: unknown) => console.error(String(error)))
  }
}

async function take(browser: Browser, cleanup: Cleanup, { url, storageState }: Scene, shots: readonly Shot[]): Promise<void> {
  let taken = 0
  for (const look of LOOKS) {
    const about: Visit = { ...look, expected: EXPECTED, more: storageState === undefined ? {} : { storageState } }
    const page = await visit(browser, cleanup, about)
    const hands = handsOn(page, await readingIn(look.language))
    for (const shot of shots.filter(({ size = look.size }) => size === look.size)) {
      const file = join(OUT, pictureOf(shot.name, look))
      await open(hands, url, shot).catch((error: unknown) => {
        process.exitCode = 1
        console.error(`${shot.name} in ${look.language} on a ${look.size}: ${String(error)}`)
      })
      if (shot.isWhole === true) await page.evaluate('scrollTo(0, 0)')
      await page.screenshot({ path: file, fullPage: shot.isWhole === true })
      taken++
      if (options.keep && isKept(shot.name, look)) await keep(page, `${nameOf(shot.name)}-${look.language}`)
    }
    await page.context().close()
  }
  for (const { name } of shots) await sheet(browser, name)
  console.log(`${taken} pictures of ${shots.length} pages and openings in ${OUT}`)
}

/** Goes to the page, and does on it what is to be seen. */
async function open(hands: Hands, url: string, { path, instead = {}, open: doing }: Shot): Promise<void> {
  const { page } = hands
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await answerInstead(page, instead)
  await page.goto(`${url}${path}`)
  await doing?.(hands)
  await settled(page, Object.values(instead).includes('never'))
}

type Look = (typeof ALL_LOOKS)[number]

const pictureOf = (name: string, { language, theme, size }: Look): string => `${nameOf(name)}.${language}.${theme}.${size}.png`

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

/** Once nothing is loading any more, unless that is what is to be seen. */
async function settled(page: Page, isLoading: boolean): Promise<void> {
  await page.locator('h1').first().waitFor()
  if (!isLoading) await page.locator('[class*=loading]').first().waitFor({ state: 'hidden' })
  await page.waitForTimeout(300)
}

/** The README's: desktop, light. */
const isKept = (path: string, { language, theme, size }: Look): boolean => theme === 'light' && size === 'desktop' && KEEP[path]?.includes(language) === true
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
async function sheet(browser: Browser, name: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1560, height: 1000 } })
  const html = join(OUT, `sheet-${process.pid}.html`)
  for (const size of ['desktop', 'phone']) {
    const chosen = ALL_LOOKS.filter((look) => look.size === size && existsSync(join(OUT, pictureOf(name, look))))
    if (chosen.length === 0) continue
    writeFileSync(html, `<body style="margin:8px;display:grid;grid-template-columns:repeat(${size === 'desktop' ? 2 : 6},1fr);gap:8px;background:#888">${chosen.map((look) => `<img style="width:100%" src="${pictureOf(name, look)}">`).join('')}</body>`)
    await page.goto(`file://${html}`)
    await page.screenshot({ path: join(OUT, `sheet.${nameOf(name)}.${size}.png`), fullPage: true })
  }
  rmSync(html, { force: true })
  await page.close()
}

if (options.help) console.log(USAGE)
else await takeAll()
