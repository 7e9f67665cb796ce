import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from './brand.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { ThemeChoice } from './theme-choice.tsx'
import styles from './alone.module.css'

/** What is around a page that is shown alone: in which language, and nowhere to go. */
export function Alone({ children, isWide = false }: { readonly children: ReactNode; readonly isWide?: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <a className={styles['skip']} href="#content">
        {t('frame.skip')}
      </a>
      <header className={styles['top']}>
        <Brand />
        <div className={styles['choices']}>
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </header>
      <main id="content" className={isWide ? styles['wide'] : styles['narrow']} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}
