import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

type Texts = { readonly [key: string]: string | Texts }

const CATALOGUE = /\/i18n\/[^/]+\/catalogue\.ts$/
const NAMED = 'virtual:keys'
const RESOLVED = '\0keys'

/**
 * The catalogues have the same 2,200 keys. In what is built these are there once, and each language is the list of its texts in their order, which is 20 kB less, compressed.
 * While one develops, catalogues are loaded as they are written. That what is built says the same is tested with its size.
 */
export const sharedKeys = (): Plugin => ({
  name: 'shared-keys',
  apply: 'build',
  resolveId: (id) => (id === NAMED ? RESOLVED : undefined),
  async load(id) {
    if (id === RESOLVED) return namedFrom(await english(this.environment.config.root))
    if (!CATALOGUE.test(id)) return undefined
    const texts = textsOf(await english(this.environment.config.root), await catalogueAt(id))
    return `import { named } from '${NAMED}'\nexport const catalogue = named(${JSON.stringify(texts)})`
  },
})

const catalogueAt = async (path: string): Promise<Texts> => ((await import(pathToFileURL(path).href)) as { readonly catalogue: Texts }).catalogue
const english = (root: string): Promise<Texts> => catalogueAt(`${root}/src/i18n/en/catalogue.ts`)

/** In the order of the English keys. Chinese counts one as many, and has none for one: `0` stands there. */
const textsOf = (keys: Texts, texts: Texts): readonly (string | 0)[] =>
  Object.entries(keys).flatMap(([key, within]) => {
    const own = texts[key]
    return typeof within === 'object' ? textsOf(within, typeof own === 'object' ? own : {}) : typeof own === 'string' ? own : 0
  })

/** Runs in the browser: gives texts their keys again. */
const namedFrom = (keys: Texts): string => `
const KEYS = ${JSON.stringify(keys, (_key, value) => (typeof value === 'string' ? 0 : value))}
const fill = (keys, next) => Object.fromEntries(Object.entries(keys).map(([key, within]) => [key, within === 0 ? next() : fill(within, next)]).filter(([, text]) => text !== 0))
export const named = (texts) => { let at = 0; return fill(KEYS, () => texts[at++]) }`
