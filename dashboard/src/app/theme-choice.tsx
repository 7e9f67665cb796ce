import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice } from '../parts/choice.tsx'
import { chooseTheme, chosenTheme, THEMES } from './theme.ts'

/** Light, dark, or as the system is. */
export function ThemeChoice() {
  const { t } = useTranslation()
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <Choice
      label={t('frame.theme.label')}
      value={theme}
      options={THEMES.map((each) => [each, t(`frame.theme.${each}`)])}
      onChoose={(next) => {
        chooseTheme(next)
        setTheme(next)
      }}
    />
  )
}
