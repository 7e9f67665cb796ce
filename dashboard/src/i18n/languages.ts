/** Languages that the dashboard speaks, each by its own name. */
export const LANGUAGES = { 'zh-Hant-HK': '繁體中文', 'zh-Hans-CN': '简体中文', en: 'English' } as const

export type Language = keyof typeof LANGUAGES

const SIMPLIFIED = /^zh-(hans|cn|sg|my)/i

/** The language of ours that is nearest to what a browser asks for, in its order. */
export function nearestLanguage(asked: readonly string[]): Language {
  for (const tag of asked) {
    if (/^en\b/i.test(tag)) return 'en'
    if (/^zh\b/i.test(tag)) return SIMPLIFIED.test(tag) ? 'zh-Hans-CN' : 'zh-Hant-HK'
  }
  return 'en'
}
