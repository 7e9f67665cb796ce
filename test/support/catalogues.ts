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
  return new Map(leaves((await CATALOGUES[language]()).catalogue, ''))
}

function leaves(tree: object, above: string): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const key = above === '' ? name : `${above}.${name}`
    if (typeof value === 'string') return [[key, value]]
    return typeof value === 'object' && value !== null ? leaves(value, key) : []
  })
}
