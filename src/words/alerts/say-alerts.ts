import type { Alert } from '../../watch/alert.ts'
import type { Language } from '../languages.ts'
import type { AlertFacts, AlertWords } from './alert-words.ts'
import { en } from './en.ts'
import { zhHansCn } from './zh-hans-cn.ts'
import { zhHantHk } from './zh-hant-hk.ts'

const WORDS: Readonly<Record<Language, AlertWords>> = { en, 'zh-Hant-HK': zhHantHk, 'zh-Hans-CN': zhHansCn }

/** A title and lines, for whichever channel. */
export interface Said {
  readonly title: string
  readonly lines: readonly string[]
}

/** Lines of one message: a flood is one message, and not many. */
const MOST_LINES = 12

export function sayAlerts(language: Language, { raised, resolved }: { readonly raised: readonly Alert[]; readonly resolved: readonly Alert[] }): Said {
  const words = WORDS[language]
  const all = [...raised.map((alert) => words.raised[alert.kind](factsOf(alert))), ...resolved.map((alert) => words.resolved(words.short[alert.kind](factsOf(alert))))]
  return { title: words.title(raised.length, resolved.length), lines: all.length > MOST_LINES ? [...all.slice(0, MOST_LINES), words.more(all.length - MOST_LINES)] : all }
}

export const sayTrial = (language: Language): Said => ({ title: 'Tongbu', lines: [WORDS[language].trial] })

const factsOf = ({ pair = '', data }: Alert): AlertFacts => ({ ...data, pair })
