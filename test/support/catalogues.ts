import { LANGUAGES as NAMED, type Language } from '../../dashboard/src/i18n/languages.ts'

export type { Language }
export const LANGUAGES = Object.keys(NAMED) as readonly Language[]

const CATALOGUES: Readonly<Record<Language, () => Promise<{ readonly catalogue: object }>>> = {
  en: () => import('../../dashboard/src/i18n/en/catalogue.ts'),
  'zh-Hant-HK': () => import('../../dashboard/src/i18n/zh-Hant-HK/catalogue.ts'),
  'zh-Hans-CN': () => import('../../dashboard/src/i18n/zh-Hans-CN/catalogue.ts'),
}

/** All texts of the dashboard in one language, by key. */
export async function wordsIn(language: Language): Promise<ReadonlyMap<string, string>> {
  return textsOf((await CATALOGUES[language]()).catalogue)
}

/** Each by its key: those within others with a dot between. */
export const textsOf = (catalogue: object): ReadonlyMap<string, string> => new Map(leaves(catalogue, ''))

/** What stands on a page for a key of the catalogues, in one language: from its beginning, any number, whatever is filled in. @throws for an unknown key */
export type Reading = (key: string) => RegExp

/** How a page is read in one language. */
export async function readingIn(language: Language): Promise<Reading> {
  const words = await wordsIn(language)
  return (key) => {
    const texts = [key, `${key}_one`, `${key}_other`].map((each) => words.get(each)).filter((text) => text !== undefined)
    if (texts.length === 0) throw new Error(`no text ${key}`)
    return new RegExp(`^(?:${texts.map((text) => text.split(/\{\{\w+\}\}/).map((part) => RegExp.escape(part)).join('.*')).join('|')})`)
  }
}

function leaves(tree: object, above: string): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const key = above === '' ? name : `${above}.${name}`
    if (typeof value === 'string') return [[key, value]]
    return typeof value === 'object' && value !== null ? leaves(value, key) : []
  })
}
