import type { Config } from '../config/config.ts'
import { LANGUAGES, type Language } from '../words/languages.ts'
import { textGiven, UsageError, type Invocation } from './command.ts'

/** In which language something is told: `--language`, or else that of the configuration. @throws {UsageError} */
export function languageGiven({ given }: Pick<Invocation, 'given'>, config: Pick<Config, 'language'>): Language {
  const named = textGiven(given, 'language') ?? config.language
  const language = LANGUAGES.find((each) => each === named)
  if (language === undefined) throw new UsageError(`--language takes ${LANGUAGES.join(', ')}.`)
  return language
}
