import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '../i18n/language.ts'
import { LANGUAGES, type Language } from '../i18n/languages.ts'
import { Choice } from '../parts/choice.tsx'

/** In which language everything is shown. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation()
  return <Choice label={t('frame.language')} value={i18n.language as Language} options={Object.entries(LANGUAGES) as [Language, string][]} onChoose={(language) => void chooseLanguage(language)} />
}
