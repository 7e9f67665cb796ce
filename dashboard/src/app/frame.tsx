import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { LanguageChoice } from './language-choice.tsx'
import { ThemeChoice } from './theme-choice.tsx'
import styles from './frame.module.css'

const PAGES = [['/pairs', 'pairs']] as const

/** What is around every page: where one is, where one can go, in which language. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <a className={styles['skip']} href="#content">
        {t('frame.skip')}
      </a>
      <header className={styles['top']}>
        <Link className={styles['brand']} href="/">
          <img src="/icon.svg" alt="" width="28" height="28" />
          Tongbu
        </Link>
        <div className={styles['choices']}>
          <ThemeChoice />
          <LanguageChoice />
        </div>
      </header>
      <div className={styles['body']}>
        <nav className={styles['pages']} aria-label={t('frame.navigation.label')}>
          {PAGES.map(([path, name]) => (
            <Link key={path} href={path} className={(isHere) => (isHere ? `${styles['page']} ${styles['here']}` : (styles['page'] ?? ''))}>
              {t(`frame.navigation.${name}`)}
            </Link>
          ))}
        </nav>
        <main id="content" className={styles['content']} tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  )
}
