import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { CONSOLES } from './consoles.ts'
import { LANGUAGES, nearestLanguage, type Language } from './languages.ts'
import type { catalogue as english } from './en/catalogue.ts'

const KEY = 'tongbu.language'

/** Only the language that is shown is loaded. */
const CATALOGUES: Readonly<Record<Language, () => Promise<{ readonly catalogue: object }>>> = {
  en: () => import('./en/catalogue.ts'),
  'zh-Hant-HK': () => import('./zh-Hant-HK/catalogue.ts'),
  'zh-Hans-CN': () => import('./zh-Hans-CN/catalogue.ts'),
}

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof english }
  }
}

export const i18n = createInstance()

const chosen = (): Language => {
  const kept = localStorage.getItem(KEY)
  return kept !== null && kept in LANGUAGES ? (kept as Language) : nearestLanguage(navigator.languages)
}

/** Shows the language that was chosen before, else the one that the browser asks for. */
export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({ lng: chosen(), fallbackLng: false, resources: {}, interpolation: { escapeValue: false, defaultVariables: CONSOLES }, returnNull: false })
  await show(chosen())
}

/** Shows another language from now on, in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language)
  await show(language)
}

async function show(language: Language): Promise<void> {
  const { catalogue } = await CATALOGUES[language]()
  i18n.addResourceBundle(language, 'translation', catalogue)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
}
